"""Match to invoices: per biller, account and month, usage, charges and invoices with the causes between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.money import divide
from outlay.core.time import TimeRange, add_months
from outlay.ledger.matching.model import INVOICE_CAUSES, USAGE_CAUSES, Cause
from outlay.report.links import is_equal
from outlay.report.matching.model import (
    ExplainedCause,
    ExplainedInvoice,
    InvoiceTotal,
    LinkSpec,
    MatchTotals,
    Month,
    Reconciliation,
    State,
    Statement,
)
from outlay.report.matching.words import LABELS, Words, headline, next_step, sentence, usage_text

if TYPE_CHECKING:
    from outlay.ledger.matching.model import Basis, InvoiceMatch, InvoiceSide, UsageSide

ZERO: Final = Decimal(0)
UNEXPLAINED_LIMIT: Final = Decimal("0.01")
"""Share of a bill that may stay unexplained before someone has to look."""
_QUIET: Final = frozenset({"rounding", "pending"})
_OPEN_CAUSES: Final = frozenset(
    ("untracked", "overcounted", "not_billed", "unpriced", "tier", "drift", "unexplained", "charges_missing",
     "invoice_missing", "difference")
)  # fmt: skip


def compose(months: Iterable[Month], period: TimeRange, words: Words, *, today: date) -> Reconciliation:
    """Put the sides of all months together; largest bills first."""
    listed = list(months)
    statements = [statement for month in listed for statement in _of_month(month, words, today)]
    statements.sort(key=lambda one: (one.period, -_size(one), one.biller, one.billing_account))
    sides = [side for month in listed for side in month.usage if side.basis != "nothing"]
    nets = [one.invoice.net for one in statements if one.invoice]
    whole = _Scope(biller=None, account=None, range=period, words=words)
    charges = _sum(side.charges for side in sides)
    totals = MatchTotals(
        usage=_sum(side.usage for side in sides),
        charges=charges,
        charges_billed=_sum(one.charges_billed or ZERO for one in statements),
        invoice_net=_sum(nets) if nets else None,
        usage_causes=tuple(whole.explain(cause, charges) for cause in _summed(side.causes for side in sides)),
    )
    return Reconciliation(
        currency=words.currency,
        since=period.since,
        until=period.until,
        statements=tuple(statements),
        totals=totals,
        notes=() if statements else ("there is neither a bill nor usage in this period",),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Whose causes are put in words."""

    biller: str | None
    account: str | None
    range: TimeRange
    words: Words
    basis: Basis = "telemetry"

    def explain(self, cause: Cause, whole: Decimal) -> ExplainedCause:
        query = self._query(cause)
        return ExplainedCause(
            cause=cause.cause,
            label=LABELS[cause.cause],
            amount=cause.amount,
            share=divide(cause.amount, whole) if whole else None,
            quantity=None if cause.quantity is None else Decimal(cause.quantity),
            unit=None if cause.quantity is None else "tokens",
            sentence=sentence(cause, self.words, self.basis),
            next_step=next_step(cause),
            is_open=cause.cause in _OPEN_CAUSES and cause.amount != 0,
            query=query,
            link=query.link if query else None,
            cells=cause.cells,
        )

    def _query(self, cause: Cause) -> LinkSpec | None:
        if cause.cause in INVOICE_CAUSES and cause.cause != "rounding":
            return self._spec("invoice_id", "", view="invoice")
        if cause.cause == "rounding":
            return None
        by, where, view = _DRILL.get(cause.cause, ("model", "", "consumption"))
        if by == "model" and not where and len(models := {cell.model for cell in cause.cells}) == 1:
            where = is_equal("model", models.pop())
            by = "token_class"
        return self._spec(by, where, view=view)

    def _spec(self, by: str, where: str, *, view: str) -> LinkSpec:
        known = [("biller", self.biller), ("billing_account", self.account)]
        conditions = [*(is_equal(name, value) for name, value in known if value), where]
        return LinkSpec(
            metrics="cost",
            by=by,
            where=" && ".join(part for part in conditions if part),
            since=self.range.since,
            until=self.range.until,
            view=view,
        )


_DRILL: Final[Mapping[str, tuple[str, str, str]]] = {
    "promotional_credit": ("charge_category", 'charge_category == "Credit"', "net"),
    "credit": ("charge_category", 'charge_category == "Credit"', "net"),
    "untracked": ("credential", 'team == "untracked_ai"', "consumption"),
    "tax": ("charge_category", 'charge_category == "Tax"', "net"),
    "purchase": ("provider_service", 'charge_category == "Purchase"', "consumption"),
    "adjustment": ("provider_service", 'charge_category == "Adjustment"', "consumption"),
    "other_charges": ("provider_service", "", "consumption"),
}
"""By what a cause is looked at, under which condition and in which view."""


def _of_month(month: Month, words: Words, today: date) -> Iterable[Statement]:
    usage = {(side.biller, side.billing_account): side for side in month.usage}
    invoices = {(side.biller, side.billing_account): side for side in month.invoices}
    for bill in sorted({*usage, *invoices}):
        yield _statement(usage.get(bill), invoices.get(bill), month.period, words, today)


