"""Exchange rates of one's own over time, as the finance department fixes them: a CSV file of months or days."""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from outlay.core.errors import SettingsError
from outlay.core.ids import stable_id
from outlay.core.money import quantize
from outlay.pricing.reference_rates import RateError

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings

_COLUMNS: Final = ("currency", "since", "rate")
_MONTH_LENGTH: Final = 7


class RateTable:
    """Rates into the reporting currency, each from its day or month on, until the next one of its currency."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.fx_table
        self._reporting = settings.currency
        self._rates: dict[str, list[tuple[date, Decimal]]] | None = None

    def find(self, currency: str, to: str, day: date) -> tuple[Decimal, date]:
        """The rate that holds on a day, and the day that it holds from.

        Raises:
            RateError: if the table has none, naming the file and the line to add.
        """
        if to != self._reporting:
            message = f"the table of exchange rates is into {self._reporting}, not {to}"
            raise RateError(message, hint="use another `fx_policy`")
        rates = self._load().get(currency, [])
        place = bisect_right(rates, (day, Decimal("Infinity")))
        if not place:
            message = f"{self._file} has no exchange rate for {currency} on {day}"
            raise RateError(message, hint=f"add a line to it: {currency},{day:%Y-%m},RATE")
        since, rate = rates[place - 1]
        return rate, since

    def digest(self) -> str:
        """Names the table's content."""
        return stable_id("table", *(f"{currency} {rates}" for currency, rates in sorted(self._load().items())))

    def _load(self) -> dict[str, list[tuple[date, Decimal]]]:
        if self._rates is None:
            if self._file is None:
                message = "fx_policy is table, but no table is named"
                raise SettingsError(message, hint="set `fx_table` to a CSV file: currency,since,rate")
            self._rates = _read(self._file)
        return self._rates


def _read(path: Path) -> dict[str, list[tuple[date, Decimal]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"the exchange rates in {path} cannot be read: {error}"
        raise SettingsError(message, hint="fx_table is a CSV file: currency,since,rate") from error
    if not rows or any(name not in rows[0] for name in _COLUMNS):
        message = f"{path} holds no exchange rates: its first line must be currency,since,rate"
        raise SettingsError(message, hint="a line says: TWD,2026-10,0.0312 (reporting units for one)")
    found: dict[str, list[tuple[date, Decimal]]] = {}
    for number, row in enumerate(rows, start=2):
        found.setdefault(str(row["currency"]).strip().upper(), []).append(_entry(path, number, row))
    return {currency: sorted(rates) for currency, rates in found.items()}


def _entry(path: Path, number: int, row: dict[str, str]) -> tuple[date, Decimal]:
    text = (row["since"] or "").strip()
    try:
        since = date.fromisoformat(f"{text}-01" if len(text) == _MONTH_LENGTH else text)
        rate = Decimal((row["rate"] or "").strip())
    except (ValueError, InvalidOperation) as error:
        message = f"{path} line {number}: {text!r}, {row['rate']!r} are no day or month and rate"
        raise SettingsError(message, hint="write it as TWD,2026-10,0.0312") from error
    if not rate.is_finite() or rate <= 0:
        message = f"{path} line {number}: the rate {row['rate']} is not above zero"
        raise SettingsError(message, hint="a rate is reporting units for one of the currency")
    return since, quantize(rate)
