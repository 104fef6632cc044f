"""Exchange rates: own rates first, else the reference rates of the European Central Bank that come bundled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from outlay.core.errors import InputError
from outlay.core.money import CONTEXT, quantize

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

    from outlay.core.settings import Settings

BASE: Final = "EUR"
_OWN: Final = "settings"
_BUNDLED: Final = "ecb"


_CLOSED_DAYS: Final = 7
"""How long fixings may pause over holidays; a longer gap makes a rate stale."""


class _Fixing(NamedTuple):
    rate: Decimal
    day: date
    is_past_end: bool


class RateError(InputError):
    """No usable exchange rate."""

    code = "input.exchange_rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class FxRate:
    """How many units of the target currency one unit of another gives."""

    rate: Decimal
    rate_date: date
    """The day that the rate was fixed; the day asked for where the rate is one's own."""
    source: str
    stale: bool
    """The rate is the last known one, from before the day asked for."""
    age_days: int = 0


class ExchangeRates:
    """Rates by currency and day. The bundled table is read when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._reporting = settings.currency
        self._own = {currency.upper(): rate for currency, rate in settings.fx_rates.items()}
        self._max_age = settings.fx_max_age_days
        self._table: CurrencyConverter | None = None

    def rate(self, currency: str, to: str, day: date) -> FxRate:
        """The rate of a currency on a day, to 12 places.

        On a day without a fixing it is that of the last day that had one; past the end of the table it is the
        last known rate, marked stale.

        Raises:
            RateError: if a currency is unknown or ended, the day lies before its first rate, or the last known
                rate is older than the setting `fx_max_age_days`.
        """
        if currency == to:
            return FxRate(rate=Decimal(1), rate_date=day, source="same", stale=False)
        if to == self._reporting and currency in self._own:
            return FxRate(rate=quantize(self._own[currency]), rate_date=day, source=_OWN, stale=False)
        paid, wanted = self._per_base(currency, day), self._per_base(to, day)
        last = min(paid.day, wanted.day)
        return FxRate(
            rate=quantize(CONTEXT.divide(wanted.rate, paid.rate)),
            rate_date=last,
            source=_BUNDLED,
            stale=(day - last).days > _CLOSED_DAYS or paid.is_past_end or wanted.is_past_end,
            age_days=(day - last).days,
        )

    def rates_for(self, pairs: Iterable[tuple[str, date]], to: str) -> dict[tuple[str, date], FxRate]:
        """The rates of distinct (currency, day) pairs."""
        return {(currency, day): self.rate(currency, to, day) for currency, day in set(pairs)}

    def _per_base(self, currency: str, day: date) -> _Fixing:
        """Units of a currency for one euro at the last fixing on or before a day."""
        if currency == BASE:
            return _Fixing(rate=Decimal(1), day=day, is_past_end=False)
        table = self._load()
        if currency not in (table.currencies or ()):
            message = f"no exchange rate for currency {currency!r}"
            raise RateError(message, hint=_own_rate_hint(currency), code="input.unknown_currency")
        first, last = table.bounds[currency]
        if day < first:
            message = f"no exchange rate for {currency} on {day}: the first is of {first}"
            raise RateError(message, hint=_own_rate_hint(currency))
        if last < day and last < max(bounds.last_date for bounds in table.bounds.values()):
            message = f"no exchange rate for {currency} on {day}: its last is of {last}, then it ended"
            raise RateError(message, hint=_own_rate_hint(currency))
        return self._last_fixing(currency, day, last)

    def _last_fixing(self, currency: str, day: date, last: date) -> _Fixing:
        from currency_converter import RateNotFoundError

        at = min(day, last)
        while (day - at).days <= self._max_age:
            try:
                rate = self._load().convert(1, BASE, currency, date=at)
            except RateNotFoundError:
                at -= timedelta(days=1)
            else:
                return _Fixing(rate=Decimal(rate), day=at, is_past_end=last < day)
        age = f"{(day - last).days} days" if last < day else f"more than {self._max_age} days"
        message = f"the last exchange rate for {currency} is {age} older than {day}"
        hint = f"{_own_rate_hint(currency)}, or raise `fx_max_age_days` (now {self._max_age})"
        raise RateError(message, hint=hint)

    def _load(self) -> CurrencyConverter:
        if self._table is None:
            from currency_converter import CurrencyConverter

            self._table = CurrencyConverter(decimal=True)
        return self._table


def _own_rate_hint(currency: str) -> str:
    return f"add `fx_rates: {{{currency}: …}}` to the settings (reporting units for one {currency})"
