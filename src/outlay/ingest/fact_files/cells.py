"""Takes days, periods and amounts from the cells of a line; a cell that cannot be taken is named."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import LIMIT, quantize
from outlay.core.time import add_months
from outlay.ingest.fact_files.lines import BadCellError

if TYPE_CHECKING:
    from outlay.ingest.fact_files.lines import Line

_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def need_text(line: Line, column: str) -> str:
    """A text that must be there."""
    value = line.get(column)
    if value is None:
        raise BadCellError(column, "is empty", None)
    return value


def read_amount(line: Line, column: str) -> Decimal | None:
    """A plain number, rounded to the store's scale; None where the cell is empty."""
    value = line.get(column)
    if value is None:
        return None
    if not _NUMBER.fullmatch(value):
        raise BadCellError(column, "is not a plain number such as 1234.56", value)
    number = Decimal(value)
    if abs(number) > LIMIT:
        raise BadCellError(column, "is above 100,000,000,000", value)
    return quantize(number)


def need_amount(line: Line, column: str) -> Decimal:
    """A number that must be there."""
    amount = read_amount(line, column)
    if amount is None:
        raise BadCellError(column, "is empty", None)
    return amount


def read_day(line: Line, column: str) -> date | None:
    """A day, also one with a time after it; a month is its first day."""
    value = line.get(column)
    if value is None:
        return None
    found = _DAY.fullmatch(value)
    text = found[1] if found else f"{value}-01" if _MONTH.fullmatch(value) else value
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadCellError(column, "is not a day such as 2026-10-31", value) from error


def read_currency(line: Line, column: str) -> str:
    """An ISO 4217 code."""
    value = need_text(line, column).upper()
    if not _CURRENCY.fullmatch(value):
        raise BadCellError(column, "is not an ISO 4217 code such as USD", value)
    return value


def read_period(line: Line, start: str, end: str) -> tuple[date, date]:
    """A half-open period: a month alone, or two days; an end on the last of a month is taken as the last day."""
    since = read_day(line, start)
    if since is None:
        raise BadCellError(start, "is empty", None)
    until = read_day(line, end)
    if until is None:
        return since, add_months(since, 1)
    until = past_last_day(since, until)
    if until <= since:
        raise BadCellError(end, f"is not after {start}", line.get(end))
    return since, until


def past_last_day(since: date, until: date) -> date:
    """The day after a period: people name its last day, FOCUS the day after it; whole months tell which."""
    if until == date.max:
        return until
    following = until + timedelta(days=1)
    return following if following.day == since.day and following > since else until
