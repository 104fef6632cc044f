from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.facts.expressions import (
    Combination,
    Comparison,
    ExpressionError,
    Negation,
    dimensions_of,
    matches,
    parse_expression,
)


def compare(dimension, operator, *values):
    return Comparison(dimension=dimension, operator=operator, values=values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('provider == "openai"', compare("provider", "==", "openai")),
        ("provider = 'openai'", compare("provider", "==", "openai")),
        ('a != "x"', compare("a", "!=", "x")),
        ('a <= "x"', compare("a", "<=", "x")),
        ('a in ["x", "y"]', compare("a", "in", "x", "y")),
        ('a.startsWith("x")', compare("a", "startsWith", "x")),
        ('matches(a, "^x")', compare("a", "matches", "^x")),
        ("has(a)", compare("a", "has")),
        ('tag["env"] == "p"', compare("tag:env", "==", "p")),
        ('tag:k8s.io/name == "p"', compare("tag:k8s.io/name", "==", "p")),
        (r'a == "it\"s \\ '+"'"+'"', compare("a", "==", "it\"s \\ '")),
        ("!has(a)", Negation(part=compare("a", "has"))),
        ("not has(a)", Negation(part=compare("a", "has"))),
    ],
)  # fmt: skip
def test_reads(text, expected):
    assert parse_expression(text) == expected


def test_and_binds_tighter_than_or():
    a, b, c = (compare(name, "has") for name in "abc")
    expected = Combination(operator="||", parts=(a, Combination(operator="&&", parts=(b, c))))
    assert parse_expression("has(a) || has(b) && has(c)") == expected
    assert parse_expression("has(a) or has(b) and has(c)") == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("provider", 9),
        ('provider == openai"', 19),
        ("provider == openai", 13),
        ('a == "x" b', 10),
        ('a == "x" &&', 12),
        ('(a == "x"', 10),
        ('a in "x"', 6),
        ("a in []", 7),
        ("a == 1", 6),
        ('size(a) == "1"', 5),
        ("a; DROP TABLE key", 2),
    ],
)
def test_what_cannot_be_read_names_its_position(text, position):
    with pytest.raises(ExpressionError, match=f"position {position} ") as caught:
        parse_expression(text)
    assert caught.value.hint


def test_patterns_lengths_and_depths_are_bounded():
    for text in ('matches(a, "(")', f'a == "{"x" * 4000}"', "(" * 60 + "has(a)" + ")" * 60, "!" * 60 + "has(a)"):
        with pytest.raises(ExpressionError):
            parse_expression(text)


def test_dimensions_are_told_in_order():
    assert list(dimensions_of(parse_expression('has(b) && !(a == "1" || tag:x == "2")'))) == ["b", "a", "tag:x"]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ('a == ""', None, True),
        ('a != "x"', None, True),
        ("has(a)", "", False),
        ('a < "b"', "a", True),
        ('a in ["", "z"]', None, True),
        ('a.startsWith("gp")', "gpt", True),
        ('matches(a, "p.$")', "gpt", True),
        ('!(a == "gpt")', "gpt", False),
    ],
)
def test_null_compares_as_empty_text(text, value, expected):
    assert matches(parse_expression(text), {"a": value}.get) is expected


@given(st.text(max_size=30))
def test_any_value_can_be_quoted(value):
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    assert parse_expression(f'a == "{quoted}"') == compare("a", "==", value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        found = list(dimensions_of(parse_expression(text)))
    except ExpressionError as error:
        found = [error.hint]
    assert found
    assert all(found)
