"""The expression language of `--where`, rules and scopes: a subset of CEL, parsed to a small tree.

    provider == "openai" && feature != "search" && team in ["ads", "search"]
    model.startsWith("gpt-4") || !has(feature) || matches(endpoint, "^/v1/") || tag["env"] == "prod"

`=` is accepted for `==`, `tag:env` for `tag["env"]`, and `and`, `or`, `not` for the symbols. Strings take single
or double quotes. Anything else is a usage error that names the position. Source: CEL language definition, the
operators listed in docs/reference/expressions.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, Union

from outlay.core.errors import UsageError

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "startsWith", "matches", "has"]

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<tag>tag:[A-Za-z0-9_.:/-]+|tag\[\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\])
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<op>==|!=|<=|>=|&&|\|\||[=<>!()\[\],.])
    )""",
    re.VERBOSE,
)
_WORDS: Final = {"and": "&&", "or": "||", "not": "!"}
_MAX_LENGTH: Final = 4000
_MAX_DEPTH: Final = 50


class ExpressionError(UsageError):
    """An expression that cannot be read."""

    code = "usage.expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A dimension compared with one or more strings."""

    dimension: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """All (`&&`) or any (`||`) of several expressions."""

    operator: Literal["&&", "||"]
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """The opposite of an expression."""

    part: Expression


Expression = Union[Comparison, Combination, Negation]  # noqa: UP007 - evaluated at import, holds forward references


def parse_expression(text: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: naming what was expected and where.
    """
    if len(text) > _MAX_LENGTH:
        message = f"the expression has {len(text)} characters"
        raise ExpressionError(message, hint=f"the longest allowed is {_MAX_LENGTH}")
    return _Parser(text).parse()


def dimensions_of(expression: Expression) -> Iterator[str]:
    """Every dimension that an expression names, in order, with repeats."""
    match expression:
        case Comparison():
            yield expression.dimension
        case Negation():
            yield from dimensions_of(expression.part)
        case Combination():
            for part in expression.parts:
                yield from dimensions_of(part)


def matches(expression: Expression, value_of: Callable[[str], str | None]) -> bool:
    """Evaluate in Python; a null compares as the empty string, exactly as the compiled SQL does."""
    match expression:
        case Negation():
            return not matches(expression.part, value_of)
        case Combination(operator="&&"):
            return all(matches(part, value_of) for part in expression.parts)
        case Combination():
            return any(matches(part, value_of) for part in expression.parts)
        case Comparison():
            return _compare(expression, value_of(expression.dimension) or "")


def _compare(comparison: Comparison, value: str) -> bool:
    first = comparison.values[0] if comparison.values else ""
    checks: dict[str, Callable[[], bool]] = {
        "==": lambda: value == first,
        "!=": lambda: value != first,
        "<": lambda: value < first,
        "<=": lambda: value <= first,
        ">": lambda: value > first,
        ">=": lambda: value >= first,
        "in": lambda: value in comparison.values,
        "startsWith": lambda: value.startswith(first),
        "matches": lambda: re.search(first, value) is not None,
        "has": lambda: value != "",
    }
    return checks[comparison.operator]()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        expression = self._any()
        if self._at < len(self._tokens):
            self._fail("an operator such as && or ||")
        return expression

    def _any(self) -> Expression:
        return self._chain("||", self._all)

    def _all(self) -> Expression:
        return self._chain("&&", self._not)

    def _chain(self, operator: Literal["&&", "||"], part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._take(operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Combination(operator=operator, parts=tuple(parts))

    def _not(self) -> Expression:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self._fail(f"at most {_MAX_DEPTH} nested parts")
        try:
            if self._take("!"):
                return Negation(part=self._not())
            if self._take("("):
                expression = self._any()
                self._expect(")")
                return expression
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Expression:
        name = self._name()
        if name in {"has", "startsWith", "matches"} and self._take("("):
            return self._call(name, self._name())
        if self._take("."):
            method = self._name()
            self._expect("(")
            return self._call(method, name)
        if self._take_name("in"):
            return Comparison(dimension=name, operator="in", values=self._list())
        for operator in ("==", "=", "!=", "<=", ">=", "<", ">"):
            if self._take(operator):
                chosen = "==" if operator == "=" else operator
                return Comparison(dimension=name, operator=chosen, values=(self._string(),))  # type: ignore[arg-type]  # the loop lists them
        return self._fail('a comparison such as == "value"')

    def _call(self, function: str, dimension: str) -> Expression:
        if function == "has":
            self._expect(")")
            return Comparison(dimension=dimension, operator="has")
        if function not in {"startsWith", "matches"}:
            self._fail("startsWith, matches or has")
        self._take(",")
        value = self._string()
        self._expect(")")
        if function == "matches":
            _demand_pattern(value)
        return Comparison(dimension=dimension, operator=function, values=(value,))  # type: ignore[arg-type]  # checked above

    def _list(self) -> tuple[str, ...]:
        self._expect("[")
        values = [self._string()]
        while self._take(","):
            values.append(self._string())
        self._expect("]")
        return tuple(values)

    def _peek(self) -> tuple[str, str, int]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "", len(self._text))

    def _take(self, operator: str) -> bool:
        kind, value, _ = self._peek()
        found = kind == "op" and value == operator
        self._at += found
        return found

    def _take_name(self, word: str) -> bool:
        kind, value, _ = self._peek()
        found = kind == "name" and value == word
        self._at += found
        return found

    def _expect(self, operator: str) -> None:
        if not self._take(operator):
            self._fail(repr(operator))

    def _name(self) -> str:
        return self._one_of({"name", "tag"}, "a dimension")

    def _string(self) -> str:
        return self._one_of({"string"}, "a quoted value")

    def _one_of(self, kinds: set[str], expected: str) -> str:
        kind, value, _ = self._peek()
        if kind not in kinds:
            self._fail(expected)
        self._at += 1
        return value

    def _fail(self, expected: str) -> Expression:
        _, value, position = self._peek()
        found = repr(value) if value else "the end"
        message = f"expected {expected} at position {position + 1} of {self._text!r}, found {found}"
        raise ExpressionError(message, hint='write it as provider == "openai" && feature != "search"')


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            rest = text[position:].lstrip()
            message = f"cannot read {rest.rstrip()[:20]!r} at position {len(text) - len(rest) + 1} of {text!r}"
            raise ExpressionError(message, hint='write it as provider == "openai" && feature != "search"')
        kind, raw = found.lastgroup, found.group(found.lastgroup)
        if kind == "name" and raw in _WORDS:
            kind, raw = "op", _WORDS[raw]
        yield kind, _cleaned(kind, raw), found.start(kind)
        position = found.end()


def _cleaned(kind: str, raw: str) -> str:
    if kind == "string":
        return re.sub(r"\\(.)", r"\1", raw[1:-1])
    if kind == "tag" and raw.startswith("tag["):
        return "tag:" + re.sub(r"\\(.)", r"\1", raw[4:-1].strip()[1:-1])
    return raw


def _demand_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        message = f"{pattern!r} is not a regular expression: {error}"
        raise ExpressionError(message, hint="use RE2 syntax") from error
