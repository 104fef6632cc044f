"""Rows of telemetry, normalised and rated: the same leaves as the pricing's own, and what a stated cost means."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.ingest.events import BATCH
from outlay.ingest.events.normalising import normalise_rows, rated_batch, refused_rows
from outlay.ingest.events.rows import FIELD, Rows
from outlay.pricing.normalise import normalise_usage
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.events.kit import PRICE, extract, pricing_with

LEAVES = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
TS = 1_795_168_800_000_000_000
GATEWAY = {"source_kind": "gateway", "cost": "0.5"}


@pytest.fixture(scope="module")
def decode(tmp_path_factory):
    with lend_scratch(tmp_path_factory.mktemp("scratch")) as scratch:
        yield partial(_decode, scratch)


def _decode(scratch, *records):
    """Rated rows of canonical records, in the order of the records."""
    rows = Rows()
    rows.begin("1:0")
    for number, record in enumerate(records):
        row = rows.new()
        values = {"ts": TS + number * 1000, "source": "otlp", "source_id": f"id-{number}", "model": "m1"} | record
        for name, value in values.items():
            row[FIELD[name]] = value
        rows.add(row)
    normalise_rows(scratch, rows.table(), extract)
    batch = rated_batch(scratch, pricing_with())
    assert batch.column_names == list(BATCH)
    return batch.to_pylist()


COUNT = st.none() | st.integers(0, 60)
NAMES = (
    "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_5m_tokens",
    "cache_write_1h_tokens", "output_reasoning_tokens", "total_tokens",
)  # fmt: skip
RAW = st.fixed_dictionaries(dict.fromkeys(NAMES, COUNT))
WORDS = {
    "contradiction:input_tokens": "contradiction:cache_above_input",
    "contradiction:output_tokens": "contradiction:reasoning_above_output",
}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cases=st.lists(st.tuples(RAW, st.sampled_from(["inclusive", "disjoint"])), min_size=40, max_size=60))
def test_leaves_and_flags_are_those_of_the_pricing(decode, cases):
    records = [
        {name.replace("output_reasoning", "reasoning"): count for name, count in raw.items()}
        | {"usage_convention": convention}
        for raw, convention in cases
    ]
    for (raw, convention), row in zip(cases, decode(*records), strict=True):
        usage = normalise_usage(raw, convention)
        expected = tuple(getattr(usage, name) for name in LEAVES) if usage else (None,) * 6
        assert tuple(row[name] for name in LEAVES) == expected, (raw, convention)
        flags = {WORDS.get(flag, flag) for flag in usage.flags} if usage else set()
        assert set((row["flags"] or "").split(",")) - {""} == flags, (raw, convention)


@pytest.mark.parametrize(
    ("record", "leaves", "flags", "state"),
    [
        (
            {"input_tokens": 500, "cache_read_tokens": 7000, "total_tokens": 7500},
            (500, 7000), "convention_corrected", "priced",
        ),
        ({"input_tokens": 500, "cache_read_tokens": 7000}, (500, 7000), "contradiction:cache_above_input", "modelled"),
        ({"input_tokens": 9, "total_tokens": 4}, (9, 0), "buckets_exceed_total", "modelled"),
        ({"input_tokens": 4, "total_tokens": 9}, (4, 0), "unexplained_tokens:5", "modelled"),
        ({"cache_read_tokens": 9}, (0, 9), "input_missing", "modelled"),
        ({"input_tokens": 4, "flags": "model_asked"}, (4, 0), "model_asked", "priced"),
        ({"input_tokens": 4, "flags": "tier_asked"}, (4, 0), "tier_asked", "modelled"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_flagged_and_modelled(decode, record, leaves, flags, state):
    (row,) = decode(record)
    assert ((row["input"], row["cache_read"]), row["flags"], row["cost_state"]) == (leaves, flags, state)


def test_cache_writes_that_do_not_add_up_keep_their_split(decode):
    record = {"input_tokens": 100, "cache_write_tokens": 30, "cache_write_5m_tokens": 10, "cache_write_1h_tokens": 10}
    (row,) = decode(record)
    assert (row["cache_write_5m"], row["cache_write_1h"], row["flags"]) == (20, 10, "cache_write_split")


@pytest.mark.parametrize(
    ("record", "cost", "state", "by", "flags"),
    [
        ({"cost": "0.5"}, "0.5", "stated", "caller", None),
        ({"cost": "0"}, "0", "stated", "caller", None),
        ({"cost": "0", "source_kind": "provider"}, "0", "stated", "provider", None),
        ({**GATEWAY, "cost": str(PRICE * 10)}, PRICE * 10, "priced", "gateway", None),
        (GATEWAY, PRICE * 10, "priced", "gateway", "gateway_cost_differs"),
        ({**GATEWAY, "model": "mystery"}, "0.5", "stated", "gateway", "stated_by_gateway"),
        ({**GATEWAY, "model": "mystery", "cost": 0}, None, "unknown", None, None),
        ({**GATEWAY, "cost": 0}, PRICE * 10, "priced", None, None),
        ({"cost": "-3"}, PRICE * 10, "priced", None, "invalid:cost"),
    ],
)
def test_who_states_a_cost_decides_whether_it_counts(decode, record, cost, state, by, flags):
    (row,) = decode({"input_tokens": 10} | record)
    assert row["priced_cost"] == (None if cost is None else Decimal(cost))
    assert (row["cost_state"], row["stated_by"], row["flags"]) == (state, by, flags)


def test_a_partly_stated_cost_is_not_completed(decode):
    (row,) = decode({"input_tokens": 10, "output_tokens": 10, "cost_output": "0.25"})
    parts = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_units")
    assert [row[name] for name in parts] == [None] * 4
    assert (row["cost_output"], row["priced_cost"], row["stated_cost"]) == (Decimal("0.25"),) * 3


def test_parts_stand_beside_a_stated_total(decode):
    (row,) = decode({"input_tokens": 10, "cost": "0.5", "cost_input": "0.1"})
    assert (row["cost_input"], row["cost_output"], row["priced_cost"]) == (Decimal("0.1"), None, Decimal("0.5"))


@pytest.mark.parametrize(("share", "requests", "tokens"), [(0.1, 10, 50), (0.4, 2, 12), ("0.25", 4, 20), (1, 1, 5)])
def test_a_sample_stands_for_all_it_was_drawn_from(decode, share, requests, tokens):
    (row,) = decode({"input_tokens": 5, "sampling_probability": share})
    assert (row["requests"], row["input"]) == (requests, tokens)
    assert row["cost_state"] == ("priced" if requests == 1 else "modelled")
    assert row["flags"] == (None if requests == 1 else f"sampled:{float(share)}")


@pytest.mark.parametrize("share", ["0", "-1", "1.5", "x", 1e-9])
def test_a_share_that_is_none_changes_nothing(decode, share):
    (row,) = decode({"input_tokens": 5, "sampling_probability": share})
    assert (row["requests"], row["input"], row["flags"]) == (1, 5, "invalid:sampling_probability")


def test_units_and_stated_costs_of_a_sample_are_scaled_too(decode):
    units = '{"web_searches": 3, "audio_seconds": 1.5, "images": "many"}'
    (row,) = decode({"units": units, "cost": "0.2", "sampling_probability": 0.5})
    assert row["units"] == '{"web_searches": 6, "audio_seconds": 3, "images": "many"}'
    assert (row["priced_cost"], row["cost_state"]) == (Decimal("0.4"), "modelled")


def test_ids_of_spans_make_keys_that_meet(decode):
    trace, root, child = "4bf92f3577b34da6a3ce929d0e0e4736", "a3ce929d0e0e4736", "00f067aa0ba902b7"
    first, second, other = decode(
        {"trace_id": trace, "span_id": root},
        {"trace_id": trace.upper(), "span_id": child, "parent_span_id": root},
        {"trace_id": "obs-1", "span_id": "span one", "parent_span_id": "span one"},
    )
    assert first["trace_key"] == second["trace_key"] != other["trace_key"]
    assert second["parent_key"] == first["span_key"] != second["span_key"]
    assert other["parent_key"] == other["span_key"]
    assert all(0 <= row[name] < 2**63 for row in (first, second, other) for name in ("trace_key", "span_key"))


def test_the_provider_and_its_answer_identify_a_request_wherever_it_was_seen(decode):
    seen = {"response_id": "resp-1", "provider": "openai"}
    span, log, other = decode(
        seen | {"source_id": "a"}, seen | {"source_id": "b", "source": "litellm"}, {"source_id": "a"}
    )
    assert span["request_key"] == log["request_key"] != other["request_key"] == other["source_key"]
    assert span["source_key"] == other["source_key"] != log["source_key"]


def test_the_key_of_a_span_depends_on_source_and_id_alone(decode):
    span = f"{'ab' * 16}:{'cd' * 8}"
    one, two, three = decode(
        {"source_id": span}, {"source_id": span, "source": "x"}, {"source_id": span, "trace_id": "t"}
    )
    assert one["source_key"] == three["source_key"] != two["source_key"]


def test_what_ended_is_newer_than_what_began(decode):
    began, ended, numbered = decode({}, {"latency_ms": 1500.0}, {"latency_ms": 1500.0, "version": 7})
    assert (began["version"], ended["version"], numbered["version"]) == (0, TS // 1000 + 1_500_001, 7)


def test_raw_bodies_are_read_and_those_of_no_known_shape_are_flagged(decode):
    read, unknown, beside = decode(
        {"raw_usage": '{"in": 7, "out": 2, "model": "m9"}', "model": None},
        {"raw_usage": '{"what": 1}'},
        {"raw_usage": '{"in": 7}', "input_tokens": 3},
    )
    assert (read["input"], read["output"], read["flags"]) == (7, 2, None)
    assert (unknown["input"], unknown["flags"]) == (None, "raw_usage_not_understood")
    assert beside["input"] == 3


def test_no_rows_are_no_batch(decode):
    assert decode() == []


def test_links_without_time_are_no_refused_requests(tmp_path):
    rows = Rows()
    for role in ("passes", "request"):
        row = rows.new()
        row[FIELD["role"]], row[FIELD["ts"]], row[FIELD["source"]] = role, "soon", "x"
        rows.add(row)
    with lend_scratch(tmp_path) as scratch:
        normalise_rows(scratch, rows.table())
        assert [found.row for found in refused_rows(scratch)] == [2]


def keys_of(decode, *records):
    usual = {"ts": TS, "source": "otlp", "model": "gpt-4o", "input_tokens": 10}
    rows = decode(*({**usual, "source_id": str(n), **record} for n, record in enumerate(records)))
    return [row["request_key"] for row in rows]


LONG = "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"provider": "openai", "response_id": LONG}, {"provider": "azure.ai.openai", "response_id": LONG}, True),
        ({"provider": None, "response_id": LONG}, {"provider": "openai", "response_id": LONG}, True),
        ({"provider": "openai", "response_id": "r-1"}, {"provider": "openai", "response_id": "r-1"}, True),
        ({"provider": "openai", "response_id": "r-1"}, {"provider": "anthropic", "response_id": "r-1"}, False),
        ({"provider": "ollama", "response_id": "c-417"}, {"provider": "ollama", "response_id": "c-417"}, False),
        ({"provider": None, "response_id": "c-417"}, {"provider": None, "response_id": "c-417"}, False),
    ],
)
def test_response_ids_identify_as_far_as_they_are_unique(decode, one, other, is_same):
    first, second = keys_of(decode, one, other)
    assert (first == second) is is_same
