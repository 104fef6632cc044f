"""What an answer says about itself in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outlay.facts.query import View
from outlay.store.query import sources as s

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from outlay.facts.catalog import Catalog
    from outlay.facts.query import Query
    from outlay.store.query.answer import UnknownPrice
    from outlay.store.query.compile import CompiledQuery

_PAYERS_NAMED = 3
_UNIT_COST = "cost_per_"
_BY_CUSTOMER = (s.LEDGER_CUSTOMER, s.LEDGER_CUSTOMER_MONTH)


def notes_of(query: Query, catalog: Catalog, compiled: CompiledQuery) -> Iterator[str]:
    """What qualifies an answer whatever its rows are."""
    plan = compiled.plan
    if plan.is_of_charges:
        yield "Charges as billed, before they are split to who caused them; days that no bill covers are left out."
    if query.axis == "posted":
        yield "By accounting period, as reported; estimates are left out."
    elif query.view is View.INVOICE and plan.ledger is not None:
        if not query.is_billed:
            yield "By charge date; whole months tie to invoices."
        elif plan.ledger in _BY_CUSTOMER:
            yield "By customer, invoices are told by accounting period."
    if plan.reads_events:
        yield "Read from single requests."
    if compiled.is_clipped:
        yield _shared(query, catalog, compiled)


def _shared(query: Query, catalog: Catalog, compiled: CompiledQuery) -> str:
    names = [catalog.metric(name).label for name in query.metrics if catalog.shares_days(name)]
    verb = "is" if len(names) == 1 else "are"
    said = f"{' and '.join(names)} {verb}"
    if compiled.shared_days is None:
        return f"{said} not known: no whole month has both cost and usage."
    last = compiled.shared_days.until - timedelta(days=1)
    return f"{said} over {compiled.shared_days.since} to {last}, the days with both."


def stated_by(unknown: Mapping[str, tuple[str, tuple[str, ...]]], catalog: Catalog) -> Iterator[str]:
    """What to ask by instead, where a value is not stated by a dimension asked by."""
    for label, dimensions in dict.fromkeys(unknown.values()):
        names = ", ".join(catalog.dimensions[name].label.lower() for name in dimensions)
        yield f"{label} is stated by {names}: ask by one of them." if names else f"{label} is stated as a whole only."


def lower_bounds(query: Query, unknown: UnknownPrice | None) -> Iterator[str]:
    """That requests without a price are counted below a unit cost whose sum they are not in."""
    names = [name for name in query.metrics if name.startswith(_UNIT_COST)]
    if names and unknown is not None and unknown.requests:
        verb = "divides" if len(names) == 1 else "divide"
        yield f"{', '.join(names)} {verb} by all requests; {unknown.requests:,} have no price yet: at least so much."


def still_waiting(waiting: Sequence[tuple[str, date, Decimal]], currency: str) -> Iterator[str]:
    """What was delivered for days that no bill completes yet."""
    if not waiting:
        return
    names = [f"{payer} from {since}" for payer, since, _ in waiting[:_PAYERS_NAMED]]
    names += [f"{len(waiting) - _PAYERS_NAMED} more"] if len(waiting) > _PAYERS_NAMED else []
    amount = sum(amount for *_, amount in waiting)
    yield (
        f"{amount:,.2f} {currency} of charges in this range are in no sum yet, as no bill completes their days: "
        f"{', '.join(names)}. Metered usage is estimated there; the invoice view has them."
    )
