"""Ranges and time grains as SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.core.time import Grain
from outlay.store.query.nodes import cast, column, text

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.store.query.sources import Source

_EARLIEST, _LATEST = date(1970, 1, 1), date(2149, 6, 6)
"""What every engine's plain date can hold."""

_SHIFTED: Final = {Grain.QUARTER: 3, Grain.YEAR: 12}


def day_literal(day: date) -> exp.Expr:
    """A day, clipped to what every engine can hold."""
    return cast(text(min(max(day, _EARLIEST), _LATEST).isoformat()), "DATE")


def within(name: str, time_range: TimeRange) -> tuple[exp.Expr, exp.Expr]:
    """Whether a column of the source lies in a half-open range."""
    return (
        exp.GTE(this=column(name), expression=day_literal(time_range.since)),
        exp.LT(this=column(name), expression=day_literal(time_range.until)),
    )


def day_of(source: Source) -> exp.Expr:
    """The day (or month's first day) of a row."""
    moment = column(source.day)
    return cast(moment, "DATE") if source.day == "ts" else moment


def bucket(day: exp.Expr, grain: Grain, fiscal_start: int) -> exp.Expr:
    """The first day of the period that holds a day; quarters and years follow the fiscal year."""
    if grain is Grain.DAY:
        return day
    shift = (fiscal_start - 1) % _SHIFTED.get(grain, 1)
    if not shift:
        return cast(_truncate(day, grain), "DATE")
    start = _truncate(exp.Sub(this=day, expression=_months(shift)), grain)
    return cast(exp.Add(this=start, expression=_months(shift)), "DATE")


def hour_of(source: Source) -> exp.Expr:
    """The hour of a row."""
    return column("hour") if source.table == "event_hour" else _truncate(column(source.day), Grain.HOUR)


def _truncate(moment: exp.Expr, grain: Grain) -> exp.Expr:
    return exp.TimestampTrunc(this=moment, unit=exp.var(grain.value.upper()))


def _months(count: int) -> exp.Interval:
    return exp.Interval(this=text(str(count)), unit=exp.var("MONTH"))
