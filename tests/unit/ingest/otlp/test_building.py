"""What becomes of signals: model, tier, batch, units, tags, cost."""

from __future__ import annotations

import json

import pytest

from tests.unit.ingest.otlp.kit import CHAT, one

USAGE = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10}


def some(row, *names):
    return tuple(row.get(name) for name in names)


def test_the_model_that_served_wins():
    row = one({**CHAT, "gen_ai.response.model": "gpt-4o-2024-08-06"})
    assert some(row, "model", "flags") == ("gpt-4o-2024-08-06", None)


def test_the_model_asked_for_is_flagged():
    assert some(one(CHAT), "model", "flags") == ("gpt-4o", "model_asked")


@pytest.mark.parametrize(("attributes", "tier", "flag"), [
    ({"openai.response.service_tier": "flex", "openai.request.service_tier": "auto"}, "flex", None),
    ({"openai.request.service_tier": "priority"}, "priority", "tier_asked"),
    ({}, None, None),
])  # fmt: skip
def test_the_tier_that_served_wins(attributes, tier, flag):
    row = one({"gen_ai.operation.name": "chat", **attributes})
    assert some(row, "service_tier", "flags") == (tier, flag)


@pytest.mark.parametrize("attributes", [
    {"outlay.processing": "batch"}, {"gen_ai.batch.id": "b-1"}, {"openai.batch.id": "b-1"},
    {"openai.response.service_tier": "batch"},
])  # fmt: skip
def test_a_batch_is_a_way_of_processing(attributes):
    assert some(one({**CHAT, **attributes}), "processing", "service_tier") == ("batch", None)


def test_other_processing_is_none():
    assert "processing" not in one({**CHAT, "outlay.processing": "realtime"})


@pytest.mark.parametrize(("speed", "kept"), [("fast", "fast"), ("standard", None), ("normal", None)])
def test_only_an_unusual_speed_is_kept(speed, kept):
    assert one({**CHAT, "outlay.speed": speed}).get("speed") == kept


def test_units_are_json_numbers():
    units = {"outlay.usage.web_searches": 3, "outlay.usage.audio_seconds": 1.25, "outlay.usage.images": "2"}
    assert json.loads(one({**CHAT, **units})["units"]) == {"web_searches": 3, "audio_seconds": 1.25, "images": 2}


def test_zero_units_say_nothing():
    assert "units" not in one({**CHAT, "gen_ai.usage.audio.input_tokens": 0})


@pytest.mark.parametrize("value", [-1, "many", float("nan"), float("inf"), True])
def test_a_unit_that_is_no_number_is_dropped_and_flagged(value):
    row = one({**CHAT, "outlay.usage.web_searches": value})
    assert "units" not in row
    assert "invalid:web_searches" in row["flags"]


def test_parts_by_modality_make_the_total_that_is_missing():
    row = one({**CHAT, "gen_ai.usage.text.input_tokens": 70, "gen_ai.usage.audio.input_tokens": 30,
               "gen_ai.usage.text.output_tokens": "5"})  # fmt: skip
    assert some(row, "input_tokens", "output_tokens", "units") == (100, 5, '{"input_audio_tokens":30}')


def test_text_is_part_of_a_given_total():
    row = one({**CHAT, **USAGE, "gen_ai.usage.text.input_tokens": 70})
    assert some(row, "input_tokens", "units") == (100, None)


@pytest.mark.parametrize(("attributes", "wanted"), [
    ({"gen_ai.usage.cost": 0.1}, ("0.1", None, None, "gateway")),
    ({"llm.cost.total": "0.3", "llm.cost.prompt": 0.2}, ("0.3", "0.2", None, "gateway")),
    ({"llm.cost.completion": 1e-7}, (None, None, "0.0000001", "gateway")),
    ({"outlay.cost": 0.5, "gen_ai.usage.cost": 0.1}, ("0.5", None, None, "caller")),
    ({"outlay.cost": 0}, (0, None, None, "caller")),
    ({"outlay.cost.output": "0.5", "gen_ai.usage.cost": 0.1}, (None, None, "0.5", "caller")),
    ({"outlay.cost.provider": "0.7", "outlay.cost": 0.5}, ("0.7", None, None, "provider")),
    ({"outlay.app_cache_hit": True, "gen_ai.usage.cost": 0.1}, ("0", None, None, "provider")),
    ({}, (None, None, None, None)),
])  # fmt: skip
def test_a_stated_cost_names_who_states_it(attributes, wanted):
    row = one({**CHAT, **USAGE, **attributes})
    assert some(row, "cost", "cost_input", "cost_output", "stated_by") == wanted


def test_an_answer_of_our_own_cache_is_flagged():
    row = one({**CHAT, "gen_ai.response.model": "m", "outlay.app_cache_hit": "true"})
    assert row["flags"] == "app_cache_hit"


def test_tags_come_from_all_sides():
    row = one({
        **CHAT, "outlay.tag.tier": "gold", "traceloop.association.properties.job": 7, "gen_ai.agent.name": "planner",
        "tag.tags": ["alpha", "beta"], "metadata": json.dumps({"region": "emea", "nested": {}, "prompt": "x" * 300}),
        "ai.telemetry.metadata.beta_user": True,
    })  # fmt: skip
    assert json.loads(row["tags"]) == {
        "tier": "gold", "job": "7", "agent": "planner", "alpha": "true", "beta": "true", "region": "emea",
        "beta_user": "true",
    }  # fmt: skip


@pytest.mark.parametrize("value", [
    "7f9c24e8-3b12-4fef-9a6e-0b1f6c3d2a11", "4bf92f3577b34da6a3ce929d0e0e4736", "1790000000123", 1790000000,
    "1790000000.25", "2026-11-21T10:00:00Z", "2026-11-21 10:00", "req_011CUabcdefghijklmnopqr", "",
])  # fmt: skip
def test_an_id_of_one_request_is_no_tag(value):
    row = one({**CHAT, "traceloop.association.properties.x": value, "outlay.tag.y": "2026-11"})
    assert json.loads(row["tags"]) == {"y": "2026-11"}


def test_tags_are_few():
    row = one({**CHAT, **{f"outlay.tag.t{number:03}": "v" for number in range(100)}})
    assert len(json.loads(row["tags"])) == 32


@pytest.mark.parametrize("prefix", [
    "traceloop.association.properties.", "ai.telemetry.metadata.", "langfuse.trace.metadata.",
])  # fmt: skip
def test_a_tag_with_the_name_of_a_dimension_fills_it_unless_better_known(prefix):
    row = one({**CHAT, f"{prefix}team": "t", f"{prefix}customer": "c", f"{prefix}feature": "f", "feature": "own"})
    assert some(row, "team", "customer", "feature") == ("t", "c", "own")


def test_a_list_in_a_text_field_becomes_its_json():
    assert one({**CHAT, "user.id": ["a", {"b": 1}]})["user"] == '["a", {"b": 1}]'
