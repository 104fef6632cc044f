"""Spans: who, when, whose, and what becomes of broken ones."""

from __future__ import annotations

import json

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from outlay.ingest.otlp import spans
from tests.unit.ingest.otlp.kit import CHAT, END, START, TRACE, decode, one, span, traces

ID = f"{TRACE.hex()}:0000000000000001"


def test_a_span_has_its_ids_and_times():
    row = one(CHAT, parent=9)
    wanted = {
        "ts": START, "source": "otlp", "source_kind": "client", "source_id": ID, "version": END // 1000,
        "trace_id": TRACE.hex(), "span_id": "0000000000000001", "parent_span_id": "0000000000000009",
        "status": "ok", "latency_ms": 1500.0, "role": "request",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_a_root_span_without_an_end_has_version_0():
    row = one(CHAT, end_time_unix_nano=0)
    assert row["version"] == 0
    assert row.keys().isdisjoint({"latency_ms", "parent_span_id"})


def test_an_end_before_the_start_is_no_latency():
    assert "latency_ms" not in one(CHAT, end_time_unix_nano=START - 1)


@pytest.mark.parametrize(("code", "status"), [(0, "ok"), (1, "ok"), (2, "error")])
def test_the_status_code_tells_errors(code, status):
    assert one(CHAT, status={"code": code})["status"] == status


def test_resource_and_scope_say_what_the_span_does_not():
    resource = {
        "service.name": "api", "deployment.environment.name": "prod", "service.version": "1.2.3", "team": "search",
        "k8s.cluster.name": "c1", "k8s.namespace.name": "n1", "k8s.deployment.name": "d1", "k8s.pod.name": "p1",
        "outlay.cost_center": "cc", "cloud.region": "eu-west-1",
    }  # fmt: skip
    row = one({**CHAT, "team": "own"}, resource=resource, scope={"feature": "f", "team": "scope"})
    wanted = {
        "service": "api", "environment": "prod", "release": "1.2.3", "team": "own", "cluster": "c1",
        "namespace": "n1", "workload": "d1", "cost_center": "cc", "feature": "f",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert "region" not in row  # ours, not that of the provider


def test_a_resource_does_not_leak_into_the_next():
    request = traces(span(CHAT), resource={"team": "a"})
    request.MergeFrom(traces(span(CHAT, number=2)))
    rows, _ = decode(request)
    assert [row.get("team") for row in rows] == ["a", None]


@pytest.mark.parametrize(("fields", "field", "reason"), [
    ({"start_time_unix_nano": 0}, "start_time_unix_nano", "no start time"),
    ({"start_time_unix_nano": 1_790_000_000}, "start_time_unix_nano", "start time outside 2001 to 2199"),
    ({"start_time_unix_nano": 2**63}, "start_time_unix_nano", "start time outside 2001 to 2199"),
    ({"trace_id": b""}, "trace_id", "no trace id of 16 bytes"),
    ({"trace_id": bytes(16)}, "trace_id", "no trace id of 16 bytes"),
    ({"span_id": bytes(8)}, "span_id", "no span id of 8 bytes"),
    ({"span_id": b"12345"}, "span_id", "no span id of 8 bytes"),
])  # fmt: skip
def test_a_broken_span_is_set_aside_and_its_neighbours_stay(fields, field, reason):
    broken = {**CHAT, "gen_ai.usage.input_tokens": 5, "gen_ai.prompt": "secret", "gen_ai.input.messages": "secret"}
    rows, letters = decode(traces(span(CHAT), span(broken, **{"number": 2, **fields}), span(CHAT, number=3)))
    assert [row["span_id"][-1] for row in rows] == ["1", "3"]
    (letter,) = letters.dead
    assert (letter.field, letter.reason, letter.source, letter.kind) == (field, reason, "otlp", "otlp-traces")
    assert json.loads(letter.record)["input_tokens"] == 5
    assert "secret" not in letter.record


def test_what_has_nothing_to_do_with_models_is_counted_whatever_it_looks_like():
    rows, letters = decode(traces(span({"http.route": "/x"}), span({}, number=2, start_time_unix_nano=0)))
    assert (rows, letters.dead, letters.without_usage) == ([], [], 2)


def test_a_link_has_nothing_but_its_place():
    rows, letters = decode(traces(span({"gen_ai.operation.name": "invoke_agent", "team": "t"}, parent=5)))
    assert letters.without_usage == 1
    assert rows[0]["role"] == "passes"
    assert rows[0].keys() == {
        "ts", "source", "source_id", "version", "trace_id", "span_id", "parent_span_id", "role", "status", "latency_ms"
    }  # fmt: skip


def test_spans_of_a_gateway_say_so():
    stated = {**CHAT, "gen_ai.cost.total_cost": 0.25, "gen_ai.usage.input_tokens": 9}
    row = one(stated, scope_name="litellm")
    assert (row["source_kind"], row["stated_by"], row["cost"]) == ("gateway", "gateway", "0.25")


@pytest.mark.parametrize(("attributes", "state", "probability"), [
    ({"outlay.sampling_probability": 0.25}, "", "0.25"),
    ({"sampling.probability": "0.5"}, "ot=th:8", "0.5"),
    ({"SampleRate": 4}, "", 0.25),
    ({}, "ot=th:8", 0.5),
    ({}, "vendor=x,ot=rv:abc;th:c", 0.25),
    ({}, "ot=th:0", None),
    ({"outlay.sampling_probability": 1}, "", None),
])  # fmt: skip
def test_sampling_is_told_by_attribute_or_trace_state(attributes, state, probability):
    assert one({**CHAT, **attributes}, trace_state=state).get("sampling_probability") == probability


def test_a_vercel_span_is_known_by_its_name_too():
    usage = {"ai.model.id": "gpt-4o", "ai.usage.inputTokens": 5}
    assert one(usage, name="ai.generateText.doGenerate")["role"] == "request"
    assert one(usage, name="ai.generateText my-function")["role"] == "aggregate"


def test_a_recognised_record_is_the_row_without_what_is_unknown():
    row = [None] * len(spans.FIELDS)
    row[spans.FIELDS.index("model")] = "m"
    assert json.loads(spans.recognised(row)) == {"model": "m"}


def test_spans_of_the_real_sdk_are_read():
    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource.create({"service.name": "shop", "deployment.environment.name": "prod"}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    tracer = provider.get_tracer("app")
    with tracer.start_as_current_span("POST /ask", kind=SpanKind.SERVER) as server:
        server.set_attributes({"http.route": "/ask", "http.request.method": "POST"})
        with tracer.start_as_current_span("chat gpt-4o", kind=SpanKind.CLIENT) as call:
            call.set_attributes({**CHAT, "gen_ai.usage.input_tokens": 7, "server.address": "api.openai.com"})
    rows, letters = decode(encode_spans(memory.get_finished_spans()))
    provider.shutdown()
    (row,) = rows
    wanted = {"service": "shop", "environment": "prod", "endpoint": "POST /ask", "input_tokens": 7,
              "provider": "openai",
              "parent_span_id": f"{server.context.span_id:016x}", "ts": call.start_time}  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert (letters.without_usage, letters.dead) == (1, [])
