"""OTLP/JSON gives the rows that protobuf gives, and what cannot be read costs its own record only."""

from __future__ import annotations

import base64
import json

import pytest
from google.protobuf.json_format import MessageToDict

from outlay.core.errors import FileFormatError
from outlay.ingest.otlp import count_records
from tests.unit.ingest.otlp.kit import CHAT, TRACE, decode, decode_bytes, logs, span, traces

USAGE = {**CHAT, "gen_ai.usage.input_tokens": 12, "gen_ai.usage.cost": 0.25, "tag.tags": ["a", {"b": b"\x01"}],
         "outlay.app_cache_hit": False}  # fmt: skip
KINDS = {"otlp-traces": ("traceId", "spanId", "parentSpanId"), "otlp-logs": ("traceId", "spanId")}


def as_json(message, *, with_numbers=False):
    """A message as OTLP/JSON: ids in hexadecimal digits, numbers of enumerations."""
    content = MessageToDict(message, use_integers_for_enums=with_numbers)
    return _mend(content, with_numbers=with_numbers)


def _mend(value, *, with_numbers):
    if isinstance(value, list):
        return [_mend(item, with_numbers=with_numbers) for item in value]
    if not isinstance(value, dict):
        return value
    mended = {name: _mend(item, with_numbers=with_numbers) for name, item in value.items()}
    for name in ("traceId", "spanId", "parentSpanId"):
        if name in mended:
            mended[name] = base64.b64decode(mended[name]).hex()
    if with_numbers and "intValue" in mended:
        mended["intValue"] = int(mended["intValue"])
    return mended


def record(**changes):
    """A body with one span, changed."""
    body = as_json(traces(span(USAGE, parent=3)))
    content = body["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    content.update(changes)
    return json.dumps(body).encode()


@pytest.mark.parametrize("with_numbers", [True, False])
def test_json_says_what_protobuf_says(with_numbers):
    server = span({"http.route": "/v1/chat"}, 3, kind=2)
    agent = span({"gen_ai.operation.name": "invoke_agent"}, 4)
    failed = span(USAGE, 5, parent=3, status={"code": 2}, trace_state="ot=th:8", end_time_unix_nano=0)
    request = traces(span(USAGE, parent=3), server, agent, failed, span({}, 6), span(CHAT, 7, start_time_unix_nano=0),
                     resource={"service.name": "api"}, scope={"team": "t"}, scope_name="litellm")  # fmt: skip
    body = json.dumps(as_json(request, with_numbers=with_numbers)).encode()
    (rows, letters), (other_rows, other_letters) = decode(request), decode_bytes(body, "otlp-traces-json")
    assert rows == other_rows
    assert len(rows) == 3
    assert [(x.reason, x.field, x.record) for x in letters.dead] == [
        (x.reason, x.field, x.record) for x in other_letters.dead
    ]
    assert letters.without_usage == other_letters.without_usage == 3
    assert count_records("otlp-traces-json", body) == count_records("otlp-traces", request.SerializeToString()) == 6


def test_names_as_protobuf_spells_them_are_read():
    spans = [{"trace_id": TRACE.hex(), "span_id": "00" * 7 + "01", "start_time_unix_nano": "1790000000000000000",
              "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}]}]  # fmt: skip
    body = json.dumps({"resource_spans": [{"scope_spans": [{"spans": spans}]}]}).encode()
    assert decode_bytes(body, "otlp-traces-json")[0][0]["ts"] == 1_790_000_000_000_000_000


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b'"x"', b'{"resourceSpans": {}}', b'{"resourceSpans": [1]}', b"\xff\xfe",
    b'{"resourceSpans": [{"scopeSpans": 5}]}', b'{"resourceSpans": [{"scopeSpans": [{"spans": [null]}]}]}',
    b'{"resourceSpans": [{"scopeSpans": [{"spans": "abc"}]}]}', b"[" * 100_000,
])  # fmt: skip
def test_what_is_no_request_is_refused_by_both(body):
    with pytest.raises(FileFormatError, match="not an OpenTelemetry"):
        count_records("otlp-traces-json", body)
    with pytest.raises(FileFormatError):
        decode_bytes(body, "otlp-traces-json")


@pytest.mark.parametrize(("changes", "field"), [
    ({"startTimeUnixNano": "soon"}, "start_time_unix_nano"), ({"startTimeUnixNano": -5}, "start_time_unix_nano"),
    ({"startTimeUnixNano": None}, "start_time_unix_nano"), ({"startTimeUnixNano": True}, "start_time_unix_nano"),
    ({"startTimeUnixNano": str(2**70)}, "start_time_unix_nano"), ({"traceId": "xyz"}, "trace_id"),
    ({"traceId": 5}, "trace_id"), ({"spanId": "abc"}, "span_id"),
])  # fmt: skip
def test_a_span_that_cannot_be_placed_is_set_aside(changes, field):
    rows, letters = decode_bytes(record(**changes), "otlp-traces-json")
    assert not rows
    assert [letter.field for letter in letters.dead] == [field]


@pytest.mark.parametrize("attributes", [
    None, 5, {}, [5, None, {}, {"key": 5}, {"key": "gen_ai.operation.name"}, {"key": "x", "value": "y"}],
])  # fmt: skip
def test_attributes_that_are_none_leave_a_span_without_usage(attributes):
    rows, letters = decode_bytes(record(attributes=attributes), "otlp-traces-json")
    assert (rows, letters.dead, letters.without_usage) == ([], [], 1)


@pytest.mark.parametrize(("value", "read"), [
    ({"intValue": "12"}, 12), ({"intValue": 12}, 12), ({"intValue": 12.0}, 12), ({"intValue": str(2**64)}, None),
    ({"doubleValue": 12}, 12), ({"doubleValue": 1.5}, "1.5"), ({"doubleValue": "NaN"}, "NaN"),
        ({"stringValue": 12}, None), ({"boolValue": 1}, None),
    ({"stringValue": "12"}, "12"), ({"intValue": "x"}, None), ({}, None), ({"bytesValue": "%%"}, None),
])  # fmt: skip
def test_values_keep_their_types(value, read):
    operation = {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}
    body = record(attributes=[operation, {"key": "gen_ai.usage.input_tokens", "value": value}])
    (row,), _ = decode_bytes(body, "otlp-traces-json")
    assert row.get("input_tokens") == read


def test_log_records_too():
    event = ({"time_unix_nano": 1_790_000_000_000_000_000, "trace_id": TRACE, "span_id": bytes(7) + b"\x01",
              "event_name": "gen_ai.client.inference.operation.details"}, USAGE)  # fmt: skip
    request = logs(event, resource={"service.name": "api"})
    body = json.dumps(as_json(request)).encode()
    assert decode_bytes(body, "otlp-logs-json")[0] == decode(request, "otlp-logs")[0]
    assert count_records("otlp-logs-json", body) == 1


@pytest.mark.parametrize("value", [
    {"doubleValue": 10**400}, {"kvlistValue": {"values": [{"key": ["a"]}, {"key": {}}, {"key": None}]}},
])  # fmt: skip
def test_values_that_no_number_or_map_can_hold_are_absent(value):
    operation = {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}
    body = record(attributes=[operation, {"key": "gen_ai.usage.input_tokens", "value": value}])
    (row,), letters = decode_bytes(body, "otlp-traces-json")
    assert row.get("input_tokens") in {None, "{}"}
    assert letters.dead == []
