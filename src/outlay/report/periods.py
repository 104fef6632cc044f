"""Periods to compare: the same days before, complete days only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outlay.core.time import TimeRange, add_months, month_start

if TYPE_CHECKING:
    from outlay.report.completeness import Beginning

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A period and the one it is compared with: None where not all of that is known, for the reason in `missing`."""

    now: TimeRange
    before: TimeRange | None
    missing: str = ""

    @property
    def base(self) -> str:
        """What is compared with: such as ``1–19 Oct``, or why nothing is."""
        return describe(self.before) if self.before else self.missing

    @property
    def label(self) -> str:
        """Such as ``1–19 Nov against 1–19 Oct``."""
        return f"{describe(self.now)} against {self.base}" if self.before else f"{describe(self.now)}, {self.missing}"


def comparable(asked: TimeRange, complete: date, beginning: Beginning | None = None) -> Pair | None:
    """The complete days of a range against the same days before.

    A range that starts on the first of a month is compared with the same days some whole months earlier, one of whole
    weeks with the same weekdays before it, any other with the days just before it. None where no day is complete.
    """
    until = min(asked.until, complete)
    if until <= asked.since:
        return None
    now = TimeRange(since=asked.since, until=until)
    return _pair(now, _before(asked, now), beginning)


def last_month(today: date, beginning: Beginning | None = None) -> Pair:
    """The last complete month against the one before."""
    first = month_start(today)
    now = TimeRange(since=add_months(first, -1), until=first)
    return _pair(now, TimeRange(since=add_months(first, -2), until=now.since), beginning)


def _pair(now: TimeRange, before: TimeRange, beginning: Beginning | None) -> Pair:
    if beginning is not None and before.since < beginning.day:
        return Pair(now=now, before=None, missing=beginning.words)
    return Pair(now=now, before=before)


def _before(asked: TimeRange, now: TimeRange) -> TimeRange:
    if asked.since != month_start(asked.since):
        back = now.days if asked.days % _WEEK else -(-now.days // _WEEK) * _WEEK
        return TimeRange(since=now.since - timedelta(days=back), until=now.until - timedelta(days=back))
    months = _whole_months(asked)
    since = add_months(now.since, -months)
    if now.until == month_start(now.until):
        return TimeRange(since=since, until=add_months(now.until, -months))
    return TimeRange(since=since, until=add_months(now.until - timedelta(days=1), -months) + timedelta(days=1))


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
