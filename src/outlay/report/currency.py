"""Constant currency: what bills in other currencies would have cost at one fixed rate, and what exchange rates did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol

from outlay.core.errors import InputError
from outlay.core.money import format_plain, quantize
from outlay.core.time import TimeRange
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.ingest.focus.rerating import OutdatedRate
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"


class _Rate(Protocol):
    @property
    def rate(self) -> Decimal: ...
    @property
    def rate_date(self) -> date: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyMonth:
    """A month of charges in one currency; amounts after `currency` are in the reporting currency.

    `constant` is None where the base day has no rate; `effect` is what the change of rates since then cost.
    """

    month: date
    currency: str
    charges: int
    cost: Decimal
    """Effective cost of what was consumed, in the bill's own currency."""
    converted: Decimal
    lowest_rate: Decimal
    highest_rate: Decimal
    rate_date: date
    source: str
    is_stale: bool
    constant_rate: Decimal | None
    constant: Decimal | None
    effect: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyReport:
    """Months and currencies, with their sums; a sum is None where one of its parts is."""

    reporting_currency: str
    base: date
    months: tuple[CurrencyMonth, ...]
    converted: Decimal
    constant: Decimal | None
    effect: Decimal | None
    notes: tuple[str, ...]


def compute_currencies(
    reader: Reader, reporting: str, period: TimeRange, base: date, rate: Callable[[str, str, date], _Rate]
) -> CurrencyReport:
    """Compare what charges were converted to with what they come to at the rates of a base day."""
    notes: list[str] = []
    constants = {}
    rows = reader.fetch(
        load_sql(_PACKAGE, "currency_months"), {"since": period.since, "until": period.until}
    ).to_pylist()
    for currency in sorted({row["currency"] for row in rows}):
        try:
            constants[currency] = rate(currency, reporting, base).rate
        except InputError as error:
            notes.append(f"{error.message}: {currency} has no amount in constant currency")
    months = tuple(_month(row, constants.get(row["currency"])) for row in rows)
    stale = sorted({row["currency"] for row in rows if row["is_stale"]})
    notes += [f"{currency}: the last known rate was carried forward" for currency in stale]
    return CurrencyReport(
        reporting_currency=reporting,
        base=base,
        months=months,
        converted=sum((month.converted for month in months), Decimal(0)),
        constant=_sum([month.constant for month in months]),
        effect=_sum([month.effect for month in months]),
        notes=tuple(notes),
    )


def describe_outdated(outdated: Sequence[OutdatedRate]) -> str | None:
    """What is converted at other rates than settings give, with the largest part as an example."""
    if not outdated:
        return None
    charges, one = sum(each.charges for each in outdated), max(outdated, key=lambda each: each.charges)
    codes = ", ".join(sorted({each.currency for each in outdated}))
    held, fresh = (format_plain(rate) for rate in (one.held, one.fresh))
    example = f"{one.currency} of {one.day} at {held} ({one.held_source}), now {fresh} ({one.fresh_source})"
    return f"{charges:,} charges in {codes} are converted at other exchange rates than the settings give: {example}"


def _month(row: dict[str, Any], rate: Decimal | None) -> CurrencyMonth:
    constant = None if rate is None else quantize(row["cost"] * rate)
    effect = None if constant is None else row["converted"] - constant
    return CurrencyMonth(**row, constant_rate=rate, constant=constant, effect=effect)


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None
