"""Numbers as attributes give them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.ingest.otlp.numbers import number_of, whole_if_exact


@pytest.mark.parametrize(("value", "number"), [
    (5, 5), ("12", 12), (12.0, 12), ("1.50", Decimal("1.50")), (0.1, Decimal("0.1")), (0, 0), (" 7 ", 7),
])  # fmt: skip
def test_a_number_is_read(value, number):
    assert number_of(value) == number
    assert type(number_of(value)) is type(number)


@pytest.mark.parametrize(
    "value", [-1, "x", "", None, True, float("nan"), float("inf"), "1e400", [], "-Infinity", "sNaN"]
)
def test_what_is_none_is_none(value):
    assert number_of(value) is None


@pytest.mark.parametrize(
    ("number", "read"), [(12.0, 12), (-0.0, 0), (1.5, 1.5), (2.0**60, 2.0**60), (float("inf"), float("inf"))]
)
def test_a_whole_double_is_a_whole_number(number, read):
    assert whole_if_exact(number) == read
    assert type(whole_if_exact(number)) is type(read)
