"""Outlay's own events: flat or nested, with every fault named by its field."""

from __future__ import annotations

import json

import pytest

from tests.unit.ingest.records.kit import Read, one

TS = "2026-11-20T10:00:00Z"
EVENT = {"ts": TS, "model": "gpt-4o", "provider": "openai", "input_tokens": 10, "output_tokens": 5}


def test_names_of_request_files_are_known():
    record = {
        "timestamp": TS,
        "prompt_tokens": 7,
        "completion_tokens": 3,
        "gen_ai.system": "az.ai.openai",
        "Model": "m",
    }
    assert one("events", record, "ts", "input_tokens", "output_tokens", "provider", "model") == (
        TS, 7, 3, "azure.ai.openai", "m",
    )  # fmt: skip


def test_the_canonical_name_wins_over_another():
    assert one("events", {"prompt_tokens": 1, "input_tokens": 2, **EVENT} | {"input_tokens": 2}, "input_tokens") == 2


@pytest.mark.parametrize("usage", [{"prompt_tokens": 100, "prompt_tokens_details": {"cached_tokens": 40}}])
def test_usage_in_a_providers_words_is_read_as_its_body(bench, usage):
    record = {"ts": TS, "model": "gpt-4o", "provider": "openai", "usage": {**usage, "completion_tokens": 20}}
    assert bench.leaves("events", record) == (60, 40, 0, 0, 20, 0)


def test_anthropics_own_usage_does_not_contain_its_cache(bench):
    usage = {"input_tokens": 10, "cache_read_input_tokens": 50, "output_tokens": 5}
    record = {"ts": TS, "model": "claude-sonnet-4-5", "provider": "anthropic", "usage": usage}
    assert bench.leaves("events", record) == (10, 50, 0, 0, 5, 0)


def test_nested_counts_are_as_outlay_price_takes_them(bench):
    usage = {"input_tokens": 10, "output_tokens": 5, "output_reasoning_tokens": 3, "input_audio_tokens": 4}
    inclusive = {"ts": TS, "model": "m1", "usage": usage}
    assert bench.leaves("events", inclusive) == (10, 0, 0, 0, 5, 3)
    assert bench.leaves("events", {**inclusive, "usage_convention": "disjoint"}) == (14, 0, 0, 0, 8, 3)
    assert json.loads(one("events", inclusive, "units")) == {"input_audio_tokens": 4}


def test_flat_disjoint_counts_hold_reasoning_in_the_output_as_files_do(bench):
    record = {"ts": TS, "model": "m1", "input_tokens": 5, "cache_read_tokens": 9, "output_tokens": 8}
    record |= {"reasoning_tokens": 3, "usage_convention": "disjoint"}
    assert bench.leaves("events", record) == (5, 9, 0, 0, 8, 3)


def test_context_and_stated_cost_are_taken_from_their_objects():
    context = {"service_tier": "flex", "processing": "batch", "deployment_region": "eu"}
    record = {**EVENT, "context": context, "stated_cost": {"output": "0.5", "input": 0.25}}
    names = ("service_tier", "processing", "region", "cost", "cost_input", "cost_output")
    assert one("events", record, *names) == ("flex", "batch", "eu", None, "0.25", "0.5")


def test_attributes_name_dimensions_and_other_labels_become_tags():
    record = {**EVENT, "attributes": {"team": "search", "shard": 4}, "tags": {"team": "x", "long": "y" * 500}}
    team, tags = one("events", record, "team", "tags")
    assert (team, json.loads(tags)) == ("search", {"shard": "4", "team": "x"})


@pytest.mark.parametrize(
    ("address", "provider", "region"),
    [
        ("http://vllm.models.svc:8000", "self_hosted", None),
        ("https://bedrock-runtime.eu-west-1.amazonaws.com", "aws.bedrock", "eu-west-1"),
    ],
)
def test_an_address_tells_the_provider_where_none_is_named(address, provider, region):
    record = {"ts": TS, "model": "m", "api_base": address, "input_tokens": 1}
    assert one("events", record, "provider", "region") == (provider, region)


