"""Must not happen, 1: cache tokens counted twice, or dropped.

One request to claude-sonnet-4-5: 1,000 tokens uncached, 9,000 read from the cache, 100 out. By hand:
1,000 × 3 + 9,000 × 0.30 + 100 × 15 USD a million = 0.003 + 0.0027 + 0.0015 = 0.0072.
"""

from __future__ import annotations

import pytest

RIGHT = "0.0072"
MODEL = "claude-sonnet-4-5"
WHO = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "anthropic", "gen_ai.response.model": MODEL}


def assert_right(intake):
    found = intake.request()
    assert (found["input"], found["cache_read"], found["output"]) == (1000, 9000, 100)
    assert (intake.cost(), found["cost_state"]) == (RIGHT, "priced")


@pytest.mark.parametrize(
    "attributes",
    [
        {
            **WHO,
            "gen_ai.usage.input_tokens": 10_000,
            "gen_ai.usage.cache_read.input_tokens": 9000,
            "gen_ai.usage.output_tokens": 100,
        },
        {
            "llm.request.type": "chat",
            "gen_ai.system": "Anthropic",
            "gen_ai.response.model": MODEL,
            "gen_ai.usage.prompt_tokens": 10_000,
            "gen_ai.usage.cache_read_input_tokens": 9000,
            "gen_ai.usage.completion_tokens": 100,
            "llm.usage.total_tokens": 10_100,
        },
        {
            "openinference.span.kind": "LLM",
            "llm.provider": "anthropic",
            "llm.model_name": MODEL,
            "llm.token_count.prompt": 10_000,
            "llm.token_count.prompt_details.cache_read": 9000,
            "llm.token_count.completion": 100,
            "llm.token_count.total": 10_100,
        },
        {
            "openinference.span.kind": "LLM",
            "llm.provider": "anthropic",
            "llm.model_name": MODEL,
            "llm.token_count.prompt": 1000,
            "llm.token_count.prompt_details.cache_read": 9000,
            "llm.token_count.completion": 100,
            "llm.token_count.total": 10_100,
        },
    ],
    ids=[
        "langfuse#12306: conventions of OpenTelemetry",
        "openllmetry#4060: OpenLLMetry",
        "phoenix#10036: OpenInference",
        "phoenix#13379: an emitter that counts disjointly, proved by its total",
    ],
)
def test_cached_tokens_of_a_span_count_once(intake, span, attributes):
    intake.spans(span(attributes))
    assert_right(intake)


def test_an_emitter_that_counts_disjointly_without_proof_is_flagged_and_not_clipped(intake, span):
    counts = {"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.cache_read.input_tokens": 9000}
    intake.spans(span({**WHO, **counts, "gen_ai.usage.output_tokens": 100}))
    found = intake.request()
    assert (intake.cost(), found["cost_state"]) == (RIGHT, "modelled")
    assert "contradiction" in found["flags"]


def test_mlflow_24869_the_total_of_a_request_is_not_a_count_of_its_own(intake, span):
    counts = {"gen_ai.usage.input_tokens": 10_000, "gen_ai.usage.cache_read_tokens": 9000}
    intake.spans(span({**WHO, **counts, "gen_ai.usage.output_tokens": 100, "gen_ai.usage.total_tokens": 10_100}))
    assert_right(intake)


def test_mlflow_24759_an_agent_that_repeats_its_childrens_usage_is_not_added(intake, span):
    usage = {
        "gen_ai.usage.input_tokens": 10_000,
        "gen_ai.usage.cache_read.input_tokens": 9000,
        "gen_ai.usage.output_tokens": 100,
    }
    intake.spans(span({**WHO, "gen_ai.operation.name": "invoke_agent", **usage}, name="invoke_agent", seconds=5))
    assert intake.request()["flags"] == "aggregate_only"
    intake.spans(span({**WHO, **usage}, number=2, parent=1, start=1))
    assert_right(intake)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 10_000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 9000}},
        {"input_tokens": 1000, "cache_read_input_tokens": 9000, "cache_creation_input_tokens": 0, "output_tokens": 100},
    ],
    ids=["Aider#5518: OpenAI's shape of it", "litellm#6575: Anthropic's own shape"],
)
def test_both_shapes_of_one_body_give_the_same_price(price, usage):
    answer = price(provider="anthropic", model=MODEL, raw_usage=usage)
    assert (answer["usd"]["total"], answer["state"]) == (RIGHT, "priced")


def test_litellm_9812_cache_writes_are_not_input_too(price):
    usage = {
        "input_tokens": 500,
        "cache_read_input_tokens": 7000,
        "cache_creation_input_tokens": 1500,
        "output_tokens": 0,
    }
    # 500 × 3 + 7,000 × 0.30 + 1,500 × 3.75 = 0.0015 + 0.0021 + 0.005625
    assert price(provider="anthropic", model=MODEL, raw_usage=usage)["usd"]["total"] == "0.009225"


def test_litellm_14849_the_one_hour_writes_have_their_own_rate(price):
    split = {"ephemeral_5m_input_tokens": 500, "ephemeral_1h_input_tokens": 1000}
    usage = {"input_tokens": 0, "cache_creation_input_tokens": 1500, "cache_creation": split, "output_tokens": 0}
    # 500 × 3.75 + 1,000 × 6 = 0.001875 + 0.006
    assert price(provider="anthropic", model=MODEL, raw_usage=usage)["usd"]["total"] == "0.007875"


@pytest.mark.parametrize("issue", ["litellm#6215", "litellm#40016", "litellm PR#19772"])
def test_a_spend_log_row_counts_cached_tokens_once(intake, litellm_row, issue):
    shapes = {
        "litellm#6215": {"prompt_tokens_details": {"cached_tokens": 9000}},
        "litellm#40016": {"prompt_tokens_details": {"cached_tokens": 9000}, "cache_read_input_tokens": 9000},
        "litellm PR#19772": {"cache_read_input_tokens": 9000, "cache_creation_input_tokens": 0},
    }
    usage = {"prompt_tokens": 10_000, "completion_tokens": 100, "total_tokens": 10_100, **shapes[issue]}
    row = {"prompt_tokens": 10_000, "total_tokens": 10_100, "metadata": {"usage_object": usage}, "spend": 0.0072}
    intake.send("litellm", litellm_row(model=MODEL, custom_llm_provider="anthropic", **row))
    assert_right(intake)


@pytest.mark.parametrize(
    "usage",
    [
        {"input": 1000, "input_cached_tokens": 9000, "output": 100, "total": 10_100},
        {"input": 1000, "cache_read_input_tokens": 9000, "output": 100},
        {"input": 1000, "input_cache_read": 9000, "input_cache_creation": 0, "output": 100, "total": 10_100},
    ],
    ids=["langfuse#10592", "langfuse#5568", "langfuse#4590"],
)
def test_a_langfuse_observation_counts_cached_tokens_once(intake, usage):
    observation = {
        "id": "o1",
        "traceId": "t1",
        "type": "GENERATION",
        "startTime": "2026-11-01T12:00:00.000Z",
        "endTime": "2026-11-01T12:00:01.000Z",
        "model": MODEL,
        "metadata": {"ls_provider": "anthropic"},
        "usageDetails": usage,
    }
    intake.send("langfuse", observation)
    assert_right(intake)
