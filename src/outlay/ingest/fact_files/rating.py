"""Asks before anything is written whether an amount can be converted: a fact without a rate is a row refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.core.errors import InputError
from outlay.ingest.fact_files.lines import BadCellError

if TYPE_CHECKING:
    from datetime import date

    from outlay.ingest.focus.model import Rate, Rates


def find_rate(rates: Rates, currency: str, day: date, reporting: str) -> Rate | None:
    """The rate of a currency on a day; None where it is the reporting currency itself.

    Raises:
        BadCellError: naming the currency, and the settings that give it a rate.
    """
    if currency == reporting:
        return None
    try:
        return rates([(currency, day)], reporting)[currency, day]
    except InputError as error:
        raise BadCellError("currency", unrated_reason(error), currency) from error


def unrated_reason(error: InputError) -> str:
    """Why there is no rate, and the settings that give one."""
    return f"{error.message}: {error.hint or 'add it to `fx_rates`'}, or name a table of rates that has it in `fx_file`"
