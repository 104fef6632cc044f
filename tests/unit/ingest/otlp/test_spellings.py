"""Every spelling of the table is read, and the spellings that the reference names are in the table."""

from __future__ import annotations

import json

import pytest

from outlay.ingest.events.rows import FIELD
from outlay.ingest.otlp.spellings import load_spellings, load_table, ranked_names
from tests.unit.ingest.otlp.kit import CHAT, one

NUMBERS = {name for name in ranked_names() if name.endswith("_tokens") or name.startswith("units.")}
CASES = [(reading, name) for reading, names in ranked_names().items() for _, name in names]
FIELD_CASES = [case for case in CASES if case[0] in FIELD and case[0] not in {"processing", "sampling_probability"}]

# Written by hand from the reference, §2.1: what each spelling must become.
USAGE = {
    "input_tokens": "gen_ai.usage.input_tokens gen_ai.usage.prompt_tokens llm.usage.prompt_tokens "
    "llm.usage.input_tokens llm.token_count.prompt ai.usage.promptTokens ai.usage.inputTokens",
    "output_tokens": "gen_ai.usage.output_tokens gen_ai.usage.completion_tokens llm.usage.completion_tokens "
    "llm.usage.output_tokens llm.token_count.completion ai.usage.completionTokens ai.usage.outputTokens",
    "total_tokens": "gen_ai.usage.total_tokens llm.usage.total_tokens llm.token_count.total ai.usage.tokens "
    "ai.usage.totalTokens",
    "cache_read_tokens": "gen_ai.usage.cache_read.input_tokens gen_ai.usage.cache_read_input_tokens "
    "gen_ai.usage.cache_read_tokens gen_ai.usage.details.cache_read_tokens "
    "gen_ai.usage.details.cache_read_input_tokens gen_ai.usage.input_cached_tokens "
    "gen_ai.usage.input_tokens_details.cached llm.usage.cache_read_input_tokens "
    "llm.token_count.prompt_details.cache_read llm.token_count.prompt_details.cache_input ai.usage.cachedInputTokens",
    "cache_write_tokens": "gen_ai.usage.cache_creation.input_tokens gen_ai.usage.cache_creation_input_tokens "
    "gen_ai.usage.cache_write_input_tokens gen_ai.usage.cache_write_tokens "
    "gen_ai.usage.details.cache_write_tokens gen_ai.usage.details.cache_creation_input_tokens "
    "llm.token_count.prompt_details.cache_write",
    "reasoning_tokens": "gen_ai.usage.reasoning.output_tokens gen_ai.usage.reasoning_tokens "
    "gen_ai.usage.reasoning_output_tokens gen_ai.usage.output_tokens_details.reasoning llm.usage.reasoning_tokens "
    "llm.token_count.completion_details.reasoning ai.usage.reasoningTokens",
}
UNITS = {
    "input_audio_tokens": "gen_ai.usage.audio.input_tokens llm.token_count.prompt_details.audio",
    "input_image_tokens": "gen_ai.usage.image.input_tokens",
    "input_video_tokens": "gen_ai.usage.video.input_tokens",
    "output_audio_tokens": "gen_ai.usage.audio.output_tokens llm.token_count.completion_details.audio",
}
# §2.1 stated cost, §2.2 identity and attribution
TEXTS = {
    "cost": "gen_ai.usage.cost gen_ai.usage.total_cost llm.cost.total",
    "cost_input": "llm.cost.prompt",
    "cost_output": "llm.cost.completion",
    "model": "gen_ai.response.model llm.response.model_name llm.response.model langfuse.observation.model.name "
    "ai.response.model gen_ai.request.model llm.request.model_name llm.model_name embedding.model_name "
    "reranker.model_name ai.model.id",
    "provider": "gen_ai.provider.name gen_ai.system llm.provider llm.system ai.model.provider outlay.provider",
    "response_id": "gen_ai.response.id ai.response.id",
    "service_tier": "openai.response.service_tier gen_ai.openai.response.service_tier openai.request.service_tier "
    "gen_ai.openai.request.service_tier gen_ai.request.service_tier",
    "session": "gen_ai.conversation.id session.id langfuse.session.id ai.telemetry.metadata.sessionId",
    "user": "user.id enduser.id langfuse.user.id llm.user gen_ai.user ai.telemetry.metadata.userId",
    "feature": "feature gen_ai.prompt.name langfuse.observation.prompt.name traceloop.prompt.key prompt.id "
    "ai.telemetry.functionId",
    "environment": "deployment.environment.name deployment.environment langfuse.environment",
    "release": "langfuse.release service.version",
    "service": "service.name",
}
TAGS = {
    "agent": "gen_ai.agent.name gen_ai.agent.id agent.name",
    "workflow": "gen_ai.workflow.name traceloop.workflow.name traceloop.entity.name",
}


