"""Ranges and time grains as SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.core.time import Grain
from outlay.store.query.sources import column

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.store.query.sources import Source

_EARLIEST, _LATEST = date(1970, 1, 1), date(2149, 6, 6)
"""What every engine's plain date can hold."""

_SHIFTED: Final = {Grain.QUARTER: 3, Grain.YEAR: 12}


def day_literal(day: date) -> exp.Expr:
    """A day, clipped to what every engine can hold."""
    return exp.cast(exp.Literal.string(min(max(day, _EARLIEST), _LATEST).isoformat()), "DATE")


def within(name: str, time_range: TimeRange) -> exp.Expr:
    """Whether a column of the source lies in a half-open range."""
    moment = column(name)
    return exp.and_(
        exp.GTE(this=moment, expression=day_literal(time_range.since)),
        exp.LT(this=moment.copy(), expression=day_literal(time_range.until)),
    )


def day_of(source: Source) -> exp.Expr:
    """The day (or month's first day) of a row."""
    moment = column(source.day)
    return exp.cast(moment, "DATE") if source.day == "ts" else moment


def bucket(day: exp.Expr, grain: Grain, fiscal_start: int) -> exp.Expr:
    """The first day of the period that holds a day; quarters and years follow the fiscal year."""
    if grain is Grain.DAY:
        return day
    shift = (fiscal_start - 1) % _SHIFTED.get(grain, 1)
    if not shift:
        return exp.cast(_truncate(day, grain), "DATE")
    months = exp.Interval(this=exp.Literal.string(str(shift)), unit=exp.var("MONTH"))
    start = _truncate(exp.Sub(this=day, expression=months), grain)
    return exp.cast(exp.Add(this=start, expression=months.copy()), "DATE")


def hour_of(source: Source) -> exp.Expr:
    """The hour of a row."""
    return column("hour") if source.table == "event_hour" else _truncate(column(source.day), Grain.HOUR)


def _truncate(moment: exp.Expr, grain: Grain) -> exp.Expr:
    return exp.TimestampTrunc(this=moment, unit=exp.var(grain.value.upper()))
