"""Builds OTLP requests in the current GenAI conventions, for tests that send telemetry."""

from __future__ import annotations

import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue


def attribute(name, value):
    kinds = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}
    return KeyValue(key=name, value=AnyValue(**{kinds[type(value)]: value}))


def span_request(spans, *, service="shop", **resource):
    """An export request; each span is a dict of its id (an int), attributes, and optionally parent, trace and start."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    for name, value in {"service.name": service, **resource}.items():
        group.resource.attributes.append(attribute(name, value))
    scope = group.scope_spans.add()
    for given in spans:
        span = scope.spans.add(name=given.get("name", "chat"))
        span.trace_id = given.get("trace", given["id"]).to_bytes(16, "big")
        span.span_id = given["id"].to_bytes(8, "big")
        if "parent" in given:
            span.parent_span_id = given["parent"].to_bytes(8, "big")
        span.start_time_unix_nano = given.get("start") or time.time_ns() - 10**9
        span.end_time_unix_nano = span.start_time_unix_nano + 400_000_000
        for name, value in given["attributes"].items():
            span.attributes.append(attribute(name, value))
    return request


def chat(number, *, model="gpt-4o-2024-08-06", tokens=(1000, 100), provider="openai", **more):
    """A chat call: `number` becomes span id, trace id and response id."""
    return {
        "id": number,
        "attributes": {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": model,
            "gen_ai.response.id": f"chatcmpl-{number}",
            "gen_ai.usage.input_tokens": tokens[0],
            "gen_ai.usage.output_tokens": tokens[1],
            **more,
        },
    }
