"""Which days a bill covers, as joins of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from outlay.core.time import Grain
from outlay.store.query import periods
from outlay.store.query.nodes import (
    aliased,
    cast,
    column,
    equal,
    join,
    number,
    select,
    subquery,
    table,
    text,
    when,
)

if TYPE_CHECKING:
    from outlay.core.time import TimeRange


def join_days(payer: exp.Expr, day: exp.Expr, *, keeps_all: bool) -> exp.Join:
    """Join covered days as `c`."""
    on = [equal(column("payer_id", "c"), payer), equal(column("day", "c"), day)]
    return join(table("coverage", "c"), on, keeps_all=keeps_all)


def join_months(payer: exp.Expr, month: exp.Expr, alias: str, *, keeps_all: bool) -> exp.Join:
    """Join months that a bill covers at least one day of."""
    groups = ("payer_id", "month")
    shown = [aliased(column(name, "d"), name) for name in groups]
    months = select(shown, _days(), groups=[column(name, "d") for name in groups])
    on = [equal(column("payer_id", alias), payer), equal(column("month", alias), month)]
    return join(subquery(months, alias), on, keeps_all=keeps_all)


def after_first_open(moment: exp.Expr, time_range: TimeRange) -> exp.Expr:
    """Whether a moment is not before every open day of months that a bill covers in part.

    It only spares reading: a month whose covered days have gaps counts as open from its start.
    """
    count = exp.Count(this=exp.Star())
    last = exp.Max(this=column("day", "d"))
    length = exp.DateDiff(this=exp.Max(this=column("day", "d")), expression=column("month", "d"), unit=exp.var("DAY"))
    has_no_gap = equal(count, exp.Add(this=length, expression=number(1)))
    opens = when(has_no_gap, _later(last, "DAY"), column("month", "d"))
    shown = [aliased(opens, "opens"), aliased(_later(column("month", "d"), "MONTH"), "ends")]
    months = select(shown, _days(time_range), groups=[column("payer_id", "d"), column("month", "d")])
    is_open = exp.LT(this=column("opens", "o"), expression=column("ends", "o"))
    first = select([exp.Min(this=column("opens", "o"))], subquery(months, "o"), where=[is_open])
    return exp.GTE(this=moment, expression=exp.Subquery(this=first))


def _days(time_range: TimeRange | None = None) -> exp.Subquery:
    shown = [
        aliased(column("payer_id"), "payer_id"),
        aliased(column("day"), "day"),
        aliased(periods.bucket(column("day"), Grain.MONTH, 1), "month"),
    ]
    where = periods.within("day", time_range) if time_range else ()
    return subquery(select(shown, table("coverage", "t"), where=where), "d")


def _later(day: exp.Expr, unit: str) -> exp.Expr:
    step = exp.Interval(this=text("1"), unit=exp.var(unit))
    return cast(exp.Add(this=day, expression=step), "DATE")
