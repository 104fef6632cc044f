from __future__ import annotations

import json

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from outlay.api.receivers.answers import export_answer, refusal
from outlay.core.errors import BusyError, FileFormatError


def test_nothing_refused_is_an_empty_answer():
    assert export_answer("Spans", 0, "", is_json=False).body == b""
    assert export_answer("Spans", 0, "", is_json=True).body == b"{}"


def test_refused_records_are_told_in_protobuf():
    told = ExportTraceServiceResponse.FromString(export_answer("Spans", 300, "too large", is_json=False).body)
    assert (told.partial_success.rejected_spans, told.partial_success.error_message) == (300, "too large")
    logs = ExportLogsServiceResponse.FromString(export_answer("LogRecords", 1, "é" * 200, is_json=False).body)
    assert (logs.partial_success.rejected_log_records, logs.partial_success.error_message) == (1, "é" * 200)


def test_refused_records_are_told_in_json():
    told = json.loads(export_answer("DataPoints", 2, "too large", is_json=True).body)
    assert told == {"partialSuccess": {"rejectedDataPoints": "2", "errorMessage": "too large"}}


@pytest.mark.parametrize("is_otlp", [True, False])
def test_busy_says_when_to_come_back(is_otlp):
    answer = refusal(BusyError("full", hint="wait"), is_otlp=is_otlp, is_json=True)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_a_refusal_in_protobuf_is_a_status_message():
    # google.rpc.Status: field 1 is the code, field 2 the message
    answer = refusal(FileFormatError("no", hint="yes"), is_otlp=True, is_json=False)
    assert answer.body == b"\x08\x03\x12\x07no; yes"
