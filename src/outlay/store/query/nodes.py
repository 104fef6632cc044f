"""Nodes of SQL: what the compiler builds statements from. No node is used twice, so none is ever copied.

Every identifier is quoted and every text is a literal node, so that nothing an asker types becomes SQL.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["BIGINT", "DATE", "DECIMAL(38, 12)", "DOUBLE", "TEXT"]


def column(name: str, table: str = "t") -> exp.Column:
    """A column of a table alias."""
    return exp.Column(this=_name(name), table=_name(table))


def table(name: str, alias: str) -> exp.Table:
    """A table under an alias."""
    return exp.Table(this=_name(name), alias=exp.TableAlias(this=_name(alias)))


def subquery(query: exp.Query, alias: str) -> exp.Subquery:
    """A select under an alias."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=_name(alias)))


def aliased(value: exp.Expr, name: str) -> exp.Alias:
    """A value under a name."""
    return exp.Alias(this=value, alias=_name(name))


def text(value: str) -> exp.Literal:
    """A text."""
    return exp.Literal.string(value)


def number(value: int | str) -> exp.Expr:
    """A number."""
    return exp.Literal.number(value)


def null_of(kind: Kind) -> exp.Cast:
    """An unknown value of a type."""
    return cast(exp.Null(), kind)


def cast(value: exp.Expr, kind: Kind) -> exp.Cast:
    """A value as a type."""
    return exp.Cast(this=value, to=_type(kind).copy())


def coalesce(first: exp.Expr, *others: exp.Expr) -> exp.Coalesce:
    """The first value that is known."""
    return exp.Coalesce(this=first, expressions=list(others))


def all_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """Conditions that must all hold."""
    return reduce(lambda left, right: exp.And(this=left, expression=right), (_wrapped(c) for c in conditions))


def any_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """Conditions of which one must hold."""
    return exp.Paren(this=reduce(lambda left, right: exp.Or(this=left, expression=right), map(_wrapped, conditions)))


def is_null(value: exp.Expr) -> exp.Expr:
    """Whether a value is not known."""
    return exp.Is(this=value, expression=exp.Null())


def is_known(value: exp.Expr) -> exp.Expr:
    """Whether a value is known."""
    return exp.Not(this=is_null(value))


def is_one_of(value: exp.Expr, texts: Iterable[str]) -> exp.Expr:
    """Whether a value is one of some texts."""
    return exp.In(this=value, expressions=[text(each) for each in texts])


def equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Whether two values are the same."""
    return exp.EQ(this=left, expression=right)


def when(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Case:
    """A value where a condition holds, else another or null."""
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def total(values: Iterable[exp.Expr]) -> exp.Expr:
    """The sum of values of a row."""
    return reduce(lambda left, right: exp.Add(this=left, expression=right), values)


def select(
    shown: Iterable[exp.Expr],
    source: exp.Table | exp.Subquery,
    *,
    joins: Iterable[exp.Join] = (),
    where: Iterable[exp.Expr] = (),
    groups: Iterable[exp.Expr] = (),
) -> exp.Select:
    """A select; conditions must all hold."""
    statement = exp.Select(expressions=list(shown)).from_(source, copy=False)
    for each in joins:
        statement.append("joins", each)
    if conditions := list(where):
        statement.set("where", exp.Where(this=all_of(conditions)))
    if keys := list(groups):
        statement.set("group", exp.Group(expressions=keys))
    return statement


def join(source: exp.Table | exp.Subquery, on: Iterable[exp.Expr], *, keeps_all: bool = False) -> exp.Join:
    """A join; `keeps_all` keeps rows without a match."""
    return exp.Join(this=source, on=all_of(on), side="LEFT" if keeps_all else None)


def _wrapped(condition: exp.Expr) -> exp.Expr:
    return exp.Paren(this=condition) if isinstance(condition, (exp.And, exp.Or)) else condition


def _name(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


@cache
def _type(kind: Kind) -> exp.DataType:
    return exp.DataType.build(kind)
