"""Looks for closed months whose charges have no cause, or whose invoices say something else."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.time import TimeRange, add_months, month_start
from outlay.ledger.matching import match_invoices, match_usage
from outlay.pricing.list_prices import build_price_list
from outlay.report.checks.model import Finding
from outlay.report.matching.composing import is_unexplained
from outlay.report.matching.words import Words
from outlay.store.scratch import lend_scratch

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ledger.matching import InvoiceSide, UsageSide
    from outlay.report.checks.model import Examination
    from outlay.store import Reader

_AREA: Final = "matching"
_MONTHS: Final = 2
"""Closed months that are looked at."""
_WRONG: Final = frozenset({"differs", "no_charges"})


def examine_matching(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Closed months with more than 1 % unexplained, or with an invoice beyond its tolerance."""
    settings = case.settings
    words = Words(currency=settings.currency)
    this_month = month_start(settings.today)
    found = []
    for back in range(_MONTHS, 0, -1):
        month = TimeRange(since=add_months(this_month, -back), until=add_months(this_month, 1 - back))
        for invoice_side in match_invoices(reader, month, today=settings.today):
            found += list(_invoices(invoice_side, words))
        for usage_side in _usage(reader, settings, month):
            if is_unexplained(usage_side):
                found.append(_unexplained(usage_side, month, words))
    if found:
        yield from found
    elif reader.fetch("SELECT 1 FROM invoice LIMIT 1").num_rows:
        yield Finding(
            area=_AREA, state="ok", text=f"invoices and usage of the last {_MONTHS} closed months are explained"
        )


def _usage(reader: Reader, settings: Settings, month: TimeRange) -> list[UsageSide]:
    has_usage = reader.fetch("SELECT 1 FROM event_hour WHERE day >= ? AND day < ? LIMIT 1", [month.since, month.until])
    if not has_usage.num_rows:
        return []
    with lend_scratch(settings.folder / "scratch") as scratch:
        return match_usage(reader, scratch, settings, month, build_price_list(settings))


def _invoices(side: InvoiceSide, words: Words) -> Iterator[Finding]:
    for match in side.invoices:
        if match.state in _WRONG:
            yield Finding(
                area=_AREA,
                state="warning",
                text=f"invoice {match.invoice_id} of {side.issuer}, {side.period:%Y-%m}: {words.invoice(match)}",
                hint=f"see `outlay reconcile --period {side.period:%Y-%m} --biller {side.biller}`; "
                "import what is missing, or ask the vendor for a credit note",
            )


def _unexplained(side: UsageSide, month: TimeRange, words: Words) -> Finding:
    left = sum((cause.amount for cause in side.causes if cause.cause == "unexplained"), Decimal(0))
    period = f"{month.since:%Y-%m}"
    return Finding(
        area=_AREA,
        state="warning",
        text=f"{words.money(left)} of {words.money(side.charges)} of {side.biller} in {period} have no cause",
        hint="the provider's usage report says which calls are missing: add its source, or import it "
        f"(`outlay import provider-usage`); then `outlay reconcile --period {period} --biller {side.biller}`",
    )
