from __future__ import annotations

import json

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.counting import RECORD_LIMIT, count_records
from tests.otlp import chat, span_request


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"[]", 0),
        (b'[{"a": 1}, 2, "three"]', 3),
        (b'{"a": 1}', 1),
        (b'\n{\n "a": 1\n}\n', 1),
        (b'{"a": 1}\n\n{"a": 2}\n', 2),
    ],
)
def test_json_is_an_array_an_object_or_lines(body, count):
    assert count_records("events", body).count == count


@pytest.mark.parametrize("body", [b"", b"  ", b"[", b"[1,]", b"7", b'{"a": 1} {"b": 2}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(FileFormatError):
        count_records("events", body)


def test_a_wrong_line_is_named():
    with pytest.raises(FileFormatError, match="line 3"):
        count_records("litellm", b'{"a": 1}\n{"a": 2}\n{"a": \n')


def test_spans_are_counted():
    body = span_request([chat(1), chat(2)]).SerializeToString()
    assert count_records("otlp-traces", body).count == 2


@pytest.mark.parametrize("is_json", [False, True])
def test_a_record_above_the_limit_is_left_out(is_json):
    request = span_request([chat(1), chat(2), chat(3)])
    request.resource_spans[0].scope_spans[0].spans[1].name = "x" * RECORD_LIMIT
    if is_json:
        spans = [{"name": span.name} for span in request.resource_spans[0].scope_spans[0].spans]
        content = {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}
        counted = count_records("otlp-traces-json", json.dumps(content).encode())
    else:
        counted = count_records("otlp-traces", request.SerializeToString())
    assert (counted.count, counted.rejected) == (2, 1)
    assert len(counted.body) < RECORD_LIMIT
    assert "1 MiB" in counted.message


def test_records_of_a_body_of_far_too_many_are_not_looked_at_one_by_one(monkeypatch):
    monkeypatch.setattr("outlay.ingest.otlp.oversize.drop_oversized", None)
    body = b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + b"{}," * 400_000 + b"{}]}]}]}"
    assert count_records("otlp-traces-json", body).count == 400_001
