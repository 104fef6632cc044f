"""Reference rates of the European Central Bank: bundled, or from a newer file of yours."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, NamedTuple

from outlay.core.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from currency_converter import CurrencyConverter

BASE: Final = "EUR"
_SATURDAY: Final = 5

_JOINED: Final = {
    "SIT": (date(2007, 1, 1), Decimal("239.640")),
    "CYP": (date(2008, 1, 1), Decimal("0.585274")),
    "MTL": (date(2008, 1, 1), Decimal("0.429300")),
    "SKK": (date(2009, 1, 1), Decimal("30.1260")),
    "EEK": (date(2011, 1, 1), Decimal("15.6466")),
    "LVL": (date(2014, 1, 1), Decimal("0.702804")),
    "LTL": (date(2015, 1, 1), Decimal("3.45280")),
    "HRK": (date(2023, 1, 1), Decimal("7.53450")),
    "BGN": (date(2026, 1, 1), Decimal("1.95583")),
}
"""Currencies that became the euro: from which day, and what one euro is for good, by regulation of the Council."""


class Fixing(NamedTuple):
    """Units of a currency for one euro, and the day that the bank published them for."""

    rate: Decimal
    day: date
    is_past_end: bool
    """The bank has not yet published what holds on the day asked for."""


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
        fixed = _fixed(currency, day)
        if fixed is not None:
            return Fixing(rate=fixed, day=day, is_past_end=False)
        last = self._last(currency, day)
        at = min(day, last)
        while (day - at).days <= self._max_age:
            rate = self._rate(currency, at)
            if rate is not None:
                return Fixing(rate=rate, day=at, is_past_end=has_weekday(last, day))
            at -= timedelta(days=1)
        age = f"{(day - last).days} days" if last < day else f"more than {self._max_age} days"
        message = f"the last exchange rate for {currency} is {age} older than {day}"
        hint = f"{own_rate_hint(currency)}, or raise `fx_max_age_days` (now {self._max_age})"
        raise RateError(message, hint=hint)

    def fixings(self, currency: str, days: list[date]) -> dict[date, Decimal]:
        """The fixings of exactly these days, where there are any.

        Raises:
            RateError: if the currency is unknown or ended, or the first of the days lies before its first fixing.
        """
        fixed = _fixed(currency, days[0])
        if fixed is not None:
            return dict.fromkeys(days, fixed)
        self._last(currency, days[0])
        found = {day: self._rate(currency, day) for day in days}
        return {day: rate for day, rate in found.items() if rate is not None}

    def demand(self, currency: str, day: date) -> None:
        """Refuse a currency that the bank has no rates of, or not any more.

        Raises:
            RateError: if the currency is unknown or ended, or the day lies before its first fixing.
        """
        if _fixed(currency, day) is None:
            self._last(currency, day)

    def end(self) -> date:
        """The last day that the table has a fixing for."""
        last: date = max(bounds.last_date for bounds in self._load().bounds.values())
        return last

    def digest(self) -> str:
        """Names the table: the content of a file of one's own, or the release of the bundled one."""
        if self._file is None:
            return version("currencyconverter")
        try:
            return hashlib.sha256(self._file.read_bytes()).hexdigest()
        except OSError as error:
            raise _unreadable(self._file, error) from error

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
        if last < self.end() and has_weekday(last, day):
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
                raise _unreadable(self._file, error) from error
        return self._table


def has_weekday(after: date, until: date) -> bool:
    """Whether a day on which the bank may publish lies after one day, and not after another."""
    days = min((until - after).days, _SATURDAY)
    return any((after + timedelta(days=number + 1)).weekday() < _SATURDAY for number in range(days))


def _fixed(currency: str, day: date) -> Decimal | None:
    """What one euro is where that never changes: of the euro itself, and of currencies that it has replaced."""
    if currency == BASE:
        return Decimal(1)
    since, rate = _JOINED.get(currency, (date.max, None))
    return rate if day >= since else None


def _unreadable(file: Path | None, error: Exception) -> RateError:
    message = f"the exchange rates in {file} cannot be read: {error}"
    return RateError(message, hint="name the bank's eurofxref-hist.csv or .zip in `fx_file`")


def own_rate_hint(currency: str) -> str:
    """How to give a rate of one's own."""
    return f"add `fx_rates: {{{currency}: …}}` to the settings (reporting units for one {currency})"
