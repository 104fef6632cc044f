"""Builds OpenTelemetry bodies and reads them back as dictionaries of what is known."""

from __future__ import annotations

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from outlay.ingest.events.letters import Letters
from outlay.ingest.events.rows import FIELDS, Rows
from outlay.ingest.otlp import read

START = 1_790_000_000_000_000_000
END = START + 1_500_000_000
TRACE = bytes(range(1, 17))
CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"}


def put(attributes, values):
    for name, value in values.items():
        attribute = attributes.add(key=name)
        fill(attribute.value, value)


def fill(held, value):
    if isinstance(value, bool):
        held.bool_value = value
    elif isinstance(value, int):
        held.int_value = value
    elif isinstance(value, float):
        held.double_value = value
    elif isinstance(value, bytes):
        held.bytes_value = value
    elif isinstance(value, list):
        for item in value:
            fill(held.array_value.values.add(), item)
    elif isinstance(value, dict):
        put(held.kvlist_value.values, value)
    else:
        held.string_value = value


def span_id(number):
    return number.to_bytes(8, "big")


def span(attributes=(), number=1, parent=None, **fields):
    """A span as the arguments of the message, with ids made of small numbers."""
    known = {"trace_id": TRACE, "span_id": span_id(number), "start_time_unix_nano": START, "end_time_unix_nano": END}
    known["parent_span_id"] = b"" if parent is None else span_id(parent)
    return {**known, **fields}, dict(attributes)


def traces(*spans, resource=(), scope=(), scope_name=""):
    """The message of a body with the spans of one resource and scope."""
    request = ExportTraceServiceRequest()
    outer = request.resource_spans.add()
    put(outer.resource.attributes, dict(resource))
    inner = outer.scope_spans.add()
    inner.scope.name = scope_name
    put(inner.scope.attributes, dict(scope))
    for fields, attributes in spans:
        put(inner.spans.add(**fields).attributes, attributes)
    return request


def logs(*records, resource=(), scope_name=""):
    """The message of a body with log records, each given as fields and attributes."""
    request = ExportLogsServiceRequest()
    outer = request.resource_logs.add()
    put(outer.resource.attributes, dict(resource))
    inner = outer.scope_logs.add()
    inner.scope.name = scope_name
    for fields, attributes in records:
        body = fields.pop("body", None)
        record = inner.log_records.add(**fields)
        put(record.attributes, attributes)
        if body is not None:
            fill(record.body, body)
    return request


def decode(request, kind="otlp-traces"):
    """What a body says: rows without their empty fields, and the letters."""
    return decode_bytes(request.SerializeToString(), kind)


def decode_bytes(body, kind):
    rows, letters = Rows(), Letters("otlp", kind)
    read(kind, body, rows, letters)
    table = rows.table().to_pylist()
    return [{name: row[name] for name in FIELDS if row[name] is not None} for row in table], letters


def one(attributes, *, name="", resource=(), scope=(), scope_name="", **fields):
    """The single row of a body with a single span."""
    request = traces(span(attributes, name=name, **fields), resource=resource, scope=scope, scope_name=scope_name)
    rows, letters = decode(request)
    assert not letters.dead
    assert len(rows) == 1
    return rows[0]
