"""Aware UTC time, half-open ranges and fiscal periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from outlay.core.errors import UsageError

MONTHS = 12


class Grain(StrEnum):
    """The time grains of a query."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class TimeError(UsageError):
    """A time, date or range that cannot be read."""

    code = "usage.time"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """A half-open range of UTC days: `since` is in, `until` is out."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.since:
            message = f"the range {self.since} to {self.until} is empty"
            raise TimeError(message, hint="since is inclusive, until is exclusive; until must be later")

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.until - self.since).days

    def __iter__(self) -> Iterator[date]:
        return (self.since + timedelta(days=offset) for offset in range(self.days))


def utc(moment: datetime) -> datetime:
    """Convert an aware datetime to UTC; a naive one is refused."""
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no time zone"
        raise TimeError(message, hint="write it with Z or an offset")
    return moment.astimezone(UTC)


def month_start(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day some months later; clipped to the last day of a shorter month."""
    index = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(index, MONTHS)
    first = date(year, month + 1, 1)
    following = date(year + (month == MONTHS - 1), (month + 1) % MONTHS + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def period_start(day: date, grain: Grain, fiscal_start_month: int = 1) -> date:
    """The first day of the week (Monday), month, fiscal quarter or fiscal year that holds a day."""
    match grain:
        case Grain.HOUR | Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return month_start(day)
        case Grain.QUARTER:
            return add_months(month_start(day), -((day.month - fiscal_start_month) % 3))
        case Grain.YEAR:
            return add_months(month_start(day), -((day.month - fiscal_start_month) % MONTHS))


def parse_day(text: str, *, today: date) -> date:
    """Read ``2026-11-01``, ``2026-11``, ``today``, or a look-back such as ``30d``, ``8w``, ``6m``, ``1y``.

    A look-back counts from tomorrow's midnight, so ``30d`` is the last thirty days with today;
    in months and years it starts on the first of the month (``1m`` is this month so far).
    """
    cleaned = text.strip().lower()
    if cleaned == "today":
        return today
    if re.fullmatch(r"\d{4}-\d{2}", cleaned):
        cleaned += "-01"
    try:
        if back := re.fullmatch(r"(\d{1,4})([dwmy])", cleaned):
            return _look_back(int(back[1]), back[2], today)
        if "t" in cleaned:
            return utc(datetime.fromisoformat(text.strip())).date()
        return date.fromisoformat(cleaned)
    except ValueError as error:
        message = f"cannot read {text!r} as a day"
        raise TimeError(message, hint="write 2026-11-01, 2026-11, 30d, 8w, 6m or 1y") from error


def _look_back(count: int, unit: str, today: date) -> date:
    if count == 0:
        message = f"a look-back of 0{unit} is empty"
        raise TimeError(message, hint="start with 1d")
    if unit == "d":
        return today - timedelta(days=count - 1)
    if unit == "w":
        return today - timedelta(days=7 * count - 1)
    months = count if unit == "m" else count * MONTHS
    return add_months(month_start(today), 1 - months)
