"""Which spans count: the lists of the reference, written out by hand."""

from __future__ import annotations

import pytest

from tests.unit.ingest.otlp.kit import decode, span, traces

USAGE = {"gen_ai.usage.input_tokens": 10, "gen_ai.request.model": "m"}

REQUESTS = [
    *(("gen_ai.operation.name", name) for name in (
        "chat", "generate_content", "text_completion", "embeddings", "completion", "generate", "Chat",
    )),
    *(("openinference.span.kind", name) for name in ("LLM", "EMBEDDING", "RERANKER")),
    *(("llm.request.type", name) for name in ("chat", "completion", "embedding", "rerank", "acompletion")),
    *(("langfuse.observation.type", name) for name in ("generation", "embedding")),
    *(("ai.operationId", name) for name in (
        "ai.generateText.doGenerate", "ai.generateObject.doGenerate", "ai.streamText.doStream",
        "ai.streamObject.doStream", "ai.embed.doEmbed", "ai.embedMany.doEmbed",
    )),
]  # fmt: skip
AGGREGATES = [
    *(("gen_ai.operation.name", name) for name in (
        "invoke_agent", "agent_step", "invoke_workflow", "create_agent", "plan", "execute_tool", "retrieval",
        "search_memory", "create_memory", "update_memory", "upsert_memory", "delete_memory", "create_memory_store",
        "delete_memory_store", "a_name_of_tomorrow",
    )),
    *(("openinference.span.kind", name) for name in (
        "CHAIN", "AGENT", "TOOL", "RETRIEVER", "GUARDRAIL", "EVALUATOR",
    )),
    *(("traceloop.span.kind", name) for name in ("workflow", "task", "agent", "tool")),
    *(("langfuse.observation.type", name) for name in ("span", "event", "agent", "tool", "chain", "retriever")),
    *(("ai.operationId", name) for name in (
        "ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject", "ai.embed", "ai.embedMany",
        "ai.toolCall",
    )),
]  # fmt: skip


def role(attributes):
    rows, letters = decode(traces(span(attributes)))
    assert letters.without_usage == sum(1 for row in rows if row["role"] == "passes") + (not rows)
    return rows[0]["role"] if rows else None


@pytest.mark.parametrize(("name", "value"), REQUESTS)
def test_an_inference_counts_with_and_without_usage(name, value):
    assert role({name: value, **USAGE}) == "request"
    assert role({name: value}) == "request"


@pytest.mark.parametrize(("name", "value"), AGGREGATES)
def test_a_span_around_inferences_is_an_aggregate_or_a_link(name, value):
    assert role({name: value, **USAGE}) == "aggregate"
    assert role({name: value, "gen_ai.request.model": "m"}) == "passes"


def test_reading_a_stored_answer_never_counts():
    assert role({"gen_ai.operation.name": "fetch_response", **USAGE}) == "passes"


@pytest.mark.parametrize(("attributes", "wanted"), [
    (USAGE, "request"),
    ({**USAGE, "gen_ai.tool.name": "search"}, None),
    ({"gen_ai.usage.input_tokens": 10}, None),
    ({"gen_ai.request.model": "m"}, None),
    ({"gen_ai.request.model": "m", "gen_ai.usage.cost": 0.1}, None),
    ({"gen_ai.request.model": "m", "gen_ai.usage.audio.input_tokens": 5}, "request"),
    ({}, None),
])  # fmt: skip
def test_without_a_kind_model_and_counts_decide(attributes, wanted):
    assert role(attributes) == wanted


@pytest.mark.parametrize(("first", "second", "wanted"), [
    (("gen_ai.operation.name", "chat"), ("traceloop.span.kind", "tool"), "request"),
    (("gen_ai.operation.name", "invoke_agent"), ("llm.request.type", "chat"), "aggregate"),
    (("openinference.span.kind", "LLM"), ("langfuse.observation.type", "span"), "request"),
    (("llm.request.type", "chat"), ("traceloop.span.kind", "workflow"), "request"),
])  # fmt: skip
def test_of_two_signals_the_more_precise_one_decides(first, second, wanted):
    assert role(dict([second, first]) | USAGE) == wanted
