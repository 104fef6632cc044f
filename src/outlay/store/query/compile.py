"""Prints a question as SQL of an engine: branches, united, summed, ordered, limited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from sqlglot import exp

from outlay.facts.catalog import Catalog
from outlay.facts.expressions import dimensions_of
from outlay.facts.metrics import Base, shared_name
from outlay.store.query.branches import branches
from outlay.store.query.extent import shared_days
from outlay.store.query.nodes import aliased, cast, column, number, select, subquery, text
from outlay.store.query.plan import choose, condition_of, operands_of
from outlay.store.query.question import Question, measure_type
from outlay.store.query.sources import TAG_FUNCTION

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.facts.expressions import Expression
    from outlay.facts.metrics import Metric
    from outlay.facts.query import Query
    from outlay.store.query.plan import Plan

Dialect = Literal["duckdb", "clickhouse"]
_TAG_POINTER: Final = str.maketrans({"~": "~0", "/": "~1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledQuery:
    """SQL whose columns are `g0, g1, …` for `groups` and `m0, m1, …` for `operands`.

    `is_clipped` says that cost over usage is of `shared_days` alone (None: of no day), not of the whole range.
    """

    sql: str
    groups: tuple[str, ...]
    operands: tuple[Metric, ...]
    plan: Plan
    is_clipped: bool = False
    shared_days: TimeRange | None = None


def compile_query(
    query: Query,
    catalog: Catalog,
    *,
    dialect: Dialect,
    scope: Expression | None = None,
    fiscal_start: int = 1,
    plan: Plan | None = None,
) -> CompiledQuery:
    """Print a question as SQL; one row more than its limit, so that the reader sees whether there are more.

    Args:
        query: The question.
        catalog: What its names mean.
        dialect: The engine to print for.
        scope: What the asker may see, added to the question's own filter in every part.
        fiscal_start: The month that begins the fiscal year.
        plan: The tables to read; by default the smallest that know every dimension.

    Raises:
        UsageError: if no table answers it, saying what to ask instead.
    """
    condition = condition_of(query, scope)
    bases = {operand.base for operand in operands_of(query, catalog)}
    chosen = plan.of(bases) if plan else choose(query, catalog, condition)
    is_clipped, days = shared_days(query, chosen)
    question = Question(
        query=query,
        plan=chosen,
        operands=operands_of(query, catalog, is_clipped=is_clipped),
        condition=condition,
        dimensions=frozenset((*query.by, *(dimensions_of(condition) if condition else ()))),
        fiscal_start=fiscal_start,
        shared_days=days,
    )
    statement = _ordered(question, catalog, _united(question))
    return CompiledQuery(
        sql=render(statement, dialect),
        groups=question.groups,
        operands=question.operands,
        plan=question.plan,
        is_clipped=any(operand.is_shared for operand in question.operands),
        shared_days=days,
    )


def render(statement: exp.Expr, dialect: Dialect) -> str:
    """Print a statement, whose nodes are used up, for an engine."""
    for node in list(statement.find_all(exp.Anonymous)):
        if node.this == TAG_FUNCTION:
            node.replace(_tag(node.expressions[0], node.expressions[1].this, dialect))
    return statement.sql(dialect=dialect, copy=False)


def _tag(tags: exp.Expr, key: str, dialect: Dialect) -> exp.Expr:
    if dialect == "clickhouse":
        found = exp.Anonymous(this="JSONExtractString", expressions=[tags, text(key)])
    else:
        found = exp.Anonymous(this="json_extract_string", expressions=[tags, text("/" + key.translate(_TAG_POINTER))])
    return exp.Nullif(this=found, expression=text(""))


def _united(question: Question) -> exp.Select:
    union: exp.Query
    union, *parts = branches(question)
    for part in parts:
        union = exp.Union(this=union, expression=part, distinct=False)
    shown = [aliased(column(name, "u"), name) for name in question.group_names]
    for index, metric in enumerate(question.operands):
        amount = column(f"m{index}", "u")
        # a percentile stands in one branch alone, so its maximum is itself
        whole = exp.Max(this=amount) if metric.base is Base.HISTOGRAM else exp.Sum(this=amount)
        shown.append(aliased(cast(whole, measure_type(metric)), f"m{index}"))
    return select(shown, subquery(union, "u"), groups=[column(name, "u") for name in question.group_names])


def _ordered(question: Question, catalog: Catalog, united: exp.Select) -> exp.Select:
    names = [*question.group_names, *(f"m{index}" for index in range(len(question.operands)))]
    statement = select([aliased(column(name, "a"), name) for name in names], subquery(united, "a"))
    order = [_term(question, catalog, name) for name in order_of(question.query, question.groups)]
    statement.set("order", exp.Order(expressions=order))
    statement.set("limit", exp.Limit(expression=number(question.query.limit + 1)))
    return statement


def order_of(query: Query, groups: tuple[str, ...]) -> list[str]:
    """The wanted order, completed by every group so that no two rows tie."""
    wanted = query.order or (*([query.grain.value] if query.grain else []), f"-{query.metrics[0]}")
    named = {name.removeprefix("-") for name in wanted}
    return [*wanted, *(name for name in groups if name not in named)]


def _term(question: Question, catalog: Catalog, name: str) -> exp.Expr:
    plain = name.removeprefix("-")
    if plain in question.groups:
        value: exp.Expr = column(f"g{question.groups.index(plain)}", "a")
    else:
        value = _sortable(question, catalog, plain)
    return exp.Ordered(this=value, desc=name.startswith("-"), nulls_first=False)


def _sortable(question: Question, catalog: Catalog, name: str) -> exp.Expr:
    """A metric to order by; a derived one in doubles, which order but never show."""
    metric = catalog.metric(name)
    if metric.formula is None:
        return _summed(question, name)
    is_shared = catalog.shares_days(name) and any(operand.is_shared for operand in question.operands)
    left, right = (
        _summed(question, shared_name(operand)) if is_shared else _sortable(question, catalog, operand)
        for operand in metric.formula[1:3]
    )
    if metric.formula[0] == "difference":
        return exp.Sub(this=left, expression=right)
    under = exp.Nullif(this=cast(right, "DOUBLE"), expression=number(0))
    return exp.Div(this=cast(left, "DOUBLE"), expression=under)


def _summed(question: Question, name: str) -> exp.Column:
    return column(f"m{next(i for i, operand in enumerate(question.operands) if operand.name == name)}", "a")
