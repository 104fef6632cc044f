"""Bodies of any bytes: read whole or refused whole, and every record ends in one place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from outlay.core.errors import FileFormatError
from outlay.ingest.events.letters import Letters
from outlay.ingest.events.rows import FIELD, Rows
from outlay.ingest.otlp import count_records, read, read_metrics
from outlay.ingest.otlp.spellings import ranked_names
from tests.unit.ingest.otlp.kit import START, logs, span, traces
from tests.unit.ingest.otlp.test_json_body import as_json
from tests.unit.ingest.otlp.test_metrics import TYPED, metrics

NAMES = sorted({name for names in ranked_names().values() for _, name in names})
TEXTS = st.text(max_size=12) | st.sampled_from(["chat", "invoke_agent", "fetch_response", "gpt-4o", "{}", "[1]", "NaN"])
SCALARS = TEXTS | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.booleans() | st.binary(max_size=9)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
                      max_leaves=3)  # fmt: skip
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=9), VALUES, max_size=6)
UINT64 = st.integers(0, 2**64 - 1) | st.just(START)
SPANS = st.builds(
    lambda attributes, trace, place, start, end, kind, state: span(
        attributes, trace_id=trace, span_id=place, start_time_unix_nano=start, end_time_unix_nano=end, kind=kind,
        trace_state=state,
    ),
    ATTRIBUTES, st.binary(max_size=16) | st.just(b"t" * 16), st.binary(max_size=8) | st.just(b"s" * 8), UINT64, UINT64,
    st.integers(0, 5), TEXTS,
)  # fmt: skip
RECORDS = st.builds(
    lambda attributes, moment, name: ({"time_unix_nano": moment, "event_name": name}, attributes),
    ATTRIBUTES, UINT64, st.sampled_from(["gen_ai.client.inference.operation.details", "claude_code.api_request", ""]),
)  # fmt: skip
JSON = st.recursive(st.none() | SCALARS.filter(lambda value: not isinstance(value, bytes)), lambda inner: st.lists(
    inner, max_size=4) | st.dictionaries(st.sampled_from([
        "resourceSpans", "scopeSpans", "spans", "resourceLogs", "scopeLogs", "logRecords", "resourceMetrics",
        "scopeMetrics", "metrics", "sum", "dataPoints", "attributes", "key", "value", "stringValue", "intValue",
        "startTimeUnixNano", "traceId", "resource", "scope", "name", "arrayValue", "values", "kvlistValue", "status",
    ]), inner, max_size=4), max_leaves=25)  # fmt: skip


def conserve(kind, body):
    """Read a body: every record that is counted ends as one row, dead letter or skip."""
    rows, letters = Rows(), Letters("otlp", kind)
    count = count_records(kind, body)
    if "metrics" in kind:
        assert len(read_metrics(kind, body, letters)) <= letters.without_usage
        counted = 0
    else:
        read(kind, body, rows, letters)
        table = rows.table()
        assert table.num_rows == len(rows)
        counted = sum(role != "passes" for role in table.column("role").to_pylist())
    assert counted + len(letters.dead) + letters.without_usage == count


def conserve_or_refuse(kind, body):
    try:
        count_records(kind, body)
    except FileFormatError:
        with pytest.raises(FileFormatError):
            conserve(kind, body)
    else:
        conserve(kind, body)


@given(st.lists(SPANS, max_size=2), ATTRIBUTES, ATTRIBUTES)
def test_any_spans_are_conserved(spans, resource, scope):
    request = traces(*spans, resource=resource, scope=scope)
    conserve("otlp-traces", request.SerializeToString())
    conserve("otlp-traces-json", json.dumps(as_json(request)).encode())


@given(st.lists(RECORDS, max_size=2), ATTRIBUTES)
def test_any_log_records_are_conserved(records, resource):
    request = logs(*records, resource=resource)
    conserve("otlp-logs", request.SerializeToString())
    conserve("otlp-logs-json", json.dumps(as_json(request)).encode())


@pytest.mark.parametrize("kind", ["otlp-traces", "otlp-logs", "otlp-metrics"])
@given(data=st.data())
def test_damaged_bodies_are_refused_or_conserved(kind, data):
    whole = {
        "otlp-traces": traces(span({"gen_ai.operation.name": "chat", "user.id": "u"}), span({}, 2)),
        "otlp-logs": logs(({"time_unix_nano": START, "event_name": "claude_code.api_request"}, {"input_tokens": 5})),
        "otlp-metrics": metrics("gen_ai.client.token.usage", ({"as_int": 5}, TYPED)),
    }[kind].SerializeToString()
    place = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.binary(max_size=6))
    conserve_or_refuse(kind, whole[:place] + damage + whole[place + data.draw(st.integers(0, 6)) :])


@pytest.mark.parametrize("kind", ["otlp-traces", "otlp-logs", "otlp-metrics"])
@given(body=st.binary(max_size=60))
def test_any_bytes_are_refused_or_conserved(kind, body):
    conserve_or_refuse(kind, body)
    conserve_or_refuse(f"{kind}-json", body)


@pytest.mark.parametrize("kind", ["otlp-traces-json", "otlp-logs-json", "otlp-metrics-json"])
@given(content=JSON)
def test_any_json_is_refused_or_conserved(kind, content):
    conserve_or_refuse(kind, json.dumps(content).encode())


def test_a_body_may_lie_in_memory_that_is_not_ours():
    body = memoryview(traces(span({"gen_ai.operation.name": "chat"})).SerializeToString())
    assert count_records("otlp-traces", body) == 1
    conserve("otlp-traces", body)


def test_an_empty_body_holds_nothing():
    assert count_records("otlp-traces", ExportTraceServiceRequest().SerializeToString()) == 0
    assert count_records("otlp-traces-json", b"{}") == 0


def test_the_same_body_gives_the_same_rows():
    body = traces(span({"gen_ai.operation.name": "chat", "metadata": '{"b": 1, "a": 2}'})).SerializeToString()
    tables = []
    for _ in range(2):
        rows = Rows()
        read("otlp-traces", body, rows, Letters())
        tables.append(rows.table())
    assert tables[0].equals(tables[1])
    assert list(FIELD) == tables[0].column_names[:-2]
