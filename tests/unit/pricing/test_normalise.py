from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.pricing import Usage, normalise_usage

LEAVES = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "output_reasoning_tokens")


def test_both_conventions_of_one_request_give_the_same_leaves():
    inclusive = {"input_tokens": 9000, "cache_read_tokens": 7000, "cache_write_tokens": 1500, "output_tokens": 10}
    disjoint = {**inclusive, "input_tokens": 500}
    expected = Usage(500, 7000, 1500, 0, 10, 0)
    assert normalise_usage(inclusive) == expected
    assert normalise_usage(disjoint, "disjoint") == expected


def test_cache_above_the_input_is_flagged_and_read_as_disjoint():
    usage = normalise_usage({"input_tokens": 500, "cache_read_tokens": 7000, "output_tokens": 1})
    assert usage == Usage(500, 7000, 0, 0, 1, 0, None, ("contradiction:input_tokens",))


def test_a_total_that_proves_the_convention_corrects_it():
    usage = normalise_usage({"input_tokens": 500, "cache_read_tokens": 7000, "output_tokens": 1, "total_tokens": 7501})
    assert usage == Usage(500, 7000, 0, 0, 1, 0, None, ("convention_corrected",))


def test_reasoning_above_the_output_stands_beside_it():
    usage = normalise_usage({"input_tokens": 1, "output_tokens": 10, "output_reasoning_tokens": 30})
    assert usage == Usage(1, 0, 0, 0, 40, 30, None, ("contradiction:output_tokens",))


@pytest.mark.parametrize(("total", "flag"), [(12, "buckets_exceed_total"), (20, "unexplained_tokens:5"), (15, None)])
def test_the_total_is_checked(total, flag):
    usage = normalise_usage({"input_tokens": 10, "output_tokens": 5, "total_tokens": total})
    assert usage.flags == ((flag,) if flag else ())


@pytest.mark.parametrize(
    ("total", "short", "long", "expected", "flags"),
    [
        (10, 4, 6, (4, 6), ()),
        (10, None, None, (10, 0), ()),
        (10, None, 6, (4, 6), ()),
        (10, 3, 6, (4, 6), ("cache_write_split",)),
        (8, 4, 6, (4, 6), ("cache_write_split",)),
        (None, 4, 6, (4, 6), ()),
    ],
)
def test_cache_writes(total, short, long, expected, flags):
    raw = {
        "input_tokens": 100,
        "cache_write_tokens": total,
        "cache_write_5m_tokens": short,
        "cache_write_1h_tokens": long,
    }
    usage = normalise_usage(raw)
    assert (usage.cache_write_5m, usage.cache_write_1h) == expected
    assert usage.flags == flags
    assert usage.input == 100 - sum(expected)


def test_numeric_text_is_converted_before_any_sum():
    assert normalise_usage({"input_tokens": "42", "cache_read_tokens": "12", "cache_write_tokens": "30"}).input == 0


@pytest.mark.parametrize("bad", [-1, "x", float("nan"), float("inf"), True, [], 1.5])
def test_what_is_no_count_is_dropped_and_the_rest_stays(bad):
    usage = normalise_usage({"input_tokens": 10, "output_tokens": bad})
    assert usage == Usage(10, 0, 0, 0, 0, 0, None, ("rejected:output_tokens",))


def test_unknown_units_are_named():
    assert normalise_usage({"input_tokens": 1, "hugs": 3}).flags == ("unknown_unit:hugs",)


@pytest.mark.parametrize("raw", [{}, {"input_tokens": None}, {"input_tokens": -1}, {"total_tokens": 5}])
def test_nothing_usable_is_no_usage(raw):
    assert normalise_usage(raw) is None


def test_cache_without_an_input_count_is_flagged():
    assert normalise_usage({"cache_read_tokens": 5}) == Usage(0, 5, 0, 0, 0, 0, None, ("input_missing",))


def test_disjoint_details_join_their_totals():
    raw = {"input_tokens": 10, "input_audio_tokens": 5, "cache_audio_read_tokens": 2, "output_tokens": 3}
    usage = normalise_usage({**raw, "output_reasoning_tokens": 4}, "disjoint")
    assert (usage.input, usage.output, usage.reasoning) == (15, 7, 4)
    assert usage.cache_read == 2
    assert usage.units == {"input_audio_tokens": 7, "cache_audio_read_tokens": 2}


def test_units_that_are_no_tokens_stand_alone():
    usage = normalise_usage({"input_tokens": 10, "web_searches": 2}, "disjoint")
    assert usage == Usage(10, 0, 0, 0, 0, 0, {"web_searches": 2})


@given(st.dictionaries(st.sampled_from(LEAVES), st.integers(0, 10**9), min_size=1))
def test_disjoint_counts_are_conserved(raw):
    usage = normalise_usage(raw, "disjoint")
    held = usage.input + usage.cache_read + usage.cache_write_5m + usage.cache_write_1h + usage.output
    assert held == sum(raw.values())


@given(st.lists(st.integers(0, 10**9), min_size=5, max_size=5))
def test_inclusive_and_disjoint_agree(counts):
    disjoint = dict(zip(LEAVES, counts, strict=True))
    uncached, read, write, text, reasoning = counts
    inclusive = {**disjoint, "input_tokens": uncached + read + write, "output_tokens": text + reasoning}
    assert normalise_usage(inclusive) == normalise_usage(disjoint, "disjoint")
