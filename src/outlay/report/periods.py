"""Periods to compare: the same days before, complete days only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from outlay.core.time import TimeRange, add_months, month_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A period and the one it is compared with; both None where no day of it is complete."""

    now: TimeRange
    before: TimeRange

    @property
    def label(self) -> str:
        """Such as ``1–19 Nov against 1–19 Oct``."""
        return f"{describe(self.now)} against {describe(self.before)}"


def comparable(asked: TimeRange, complete: date) -> Pair | None:
    """The complete days of a range against the same days before.

    A range that starts on the first of a month is compared with the same days some whole months earlier; any other
    with the days just before it. None where no day is complete.
    """
    until = min(asked.until, complete)
    if until <= asked.since:
        return None
    now = TimeRange(since=asked.since, until=until)
    if asked.since != month_start(asked.since):
        return Pair(now=now, before=TimeRange(since=asked.since - timedelta(days=now.days), until=asked.since))
    months = _whole_months(asked)
    since = add_months(asked.since, -months)
    if until == month_start(until):
        return Pair(now=now, before=TimeRange(since=since, until=add_months(until, -months)))
    last = add_months(until - timedelta(days=1), -months)
    return Pair(now=now, before=TimeRange(since=since, until=last + timedelta(days=1)))


def last_month(today: date) -> Pair:
    """The last complete month against the one before."""
    first = month_start(today)
    return Pair(
        now=TimeRange(since=add_months(first, -1), until=first),
        before=TimeRange(since=add_months(first, -2), until=add_months(first, -1)),
    )


def describe(period: TimeRange) -> str:
    """A period in words: ``October 2026``, ``1–19 Nov`` or ``28 Oct – 3 Nov``."""
    last = period.until - timedelta(days=1)
    if period.since.day == 1 and period.until == add_months(period.since, 1):
        return f"{period.since:%B %Y}"
    if period.since == last:
        return f"{last.day} {last:%b}"
    if (period.since.year, period.since.month) == (last.year, last.month):
        return f"{period.since.day}–{last.day} {last:%b}"
    years = "" if period.since.year == last.year else f" {period.since:%Y}"
    return f"{period.since.day} {period.since:%b}{years} – {last.day} {last:%b}{f' {last:%Y}' if years else ''}"


def _whole_months(asked: TimeRange) -> int:
    last = asked.until - timedelta(days=1)
    return (last.year - asked.since.year) * 12 + last.month - asked.since.month + 1