def test_an_end_tells_latency_and_version():
    record = {**EVENT, "end_time": "2026-11-20T10:00:02.5Z"}
    assert one("events", record, "latency_ms", "version") == (2500, 1795168802500000)


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (5, (None, "not a JSON object")),
        ({"model": "m"}, ("ts", "no timestamp")),
        ({**EVENT, "usage": [1]}, ("usage", "must be an object")),
        ({**EVENT, "raw_usage": 7}, ("raw_usage", "must be an object")),
        ({**EVENT, "stated_cost": {"sum": 1}}, ("stated_cost", "must hold input, output and total alone")),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_its_field(record, fault):
    read = Read("events", [record, EVENT])
    assert (len(read.rows), read.dead) == (1, [fault])


def test_a_record_set_aside_keeps_no_content():
    read = Read("events", {"model": "m", "prompt": "SECRET", "messages": ["SECRET"], "input_tokens": 3})
    assert json.loads(read.letters.dead[0].record) == {"model": "m", "input_tokens": "3"}


def test_a_body_keeps_only_what_tells_usage():
    body = {"model": "gpt-4o", "usage": {"prompt_tokens": 1}, "choices": [{"message": {"content": "SECRET"}}]}
    assert "SECRET" not in one("events", {"ts": TS, "raw_usage": body}, "raw_usage")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([EVENT, EVENT]).encode(),
        (json.dumps(EVENT) + "\n\n" + json.dumps(EVENT) + "\n").encode(),
        json.dumps([EVENT, EVENT], indent=1).encode(),
    ],
)
def test_arrays_and_lines_hold_the_same_records(content):
    assert len(Read("events", content).rows) == 2


def test_one_object_may_be_written_over_several_lines():
    assert len(Read("events", json.dumps(EVENT, indent=2).encode()).rows) == 1


def test_alike_events_without_id_are_told_apart_within_a_body_alone(bench):
    first = {row["source_key"] for row in bench.batch("events", [EVENT, EVENT])}
    again = {row["source_key"] for row in bench.batch("events", [EVENT], file="2:0")}
    assert (len(first), len(again), again < first) == (2, 1, True)


def test_an_unreadable_time_is_refused_with_its_row(bench):
    assert bench.batch("events", [EVENT, {**EVENT, "ts": "soon"}])[0]["input"] == 10
    assert [(found.row, found.column, found.value) for found in bench.refused] == [(2, "ts", "soon")]


def test_a_body_of_an_unknown_shape_leaves_its_counts_alone():
    details = [{"modality": "TEXT", "tokenCount": 3}]
    body = {"promptTokenCount": "3", "promptTokensDetails": details, "said": ["SECRET"], "turns": {"user": "SECRET"}}
    kept = json.loads(one("events", {"ts": TS, "raw_usage": body}, "raw_usage"))
    assert kept == {
        "promptTokenCount": "3", "promptTokensDetails": details, "said": [None], "turns": {"user": None},
    }  # fmt: skip


def test_units_are_counts_alone(bench):
    assert Read("events", {**EVENT, "units": "SECRET"}).dead == [("units", "must be an object")]
    (row,) = bench.batch("events", [{**EVENT, "units": {"web_searches": "SECRET"}}])
    assert "SECRET" not in str(row)


def test_a_part_of_a_cost_that_is_no_amount_is_refused():
    assert Read("events", {**EVENT, "cost": {"total": ["SECRET"]}}).dead == [("cost", "must hold amounts")]


def test_text_within_usage_is_left_out():
    usage = {"prompt_tokens": 3, "prompt": "SECRET", "parts": [{"said": "SECRET"}], "service_tier": "flex"}
    kept = one("events", {"ts": TS, "usage": usage}, "raw_usage")
    assert "SECRET" not in kept
    assert json.loads(kept)["usage"]["service_tier"] == "flex"


@pytest.mark.parametrize("field", ["end_time", "latency_ms", "version", "ts", "cost", "input_tokens"])
@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300, -1e300])
def test_an_absurd_number_spoils_no_other_record(bench, field, number):
    rows = bench.batch("events", [EVENT, {**EVENT, field: number}])
    assert len(rows) + len(bench.refused) == 2


def test_a_misspelt_count_is_told():
    assert one("events", {"ts": 1795168800, "model": "m", "inputtokens": 5, "output_tokens": 1}, "flags") == (
        "unknown_field:inputtokens"
    )
