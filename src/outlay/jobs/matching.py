"""Matches charges with usage and invoices: hands the ledger the list prices that it may not import."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from outlay.core.time import TimeRange, add_months, month_start, parse_day
from outlay.ledger.matching import match_invoices, match_usage
from outlay.pricing.list_prices import build_price_list
from outlay.report.likely_owners import likely_owners
from outlay.report.matching.composing import compose, months_of
from outlay.report.matching.model import MatchRequest, Month, Reconciliation
from outlay.report.matching.words import Words
from outlay.report.shadow_ai import ShadowAi, compose_shadow_ai
from outlay.report.shadow_spend import shadow_spend

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ledger.matching import InvoiceSide, PriceList, UsageSide
    from outlay.store import Reader, Store
    from outlay.store.scratch import Scratch


def reconcile(store: Store, settings: Settings, request: MatchRequest) -> Reconciliation:
    """Explain usage, charges and invoices of some months against each other. Writes nothing.

    Raises:
        UsageError: if the days make no sense.
    """
    period = match_period(request, settings.today)
    with store.read() as reader, store.scratch() as scratch:
        months = match_months(reader, scratch, settings, period)
    if request.biller:
        months = [_only(month, request.biller) for month in months]
    return compose(months, period, Words(currency=settings.currency), today=settings.today)


def match_months(reader: Reader, scratch: Scratch, settings: Settings, period: TimeRange) -> list[Month]:
    """Match each month of a period."""
    price: PriceList = build_price_list(settings)
    return [
        Month(
            period=month.since,
            usage=match_usage(reader, scratch, settings, month, price),
            invoices=match_invoices(reader, month, today=settings.today),
        )
        for month in months_of(period)
    ]


def match_period(request: MatchRequest, today: date) -> TimeRange:
    """The whole months that are asked for; by default the last complete one."""
    if request.since is None:
        last = add_months(month_start(today), -1)
        since = last
    else:
        since = month_start(parse_day(request.since, today=today))
    if request.until is None:
        return TimeRange(since=since, until=add_months(since, 1))
    until = parse_day(request.until, today=today)
    whole = until if until == month_start(until) else add_months(month_start(until), 1)
    return TimeRange(since=since, until=whole)


def _only(month: Month, biller: str) -> Month:
    usage: list[UsageSide] = [side for side in month.usage if side.biller == biller]
    invoices: list[InvoiceSide] = [side for side in month.invoices if side.biller == biller]
    return Month(period=month.period, usage=usage, invoices=invoices)


def find_shadow_ai(store: Store, settings: Settings, request: MatchRequest) -> ShadowAi:
    """List what bills charge that telemetry never saw, AI in accounts that no one approved, and unmatched payments.

    Raises:
        UsageError: if the days make no sense.
    """
    period = match_period(request, settings.today)
    with store.read() as reader, store.scratch() as scratch:
        months = match_months(reader, scratch, settings, period)
        missed = [
            one
            for month in months
            for side in month.usage
            for one in side.missed
            if request.biller in {None, side.biller}
        ]
        owners = likely_owners(reader, {(one.account, one.credential) for one in missed})
        others = _outside(reader, settings, period, request.biller)
    return compose_shadow_ai(missed, others, owners, period, Words(currency=settings.currency))


def _outside(reader: Reader, settings: Settings, period: TimeRange, biller: str | None) -> list[object]:
    found = shadow_spend(reader, settings, period)
    return [one for one in found if biller in {None, one.biller}]
