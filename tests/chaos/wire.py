"""Writes records as their senders do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.truth import Record

ROUTES = {"span": "/v1/traces", "event": "/v1/events", "litellm": "/v1/litellm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A body, ready to be sent any number of times."""

    path: str
    content_type: str
    body: bytes
    records: int


def write_batch(records: list[Record]) -> Batch:
    """One body of records of one shape."""
    shape = records[0].shape
    contents = [record.content for record in records]
    if shape == "span":
        body, content_type = write_spans(contents), "application/x-protobuf"
    else:
        body, content_type = json.dumps(contents).encode(), "application/json"
    return Batch(path=ROUTES[shape], content_type=content_type, body=body, records=len(records))


def write_spans(contents: list[dict]) -> bytes:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "shop"
    spans = resource.scope_spans.add().spans
    for content in contents:
        span = spans.add(name="chat", kind=3)
        span.trace_id, span.span_id = bytes.fromhex(content["trace_id"]), bytes.fromhex(content["span_id"])
        span.parent_span_id = bytes.fromhex(content["parent_span_id"])
        span.start_time_unix_nano, span.end_time_unix_nano = content["start"], content["end"]
        for name, value in content["attributes"].items():
            field = {int: "int_value", float: "double_value", str: "string_value"}[type(value)]
            setattr(span.attributes.add(key=name).value, field, value)
    return bytes(request.SerializeToString())
