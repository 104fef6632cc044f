"""Expressions of `--where` and scopes as SQL conditions over a source; a null compares as the empty string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.core.errors import UsageError
from outlay.facts.expressions import Combination, Comparison, Expression, ExpressionError, Negation
from outlay.store.query.ledger_rows import LEDGER_ROW, parse_ledger_row
from outlay.store.query.nodes import all_of, any_of, cast, coalesce, number, text

if TYPE_CHECKING:
    from outlay.store.query.sources import Source

_BINARY: Final[dict[str, type[exp.Binary]]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def compile_condition(expression: Expression, source: Source) -> exp.Expr:
    """The SQL of an expression over a source.

    Raises:
        PairError: if the source does not know a dimension.
        ExpressionError: if a pattern is not RE2 syntax, or text cannot be stored.
    """
    match expression:
        case Negation():
            return exp.Not(this=exp.Paren(this=compile_condition(expression.part, source)))
        case Combination(operator="&&"):
            return all_of(compile_condition(part, source) for part in expression.parts)
        case Combination():
            return any_of(compile_condition(part, source) for part in expression.parts)
        case Comparison():
            return _comparison(expression, source)


def _comparison(comparison: Comparison, source: Source) -> exp.Expr:
    for value in comparison.values:
        _demand_text(value)
    if comparison.dimension == LEDGER_ROW:
        return _ledger_row(comparison, source)
    if comparison.operator == "has":
        # an ownership dimension always has a name to show, so `has` asks what is stored
        stored = cast(source.raw(comparison.dimension), "TEXT")
        return exp.NEQ(this=coalesce(stored, text("")), expression=text(""))
    shown = source.compared(comparison.dimension)
    literals = [text(value) for value in comparison.values]
    if comparison.operator == "in":
        return exp.In(this=shown, expressions=literals)
    if comparison.operator == "startsWith":
        return exp.StartsWith(this=shown, expression=literals[0])
    if comparison.operator == "matches":
        return exp.RegexpLike(this=shown, expression=text(_pattern(comparison.values[0])))
    return _BINARY[comparison.operator](this=shown, expression=literals[0])


def _ledger_row(comparison: Comparison, source: Source) -> exp.Expr:
    if comparison.operator not in {"==", "!=", "in"}:
        message = f"ledger_row cannot be compared with {comparison.operator}"
        raise UsageError(message, hint='write ledger_row == "lg_…" or ledger_row in ["lg_…"]')
    rows = [number(parse_ledger_row(value)) for value in comparison.values]
    if LEDGER_ROW in source.constants:
        return exp.true() if comparison.operator == "!=" else exp.false()
    shown = source.dimension(LEDGER_ROW)
    if comparison.operator == "in":
        return exp.In(this=shown, expressions=rows)
    return _BINARY[comparison.operator](this=shown, expression=rows[0])


def _pattern(pattern: str) -> str:
    """The pattern as both engines read it: without this prefix a dot of ClickHouse matches line ends too."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        message = f"{pattern!r} is not RE2 syntax: {error}"
        raise ExpressionError(message, hint="RE2 has no look-around and no back-references") from error
    return f"(?-s){pattern}"


def _demand_text(value: str) -> None:
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        message = f"{value!r} is not text that can be stored"
        raise ExpressionError(message, hint="leave out NUL characters and lone surrogates")
