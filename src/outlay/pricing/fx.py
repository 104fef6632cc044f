"""Exchange rates: own rates first, then those of the policy: each day's, a month's average or end, or a table.

Sources: the European Central Bank's euro reference rates; cross rates are their quotient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.ids import stable_id
from outlay.core.money import CONTEXT, quantize
from outlay.core.time import add_months
from outlay.pricing.fx_table import RateTable
from outlay.pricing.reference_rates import RateError, ReferenceRates, has_weekday

if TYPE_CHECKING:
    from outlay.core.settings import Settings

__all__ = ["ExchangeRates", "FxRate", "RateError"]

_OWN: Final = "settings"
_BUNDLED: Final = "ecb"
_CLOSED_DAYS: Final = 7
"""How long fixings may pause over holidays; a longer gap makes a rate stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FxRate:
    """How many units of the target currency one unit of another gives."""

    rate: Decimal
    rate_date: date
    """The day that the rate was fixed, for an average the last of its days; the day asked for where it is one's own."""
    source: str
    stale: bool
    """The rate is the last known one, from before the day asked for."""
    age_days: int = 0


class ExchangeRates:
    """Rates by currency and day, as the settings' policy says. Tables are read when they are first needed."""

    def __init__(self, settings: Settings) -> None:
        self._reporting = settings.currency
        self._own = {currency.upper(): rate for currency, rate in settings.fx_rates.items()}
        self._policy = settings.fx_policy
        self._reference = ReferenceRates(settings.fx_max_age_days, settings.fx_file)
        self._table = RateTable(settings)
        self._averages: dict[tuple[str, str, date], FxRate] = {}

    def rate(self, currency: str, to: str, day: date) -> FxRate:
        """The rate of a currency for a day, to 12 places.

        On a day without a fixing it is that of the last day that had one; past the end of the data it is the last
        known rate, marked stale.

        Raises:
            RateError: if a currency is unknown or ended, the day lies before its first rate, the last known rate is
                older than the setting `fx_max_age_days`, or the table of one's own has none.
        """
        if currency == to:
            return FxRate(rate=Decimal(1), rate_date=day, source="same", stale=False)
        if to == self._reporting and currency in self._own:
            return FxRate(rate=quantize(self._own[currency]), rate_date=day, source=_OWN, stale=False)
        if self._policy == "table":
            rate, since = self._table.find(currency, to, day)
            return FxRate(rate=rate, rate_date=since, source="table", stale=False)
        if self._policy == "month_average":
            return self._average(currency, to, day)
        if self._policy == "month_end":
            return self._daily(currency, to, _month_end(day), f"{_BUNDLED} month end")
        return self._daily(currency, to, day, _BUNDLED)

    def identity(self, currency: str) -> str:
        """Names what decides the rates of a currency: the same name, the same rates."""
        if currency == self._reporting:
            return "same"
        own = self._own.get(currency)
        if own is not None:
            return stable_id("fx", self._reporting, str(quantize(own)))
        file = self._table.digest() if self._policy == "table" else self._reference.digest()
        return stable_id("fx", self._reporting, self._policy, file)

    def rates_for(self, pairs: Iterable[tuple[str, date]], to: str) -> dict[tuple[str, date], FxRate]:
        """The rates of distinct (currency, day) pairs."""
        return {(currency, day): self.rate(currency, to, day) for currency, day in set(pairs)}

    def _daily(self, currency: str, to: str, day: date, source: str) -> FxRate:
        paid, wanted = self._reference.fixing(currency, day), self._reference.fixing(to, day)
        last = min(paid.day, wanted.day)
        return FxRate(
            rate=quantize(CONTEXT.divide(wanted.rate, paid.rate)),
            rate_date=last,
            source=source,
            stale=(day - last).days > _CLOSED_DAYS or paid.is_past_end or wanted.is_past_end,
            age_days=(day - last).days,
        )

    def convert(self, amount: Decimal, currency: str, day: date) -> Decimal:
        """An amount in the reporting currency, at the rate of a day.

        Raises:
            RateError: if there is no usable rate.
        """
        if currency == self._reporting:
            return amount
        return quantize(CONTEXT.multiply(amount, self.rate(currency, self._reporting, day).rate))

    def _average(self, currency: str, to: str, day: date) -> FxRate:
        """The mean of the month's daily cross rates; of a month that the data does not reach, the last known rate."""
        first, last = day.replace(day=1), _month_end(day)
        for code in (currency, to):
            self._reference.demand(code, day)
        known = self._averages.get((currency, to, first))
        if known is not None:
            return known
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        paid, wanted = self._reference.fixings(currency, days), self._reference.fixings(to, days)
        common = sorted(paid.keys() & wanted.keys() - {day for day in days if day > self._reference.end()})
        if not common:
            return replace(self._daily(currency, to, day, _BUNDLED), stale=True)
        total = sum((CONTEXT.divide(wanted[each], paid[each]) for each in common), Decimal(0))
        found = FxRate(
            rate=quantize(CONTEXT.divide(total, Decimal(len(common)))),
            rate_date=common[-1],
            source=f"{_BUNDLED} month average",
            stale=has_weekday(self._reference.end(), last),
            age_days=max((last - common[-1]).days, 0),
        )
        self._averages[currency, to, first] = found
        return found


def _month_end(day: date) -> date:
    return add_months(day.replace(day=1), 1) - timedelta(days=1)
