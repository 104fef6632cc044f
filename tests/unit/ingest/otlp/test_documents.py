"""JSON inside attributes: Langfuse's details, providers' metadata, LiteLLM's hidden parameters."""

from __future__ import annotations

import json

import pytest

from outlay.ingest.otlp.documents import parse
from tests.unit.ingest.otlp.kit import CHAT, one

GENERATION = {"langfuse.observation.type": "generation", "langfuse.observation.model.name": "m"}


def details(**keys):
    return one({**GENERATION, "langfuse.observation.usage_details": json.dumps(keys)})


@pytest.mark.parametrize(("key", "field"), [
    ("input", "input_tokens"), ("output", "output_tokens"), ("total", "total_tokens"),
    ("input_cached_tokens", "cache_read_tokens"), ("input_cache_read", "cache_read_tokens"),
    ("cache_read_input_tokens", "cache_read_tokens"), ("input_cache_creation", "cache_write_tokens"),
    ("input_cache_write", "cache_write_tokens"), ("input_cache_creation_5m", "cache_write_5m_tokens"),
    ("input_cache_creation_1h", "cache_write_1h_tokens"), ("output_reasoning_tokens", "reasoning_tokens"),
    ("output_reasoning", "reasoning_tokens"),
])  # fmt: skip
def test_keys_of_langfuse_do_not_overlap(key, field):
    row = details(**{key: 33})
    assert (row[field], row["usage_convention"]) == (33, "disjoint")


@pytest.mark.parametrize("key", ["input_audio_tokens", "output_audio_tokens"])
def test_audio_of_langfuse_is_a_unit(key):
    row = details(input=100, output=10, **{key: 8})
    assert json.loads(row["units"]) == {key: 8}
    assert row["input_tokens"] + row["output_tokens"] == 118  # the total of a row holds it, Langfuse's does not


def test_the_shape_of_openai_holds_its_parts():
    parts = {"prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens_details": {"reasoning_tokens": 5}}
    row = details(prompt_tokens=100, completion_tokens=20, total_tokens=120, **parts)
    fields = "input_tokens output_tokens total_tokens cache_read_tokens reasoning_tokens usage_convention"
    assert [row[name] for name in fields.split()] == [100, 20, 120, 60, 5, "inclusive"]


def test_details_replace_the_attributes_whole():
    row = one({**GENERATION, "gen_ai.usage.input_tokens": 9000, "gen_ai.usage.cache_read.input_tokens": 7000,
               "langfuse.observation.usage_details": '{"input": 500, "output": 3}'})  # fmt: skip
    assert (row["input_tokens"], row["output_tokens"], row.get("cache_read_tokens")) == (500, 3, None)


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", '"x"', '{"input": {"deep": 1}}', '{"input": true}', "[" * 2000]
)
def test_details_that_are_none_leave_the_attributes(text):
    row = one({**GENERATION, "gen_ai.usage.input_tokens": 90, "langfuse.observation.usage_details": text})
    assert (row["input_tokens"], row["usage_convention"]) == (90, "inclusive")


@pytest.mark.parametrize(("content", "wanted"), [
    ({"total": 0.5, "input": 0.1}, ("0.5", "0.1")),
    ({"input": 0.25, "output": 0.5, "input_cached_tokens": 0.125}, ("0.875", "0.25")),
    ({}, (None, None)),
])  # fmt: skip
def test_cost_details_are_stated_by_the_caller(content, wanted):
    row = one({**GENERATION, "langfuse.observation.cost_details": json.dumps(content)})
    assert (row.get("cost"), row.get("cost_input")) == wanted
    assert row.get("stated_by") == ("caller" if content else None)


@pytest.mark.parametrize(("content", "field"), [
    ({"openai": {"cachedPromptTokens": 5}}, "cache_read_tokens"),
    ({"anthropic": {"usage": {"cache_read_input_tokens": 5}}}, "cache_read_tokens"),
    ({"bedrock": {"usage": {"cacheReadInputTokens": 5}}}, "cache_read_tokens"),
    ({"anthropic": {"usage": {"cache_creation": {"ephemeral_5m_input_tokens": 5}}}}, "cache_write_5m_tokens"),
    ({"anthropic": {"usage": {"cache_creation": {"ephemeral_1h_input_tokens": 5}}}}, "cache_write_1h_tokens"),
    ({"openai": {"reasoningTokens": 5}}, "reasoning_tokens"),
])  # fmt: skip
def test_metadata_of_providers_fills_what_is_missing(content, field):
    metadata = {"ai.response.providerMetadata": json.dumps(content)}
    row = one({"ai.operationId": "ai.generateText.doGenerate", "ai.usage.inputTokens": 100, **metadata})
    assert (row[field], row["input_tokens"], row["usage_convention"]) == (5, 100, "inclusive")


def test_metadata_does_not_replace_what_is_known():
    metadata = '{"openai": {"cachedPromptTokens": 5}}'
    row = one({**CHAT, "gen_ai.usage.cache_read.input_tokens": 7, "ai.response.providerMetadata": metadata})
    assert row["cache_read_tokens"] == 7


def test_hidden_parameters_tell_host_and_cost():
    hidden = json.dumps({"api_base": "https://acme.openai.azure.com", "response_cost": 0.125})
    row = one({**CHAT, "hidden_params": hidden, "gen_ai.system": "openai"}, scope_name="litellm")
    assert (row["provider"], row["cost"], row["stated_by"]) == ("azure.ai.openai", "0.125", "gateway")


@pytest.mark.parametrize("text", [b"{}", 5, "\ud800", "{'a': 1}"])
def test_what_is_no_json_is_none(text):
    assert parse(text) is None
