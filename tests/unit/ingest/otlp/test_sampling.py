"""How likely it was that a span was kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.otlp.sampling import probability_of


@given(threshold=st.integers(min_value=1, max_value=2**56 - 1))
def test_a_threshold_is_the_share_that_was_rejected(threshold):
    digits = f"{threshold:014x}".rstrip("0")
    found = probability_of(None, None, f"ot=th:{digits}")
    assert found == float(Fraction(2**56 - threshold, 2**56))


@pytest.mark.parametrize("state", [
    "", "ot=", "ot=rv:1", "ot=th:", "ot=th:xyz", "ot=th:FF", "ot=th:123456789abcdef", "other=th:8", "garbage",
    "ot=th:0", ",,;=:", "ot",
])  # fmt: skip
def test_what_is_no_threshold_says_nothing(state):
    assert probability_of(None, None, state) is None


@pytest.mark.parametrize(
    ("rate", "probability"), [(1, None), (10, 0.1), ("20", 0.05), ("x", None), (0, None), (-2, None)]
)
def test_one_span_in_so_many(rate, probability):
    assert probability_of(None, rate, "") == probability


@pytest.mark.parametrize("stated", [0, -1, 2, "abc", float("nan")])
def test_an_impossible_probability_is_left_for_the_check_of_numbers(stated):
    assert probability_of(stated, None, "") == str(stated)


def test_what_the_span_says_wins():
    assert probability_of(0.5, 10, "ot=th:c") == "0.5"
    assert probability_of(None, 10, "ot=th:c") == 0.1
