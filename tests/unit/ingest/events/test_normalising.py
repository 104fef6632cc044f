"""Canonical rows: times of any spelling, counts that are counts, disjoint token leaves, keys."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TS = "2026-11-01T10:00:00Z"
MOMENT = datetime(2026, 11, 1, 10, 20, 30, tzinfo=UTC)
SECONDS = int(MOMENT.timestamp())
LEAVES = "input, cache_read, cache_write_5m, cache_write_1h, output, reasoning"


def only(desk, columns, **row):
    desk.clear()
    desk.load([{"ts": TS, "model": "m1", "input_tokens": 1} | row])
    (found,) = desk.events(columns)
    return tuple(found.values())


def time_of(desk, text):
    return only(desk, "ts", ts=text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01T10:20:30Z",
        "2026-11-01 10:20:30",
        "2026-11-01T12:20:30+02:00",
        str(SECONDS),
        f"{SECONDS}.0",
        f"{SECONDS}000",
        f"{SECONDS}000000",
        f"{SECONDS}000000000",
        SECONDS,
        SECONDS * 1000,
    ],
)
def test_times_are_read_in_any_usual_spelling(desk, text):
    assert time_of(desk, text) == MOMENT.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-11-01T10:20:30.1234567Z", 123456),
        ("2026-11-01 10:20:30.9799600", 979960),
        ("2026-11-01T10:20:30.123456789Z", 123456),
        (f"{SECONDS}.25", 250000),
        (f"{SECONDS}123.5", 123500),
    ],
)
def test_fractions_of_a_second_are_kept_to_the_microsecond(desk, text, microsecond):
    assert time_of(desk, text).microsecond == pytest.approx(microsecond, abs=1)


@pytest.mark.parametrize("text", ["infinity", "20261101102030", "294000-01-01", "1969-12-31T23:59:59Z", "12", "-1"])
def test_times_that_cannot_be_are_bad_rows(desk, text):
    report = desk.load([{"ts": TS, "input_tokens": 1}, {"ts": text, "input_tokens": 1}])
    assert (report.loaded, [found.reason for found in report.rejects]) == (1, ["not a timestamp"])


@pytest.mark.parametrize(
    "column",
    [
        pa.array([MOMENT], pa.timestamp("us", "UTC")),
        pa.array([MOMENT], pa.timestamp("ns", "UTC")),
        pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("us")),
        pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ns")),
        pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ms")),
        pa.array([MOMENT], pa.timestamp("us", "Europe/Berlin")),
        pa.array([SECONDS], pa.int64()),
        pa.array([SECONDS * 1000.0], pa.float64()),
    ],
    ids=lambda column: str(column.type),
)
def test_times_of_parquet_are_read_by_their_type(desk, column):
    pq.write_table(pa.table({"ts": column, "input_tokens": [1]}), desk.folder / "x.parquet")
    desk.load(desk.folder / "x.parquet", model="m1")
    assert desk.events("ts") == [{"ts": MOMENT.replace(tzinfo=None)}]


def test_a_day_of_parquet_is_its_midnight(desk):
    pq.write_table(pa.table({"date": pa.array([date(2026, 11, 1)]), "input_tokens": [1]}), desk.folder / "x.parquet")
    desk.load(desk.folder / "x.parquet", model="m1")
    assert str(desk.events("ts")[0]["ts"]) == "2026-11-01 00:00:00"


@pytest.mark.parametrize("wrong", ["-1", "NaN", "12.5", "many", "1e19", str(10**11 + 1), "0.5"])
def test_a_count_that_is_none_is_dropped_and_flagged(desk, wrong):
    assert only(desk, "input, output, flags", output_tokens=wrong) == (1, 0, "invalid:output_tokens")


@pytest.mark.parametrize(
    ("text", "count"), [("7", 7), (7.0, 7), ("7.0", 7), ("1e3", 1000), ("0", 0), (str(10**11), 10**11)]
)
def test_whole_numbers_are_counts_however_written(desk, text, count):
    assert only(desk, "output, flags", output_tokens=text) == (count, None)


def test_not_a_number_of_parquet_is_flagged(desk):
    table = pa.table({"ts": [TS, TS], "input_tokens": [float("nan"), 5.0], "output_tokens": [1, 2]})
    pq.write_table(table, desk.folder / "x.parquet")
    assert desk.load(desk.folder / "x.parquet", model="m1").flags == {"invalid:input_tokens": 1}
    assert sorted(row["input"] for row in desk.events("input")) == [0, 5]


@pytest.mark.parametrize("cost", ["-1", "abc", "1e12", "NaN"])
def test_a_stated_cost_that_is_none_is_dropped_and_flagged(desk, cost):
    assert only(desk, "cost_state, flags", cost=cost) == ("priced", "invalid:cost")


@pytest.mark.parametrize("latency", ["-5", "inf", "slow", "nan", "1e13", "1e300", None])
def test_a_latency_that_is_none_is_unknown(desk, latency):
    assert only(desk, "latency_ms", latency_ms=latency) == (None,)


def test_absent_usage_is_unknown_and_not_zero(desk):
    assert only(desk, LEAVES, input_tokens=None, cost="1") == (None,) * 6


COUNTS = st.integers(0, 1000)


@settings(max_examples=8)
@given(parts=st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS))
def test_both_conventions_give_the_same_leaves(shared_desk, parts):
    uncached, read, short, long, visible, reasoning = parts
    common = {
        "cache_read_tokens": read,
        "cache_write_5m_tokens": short,
        "cache_write_1h_tokens": long,
        "output_tokens": visible + reasoning,
        "reasoning_tokens": reasoning,
    }
    inclusive = {"usage_convention": "inclusive", "input_tokens": uncached + read + short + long}
    disjoint = {"usage_convention": "Disjoint", "input_tokens": uncached}
    expected = (uncached, read, short, long, visible + reasoning, reasoning, None)
    for words in (inclusive, disjoint):
        assert only(shared_desk, f"{LEAVES}, flags", **common, **words) == expected


def test_inclusive_is_the_default(desk):
    assert only(desk, "input, cache_read", input_tokens=10, cache_read_tokens=4) == (6, 4)


def test_a_total_of_cache_writes_is_split_by_its_parts(desk):
    columns = "input, cache_write_5m, cache_write_1h"
    assert only(desk, columns, input_tokens=100, cache_write_tokens=50) == (50, 50, 0)
    assert only(desk, columns, input_tokens=100, cache_write_tokens=50, cache_write_1h_tokens=20) == (50, 30, 20)


def test_cache_above_input_is_flagged_and_not_clipped(desk):
    found = only(desk, "input, cache_read, flags", input_tokens=10, cache_read_tokens=40)
    assert found == (10, 40, "contradiction:cache_above_input")


def test_reasoning_above_output_is_flagged_and_not_clipped(desk):
    found = only(desk, "output, reasoning, flags", output_tokens=10, reasoning_tokens=40)
    assert found == (50, 40, "contradiction:reasoning_above_output")


@pytest.mark.parametrize(
    ("row", "tier", "workload"),
    [
        ({}, None, "inference"),
        ({"model": "text-embedding-3-small"}, None, "embedding"),
        ({"processing": "batch", "service_tier": "Flex"}, "batch", "batch_inference"),
        ({"service_tier": "Priority", "workload_kind": "evaluation"}, "priority", "evaluation"),
    ],
)
def test_keys_say_what_kind_of_work_it_is(desk, row, tier, workload):
    desk.load([{"ts": TS, "input_tokens": 1} | row])
    assert desk.rows("SELECT service_tier, workload_kind, cost_group FROM key") == [
        {"service_tier": tier, "workload_kind": workload, "cost_group": "ai"}
    ]


def test_spellings_of_a_provider_are_one_key(desk):
    rows = [
        {"ts": TS, "input_tokens": number, "provider": name}
        for number, name in enumerate(["OpenAI", "openai", " openai "])
    ]
    desk.load(rows)
    assert desk.rows("SELECT provider FROM key") == [{"provider": "openai"}]
    assert len(desk.events()) == 3


@pytest.mark.parametrize(
    ("word", "status"), [("OK", "ok"), ("success", "ok"), ("200", "ok"), (None, "ok"), ("429", "error")]
)
def test_states_are_ok_or_error(desk, word, status):
    assert only(desk, "status", status=word) == (status,)
