"""Reads the rows of a table as groups `g0, g1, …` and amounts `m0, m1, …`, and sums them.

This is where the range, the question's filter and the asker's scope are applied: every part of a statement
that touches a table of facts is made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.core.time import Grain
from outlay.facts.metrics import CARD_CURRENCY
from outlay.store.query import periods
from outlay.store.query import sources as s
from outlay.store.query.conditions import compile_condition
from outlay.store.query.nodes import (
    aliased,
    cast,
    coalesce,
    column,
    equal,
    join,
    null_of,
    select,
    subquery,
    table,
    text,
)
from outlay.store.query.question import measure_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outlay.store.query.question import Question
    from outlay.store.query.sources import Source

FX_PAYER, FX_CATEGORY, FX_TIME = "fx_payer", "fx_category", "fx_time"
"""Groups that no question names: they tell apart what was converted at different exchange rates."""

_OF_BILLS: Final = (s.LEDGER, s.LEDGER_CUSTOMER, s.LEDGER_CUSTOMER_MONTH, s.CHARGES)


def read_rows(
    question: Question,
    source: Source,
    amounts: Mapping[str, exp.Expr],
    *,
    joins: Iterable[exp.Join] = (),
    where: Iterable[exp.Expr] = (),
    month: str | None = None,
) -> exp.Select:
    """The rows of a source that a question is about; `month` names the column that is their time, if not their day."""
    groups = (_group(question, source, name, month) for name in question.groups)
    shown = [
        *(aliased(group, name) for group, name in zip(groups, question.group_names, strict=True)),
        *(aliased(amount, name) for name, amount in amounts.items()),
    ]
    conditions = [*periods.within(month or source.day, question.query.range), *where]
    if question.condition is not None:
        conditions.append(compile_condition(question.condition, source))
    return select(shown, table(source.table, "t"), joins=[*_own_joins(question, source), *joins], where=conditions)


def sum_rows(question: Question, rows: exp.Select, indexes: Iterable[int]) -> exp.Select:
    """Rows summed by group; metrics of other branches are null."""
    sums: dict[int, exp.Expr] = {index: exp.Sum(this=column(f"m{index}", "r")) for index in indexes}
    return by_group(question, rows, "r", sums)


def by_group(question: Question, rows: exp.Select, alias: str, sums: Mapping[int, exp.Expr]) -> exp.Select:
    """A branch: aggregates of rows by group, in the columns that all branches share."""
    shown = [aliased(column(name, alias), name) for name in question.group_names]
    for index, metric in enumerate(question.operands):
        kind = measure_type(metric)
        shown.append(aliased(cast(sums[index], kind) if index in sums else null_of(kind), f"m{index}"))
    groups = [column(name, alias) for name in question.group_names]
    return select(shown, subquery(rows, alias), groups=groups)


def _group(question: Question, source: Source, name: str, month: str | None) -> exp.Expr:
    if name in {FX_PAYER, FX_CATEGORY, FX_TIME}:
        return _converted_by(source, name, month)
    grain = question.query.grain
    if grain is None or name != grain.value:
        return source.dimension(name)
    if grain is Grain.HOUR:
        return periods.hour_of(source)
    day = column(month) if month else periods.day_of(source)
    return periods.bucket(day, grain, question.fiscal_start)


def _converted_by(source: Source, name: str, month: str | None) -> exp.Expr:
    """What decides the exchange rate of a row: its payer (or the currency that it was stated in), category and time."""
    if name == FX_TIME:
        return column(month) if month else periods.day_of(source)
    if source.table == s.VALUE.table:
        return coalesce(column("stated_currency"), text("")) if name == FX_PAYER else text("")
    if name == FX_CATEGORY:
        return source.dimension("charge_category")
    return source.dimension("payer") if source in _OF_BILLS else text(CARD_CURRENCY)


def _own_joins(question: Question, source: Source) -> list[exp.Join]:
    joins = []
    if source.has_key:
        joins.append(join(table("key", "k"), [equal(column("key_id", "k"), column("key_id"))]))
    if source.has_key and s.PNL_LINE in question.dimensions:
        joins.append(_line_join(source))
    if source.table == s.CHARGES.table:
        names = ("x_charge_id", "x_delivery_id")
        joins.append(join(table("charge", "h"), [equal(column(name, "h"), column(name)) for name in names]))
    return joins


def _line_join(source: Source) -> exp.Join:
    """The line of a row's key on its day."""
    lines = table("key_line", s.LINE_ALIAS)
    since, until = column("since", s.LINE_ALIAS), column("until", s.LINE_ALIAS)
    holds = [
        equal(column("key_id", s.LINE_ALIAS), column("key_id")),
        exp.LTE(this=since, expression=periods.day_of(source)),
        exp.GT(this=until, expression=periods.day_of(source)),
    ]
    return join(lines, holds, keeps_all=True)