def _statement(
    usage: UsageSide | None, invoice: InvoiceSide | None, period: date, words: Words, today: date
) -> Statement:
    bill = usage or invoice
    if bill is None:  # pragma: no cover - a statement has one side at least
        raise LookupError
    scope = _Scope(
        biller=bill.biller,
        account=bill.billing_account,
        range=TimeRange(since=period, until=add_months(period, 1)),
        words=words,
        basis=usage.basis if usage else "nothing",
    )
    kind: Literal["ai", "other"] = "ai" if usage else "other"
    if usage is not None and usage.basis == "nothing":
        usage = None
    charges = usage.charges if usage else None
    billed = invoice.charges if invoice else None
    usage_causes = tuple(scope.explain(cause, charges or ZERO) for cause in (usage.causes if usage else ()))
    invoice_causes = tuple(scope.explain(cause, billed or ZERO) for cause in (invoice.causes if invoice else ()))
    state = _state(usage, invoice, period, today)
    return Statement(
        biller=bill.biller,
        billing_account=bill.billing_account,
        issuer=invoice.issuer if invoice else bill.biller,
        period=period,
        kind=kind,
        state=state,
        state_text=_state_text(state, usage, words),
        headline=headline(usage, usage_causes, words) if usage else "",
        basis=scope.basis,
        usage=usage.usage if usage else None,
        usage_text=usage_text(usage) if usage else "",
        requests=usage.requests if usage else 0,
        charges=charges,
        charges_billed=billed,
        charges_tax=invoice.charges_tax if invoice else None,
        charges_rows=invoice.rows if invoice else usage.rows if usage else 0,
        has_quantities=usage is not None and usage.tokens_billed is not None,
        tokens_billed=Decimal(usage.tokens_billed) if usage and usage.tokens_billed is not None else None,
        tokens_seen=Decimal(usage.tokens_seen if usage else 0),
        usage_causes=usage_causes,
        invoice_causes=invoice_causes,
        invoice=_total(invoice),
        invoices=tuple(_invoice(match, words) for match in (invoice.invoices if invoice else ())),
        open=_open((*usage_causes, *invoice_causes), invoice),
    )


def _state(usage: UsageSide | None, invoice: InvoiceSide | None, period: date, today: date) -> State:
    states = {match.state for match in invoice.invoices} if invoice else set()
    if add_months(period, 1) > today or "provisional" in states:
        return "provisional"
    if states & {"differs", "no_charges"} or (usage is not None and is_unexplained(usage)):
        return "differs"
    if usage is None and (invoice is None or invoice.net is None):
        return "unchecked"
    named = {cause.cause for cause in usage.causes} - _QUIET if usage else set()
    return "explained" if named else "matched"


def is_unexplained(usage: UsageSide) -> bool:
    """Whether more than 1 % of a bill has no cause."""
    unexplained = sum((abs(cause.amount) for cause in usage.causes if cause.cause == "unexplained"), ZERO)
    return unexplained > abs(usage.charges) * UNEXPLAINED_LIMIT


def _state_text(state: State, usage: UsageSide | None, words: Words) -> str:
    if state == "provisional":
        return "The period or its invoice is still open: figures may change."
    if state == "unchecked":
        return "No invoice and no usage to compare it with."
    if usage is None:
        return "Compared with its invoices." if state == "matched" else "The invoices say something else."
    left = sum((cause.amount for cause in usage.causes if cause.cause == "unexplained"), ZERO)
    if left:
        return f"{words.money(left)} of {words.money(usage.charges)} has no cause yet."
    return "Everything is explained." if state != "differs" else "The invoices say something else than the charges."


def _total(side: InvoiceSide | None) -> InvoiceTotal | None:
    if side is None or side.net is None:
        return None
    found = sorted({match.status for match in side.invoices if match.status})
    return InvoiceTotal(
        net=side.net,
        tax=side.tax or ZERO,
        count=sum(match.net is not None for match in side.invoices),
        status=", ".join(found),
        difference=side.net - side.charges,
    )


def _invoice(match: InvoiceMatch, words: Words) -> ExplainedInvoice:
    return ExplainedInvoice(
        invoice_id=match.invoice_id,
        status=match.status,
        currency=match.currency,
        net=match.net,
        tax=match.tax,
        charges=match.charges,
        charges_tax=match.charges_tax,
        difference=match.difference,
        tolerance=match.tolerance,
        rows=match.rows,
        state=match.state,
        text=words.invoice(match),
    )


def _open(causes: Iterable[ExplainedCause], invoice: InvoiceSide | None) -> tuple[str, ...]:
    found = [f"{cause.label}: {cause.next_step}" for cause in causes if cause.is_open and cause.next_step]
    if invoice is not None and invoice.net is None and invoice.is_closed:
        found.append("No invoice of the month: record it with `outlay invoice add`, or import invoices")
    return tuple(found)


def _summed(listed: Iterable[Iterable[Cause]]) -> list[Cause]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    counts: dict[str, int] = {}
    for causes in listed:
        for cause in causes:
            amounts[cause.cause] += cause.amount
            if cause.quantity is not None:
                counts[cause.cause] = counts.get(cause.cause, 0) + cause.quantity
    return [
        Cause(cause=name, amount=amounts[name], quantity=counts.get(name)) for name in USAGE_CAUSES if name in amounts
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _size(statement: Statement) -> Decimal:
    return max(abs(statement.charges or ZERO), abs(statement.charges_billed or ZERO))


def months_of(period: TimeRange) -> list[TimeRange]:
    """The months that a range touches, each whole."""
    months = []
    month = period.since.replace(day=1)
    while month <= period.until - timedelta(days=1):
        months.append(TimeRange(since=month, until=add_months(month, 1)))
        month = add_months(month, 1)
    return months
