"""Reference rates of the European Central Bank: bundled, or from a newer file of yours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from outlay.core.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from currency_converter import CurrencyConverter

BASE: Final = "EUR"


class Fixing(NamedTuple):
    """Units of a currency for one euro, and the day that the bank published them for."""

    rate: Decimal
    day: date
    is_past_end: bool


class RateError(InputError):
    """No usable exchange rate."""

    code = "input.exchange_rate"


class ReferenceRates:
    """Fixings by currency and day; the table is read when it is first needed."""

    def __init__(self, max_age_days: int, file: Path | None) -> None:
        self._max_age = max_age_days
        self._file = file
        self._table: CurrencyConverter | None = None

    def fixing(self, currency: str, day: date) -> Fixing:
        """The last fixing on or before a day.

        Raises:
            RateError: if the currency is unknown or ended, the day lies before its first fixing, or the last one is
                older than the setting `fx_max_age_days`.
        """
        if currency == BASE:
            return Fixing(rate=Decimal(1), day=day, is_past_end=False)
        last = self._last(currency, day)
        at = min(day, last)
        while (day - at).days <= self._max_age:
            rate = self._rate(currency, at)
            if rate is not None:
                return Fixing(rate=rate, day=at, is_past_end=last < day)
            at -= timedelta(days=1)
        age = f"{(day - last).days} days" if last < day else f"more than {self._max_age} days"
        message = f"the last exchange rate for {currency} is {age} older than {day}"
        hint = f"{own_rate_hint(currency)}, or raise `fx_max_age_days` (now {self._max_age})"
        raise RateError(message, hint=hint)

    def fixings(self, currency: str, days: list[date]) -> dict[date, Decimal]:
        """The fixings of exactly these days, where there are any."""
        if currency == BASE:
            return dict.fromkeys(days, Decimal(1))
        self._last(currency, days[0])
        found = {day: self._rate(currency, day) for day in days}
        return {day: rate for day, rate in found.items() if rate is not None}

    def end(self) -> date:
        """The last day that the table has a fixing for."""
        last: date = max(bounds.last_date for bounds in self._load().bounds.values())
        return last

    def _rate(self, currency: str, day: date) -> Decimal | None:
        from currency_converter import RateNotFoundError

        first, last = self._load().bounds[currency]
        if not first <= day <= last:
            return None
        try:
            return Decimal(self._load().convert(1, BASE, currency, date=day))
        except RateNotFoundError:
            return None

    def _last(self, currency: str, day: date) -> date:
        """The day of the currency's last fixing of all."""
        table = self._load()
        if currency not in (table.currencies or ()):
            message = f"no exchange rate for currency {currency!r}"
            raise RateError(message, hint=own_rate_hint(currency), code="input.unknown_currency")
        first: date = table.bounds[currency].first_date
        last: date = table.bounds[currency].last_date
        if day < first:
            message = f"no exchange rate for {currency} on {day}: the first is of {first}"
            raise RateError(message, hint=own_rate_hint(currency))
        if last < day and last < self.end():
            message = f"no exchange rate for {currency} on {day}: its last is of {last}, then it ended"
            raise RateError(message, hint=own_rate_hint(currency))
        return last

    def _load(self) -> CurrencyConverter:
        if self._table is None:
            from currency_converter import CurrencyConverter

            try:
                self._table = (
                    CurrencyConverter(str(self._file), decimal=True) if self._file else CurrencyConverter(decimal=True)
                )
            except (OSError, ValueError, KeyError, IndexError) as error:
                message = f"the exchange rates in {self._file} cannot be read: {error}"
                raise RateError(message, hint="name the bank's eurofxref-hist.csv or .zip in `fx_file`") from error
        return self._table


def own_rate_hint(currency: str) -> str:
    """How to give a rate of one's own."""
    return f"add `fx_rates: {{{currency}: …}}` to the settings (reporting units for one {currency})"
