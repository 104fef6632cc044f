"""Langfuse observations, against leaves worked out by hand."""

from __future__ import annotations

import json

import pytest

from outlay.ingest.records.files import read_file
from tests.unit.ingest.records.kit import FIXTURES, Read, fixture, one

LINES = [json.loads(line) for line in fixture("langfuse_observations.jsonl").splitlines()]
GENERATION, SPAN, EMBEDDING, LATE = LINES


def test_details_do_not_contain_each_other(bench):
    # input 1000 + audio 200; 600 read from the cache; output 200 + 50 thought
    assert bench.leaves("langfuse", GENERATION) == (1200, 600, 0, 0, 250, 50)
    (row,) = bench.batch("langfuse", GENERATION)
    assert (json.loads(row["units"]), row["flags"]) == ({"input_audio_tokens": 200}, "gateway_cost_differs")


def test_an_inclusive_input_beside_cache_buckets_is_flagged(bench):
    usage = {"input": 1000, "output": 200, "total": 1200, "input_cached_tokens": 600}
    (row,) = bench.batch("langfuse", {**GENERATION, "usageDetails": usage})
    assert (row["input"], row["cache_read"], "buckets_exceed_total" in row["flags"]) == (1000, 600, True)


def test_both_spellings_of_cache_writes_are_known(bench):
    usage = {"input": 10, "input_cache_creation_5m": 3, "input_cache_creation_1h": 4, "output": 1}
    assert bench.leaves("langfuse", {**GENERATION, "usageDetails": usage}) == (10, 0, 3, 4, 1, 0)


def test_usage_of_older_exports_is_read(bench):
    record = {**GENERATION, "usage": {"input": 7, "output": 2, "total": 9, "unit": "TOKENS"}}
    del record["usageDetails"]
    assert bench.leaves("langfuse", record) == (7, 0, 0, 0, 2, 0)


def test_whose_it_is():
    names = ("provider", "team", "feature", "user", "session", "environment", "release", "plan")
    assert one("langfuse", GENERATION, *names) == (
        "openai", "search", "support-answer", "u-1", "s-1", "production", "v2", "pro",
    )  # fmt: skip
    assert json.loads(one("langfuse", GENERATION, "tags")) == {"beta": "true"}


def test_a_computed_cost_is_a_tools_and_a_given_one_the_callers():
    assert one("langfuse", GENERATION, "cost", "cost_input", "stated_by") == ("0.005", None, "gateway")
    assert one("langfuse", EMBEDDING, "cost", "cost_input", "stated_by") == (None, "2e-06", "caller")


def test_its_place_in_the_trace_and_its_version():
    names = ("trace_id", "span_id", "parent_span_id", "source_id", "version", "latency_ms", "role")
    assert one("langfuse", GENERATION, *names) == (
        "tr-1", "obs-gen", "obs-span", "obs-gen", 1795168805000000, 2500, "request",
    )  # fmt: skip


def test_only_calls_of_models_count_and_others_link_them():
    found = Read("langfuse", LINES)
    assert found.values("role", "status", "workload_kind") == [
        ("request", "ok", None), ("passes", None, None), ("request", "error", "embedding"),
    ]  # fmt: skip
    assert (found.letters.without_usage, found.dead) == (1, [("startTime", "no timestamp")])


def test_an_export_of_the_pages_has_other_spellings(bench):
    (record,) = read_file(FIXTURES / "langfuse_export.csv")
    assert bench.leaves("langfuse", record) == (10, 0, 0, 0, 4, 0)
    assert one("langfuse", record, "trace_id", "model", "cost", "environment") == (
        "tr-9", "gpt-4o-mini", "0.000004", "staging",
    )  # fmt: skip


@pytest.mark.parametrize("record", [LATE, GENERATION])
def test_no_prompt_is_kept(record):
    found = Read("langfuse", record)
    assert "SECRET" not in str([letter.record for letter in found.letters.dead]) + str(found.rows.table().to_pylist())


def test_usage_of_unknown_kinds_is_named():
    record = {**GENERATION, "usageDetails": {"input": 1, "output_thoughts": 4}}
    assert one("langfuse", record, "flags") == "unknown_unit:output_thoughts"