def pairs(table):
    return [(field, name) for field, names in table.items() for name in names.split()]


@pytest.mark.parametrize(("field", "name"), pairs(USAGE))
def test_a_count_is_read_under_every_name_of_the_reference(field, name):
    operation = {"gen_ai.operation.name": "chat"}
    row = one({**operation, name: 4321})
    assert row[field] == 4321
    assert row["usage_convention"] == "inclusive"
    assert one({**operation, name: "4321"})[field] == "4321"


@pytest.mark.parametrize(("unit", "name"), pairs(UNITS))
def test_a_modality_becomes_a_unit_of_the_price_data(unit, name):
    row = one({**CHAT, "gen_ai.usage.input_tokens": 50, "gen_ai.usage.output_tokens": 50, name: 17})
    assert json.loads(row["units"]) == {unit: 17}


@pytest.mark.parametrize(("field", "name"), pairs(TEXTS))
def test_a_text_is_read_under_every_name_of_the_reference(field, name):
    assert one({"gen_ai.operation.name": "chat", name: "value-1"})[field] in {"value-1", "value_1"}


@pytest.mark.parametrize(("tag", "name"), pairs(TAGS))
def test_agents_and_workflows_are_tags(tag, name):
    assert json.loads(one({**CHAT, name: "planner"})["tags"]) == {tag: "planner"}


@pytest.mark.parametrize(("field", "name"), FIELD_CASES)
def test_every_name_of_the_table_fills_its_field(field, name):
    value = 12 if field in NUMBERS else "x-7"
    row = one({"gen_ai.operation.name": "chat", name: value})
    assert row.get(field) == value


@pytest.mark.parametrize("name", sorted(load_table()["dimensions"]))
@pytest.mark.parametrize("prefix", ["", "outlay."])
def test_a_dimension_is_read_plainly_and_as_ours(name, prefix):
    assert one({**CHAT, prefix + name: "mine"})[name] == "mine"


def test_no_name_means_two_things():
    names = [name for _, name in CASES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("reading", "better", "worse"), [
    ("input_tokens", "gen_ai.usage.input_tokens", "llm.token_count.prompt"),
    ("model", "gen_ai.response.model", "gen_ai.request.model"),
    ("feature", "outlay.feature", "gen_ai.prompt.name"),
    ("feature", "gen_ai.prompt.name", "feature"),
])  # fmt: skip
def test_the_better_spelling_wins_in_any_order(reading, better, worse):
    for names in ((better, worse), (worse, better)):
        values = {name: 1 if name == better else 2 for name in names}
        row = one({"gen_ai.operation.name": "chat", **values})
        assert str(row[reading]) == "1"


def test_unknown_names_cannot_fill_the_memory():
    rules = load_spellings().rules
    for number in range(30_000):
        assert rules[f"noise.{number}"] is None
    assert len(rules) <= 20_000
    assert rules["gen_ai.response.id"] is not None


def test_every_reading_says_what_it_becomes():
    signals = {name for name in ranked_names() if name not in FIELD and not name.startswith(("units.", "tags."))}
    assert signals == set(load_table()["about"])
