"""Telemetry sent to a real server: acknowledged, priced, queryable, counted exactly once."""

from __future__ import annotations

import gzip
import json
import socket
import time
from decimal import Decimal
from urllib.parse import urlsplit

import httpx2
import pytest
import zstandard
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from tests.otlp import chat, span_request
from tests.server import outlay, serving

PROTOBUF = {"content-type": "application/x-protobuf"}
JSON = {"content-type": "application/json"}
PRICE = Decimal(1000) * Decimal("2.5") / 10**6 + Decimal(100) * 10 / 10**6
"""Of a thousand tokens in and a hundred out of gpt-4o."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("receiving") / "data"
    data_dir.mkdir()
    with serving(data_dir) as running:
        yield running


def post(server, path, body, headers, **parameters):
    return httpx2.post(f"{server.url}{path}", content=body, headers=headers, params=parameters, timeout=60)


def figures(server, feature):
    """Requests and priced cost of a feature, once everything accepted is loaded."""
    until = time.monotonic() + 60
    while 'outlay_records{outcome="pending"} 0.0' not in httpx2.get(f"{server.url}/metrics", timeout=10).text:
        assert time.monotonic() < until
        time.sleep(0.05)
    question = {"metrics": ["requests", "priced_cost"], "where": f'feature == "{feature}"', "since": "7d"}
    with server.client() as client:
        answer = client.post("/api/v1/query", json=question)
    answer.raise_for_status()
    totals = answer.json()["totals"]
    return int(totals["requests"] or 0), Decimal(totals["priced_cost"] or 0)


def spans(feature, *numbers, **more):
    return span_request([chat(number, **{"outlay.feature": feature}, **more) for number in numbers])


def test_spans_in_protobuf_are_priced_and_queryable(server):
    answer = post(server, "/v1/traces", spans("proto", 101, 102).SerializeToString(), PROTOBUF)
    assert (answer.status_code, answer.content) == (200, b"")
    assert figures(server, "proto") == (2, 2 * PRICE)


def test_spans_in_json_say_the_same(server):
    message = spans("json", 201)
    body = MessageToDict(message)
    group = body["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span = message.resource_spans[0].scope_spans[0].spans[0]
    group |= {"traceId": span.trace_id.hex(), "spanId": span.span_id.hex()}
    answer = post(server, "/v1/traces", json.dumps(body), JSON)
    assert (answer.status_code, answer.json()) == (200, {})
    assert figures(server, "json") == (1, PRICE)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstandard.ZstdCompressor().compress)])
def test_packed_bodies_are_unpacked(server, encoding, pack):
    body = pack(spans(encoding, 300 + len(encoding)).SerializeToString())
    assert post(server, "/v1/traces", body, {**PROTOBUF, "content-encoding": encoding}).status_code == 200
    assert figures(server, encoding) == (1, PRICE)


def test_a_body_sent_again_counts_once(server):
    body = spans("again", 401, 402).SerializeToString()
    for _ in range(3):
        assert post(server, "/v1/traces", body, PROTOBUF).status_code == 200
    overlapping = spans("again", 402, 403).SerializeToString()
    assert post(server, "/v1/traces", overlapping, PROTOBUF).status_code == 200
    assert figures(server, "again") == (3, 3 * PRICE)


def test_native_events_as_array_and_as_lines(server):
    event = {"ts": time.time(), "provider": "openai", "model": "gpt-4o", "feature": "native"}
    usage = {"input_tokens": 1000, "output_tokens": 100}
    events = [{**event, **usage, "id": f"n{number}"} for number in range(3)]
    assert post(server, "/v1/events", json.dumps(events[:2]), JSON).json() == {"accepted": 2}
    lines = "\n".join(json.dumps(e) for e in events[1:])
    assert post(server, "/v1/events", lines, {"content-type": "application/x-ndjson"}).json() == {"accepted": 2}
    assert figures(server, "native") == (3, 3 * PRICE)


def test_the_client_and_the_gateway_of_one_request_are_one_request(server):
    assert post(server, "/v1/traces", spans("both", 501).SerializeToString(), PROTOBUF).status_code == 200
    seen = {
        "ts": time.time(), "id": "gw-1", "response_id": "chatcmpl-501", "provider": "openai", "model": "gpt-4o",
        "input_tokens": 1000, "output_tokens": 100, "source_kind": "gateway", "customer": "acme",
    }  # fmt: skip
    assert post(server, "/v1/events", json.dumps([seen]), JSON, source="gateway").status_code == 200
    assert figures(server, "both") == (1, PRICE)


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/v1/traces", b"\xff\xff not protobuf", PROTOBUF, 400),
        ("/v1/traces", b"{", JSON, 400),
        ("/v1/events", b"[1,", JSON, 400),
        ("/v1/events", b"", JSON, 400),
        ("/v1/traces", b"x", {"content-type": "text/plain"}, 415),
        ("/v1/traces", b"x", {**PROTOBUF, "content-encoding": "br"}, 415),
        ("/v1/traces", b"not gzip", {**PROTOBUF, "content-encoding": "gzip"}, 400),
        ("/v1/traces", gzip.compress(bytes(21 << 20), mtime=0), {**PROTOBUF, "content-encoding": "gzip"}, 413),
        ("/v1/events", b"[" + b" " * (21 << 20) + b"]", JSON, 413),
    ],
)
def test_what_cannot_be_read_is_refused_whole(server, path, body, headers, status):
    assert post(server, path, body, headers).status_code == status


def test_an_oversized_span_is_refused_and_the_rest_taken(server):
    request = spans("oversized", 601, 602)
    request.resource_spans[0].scope_spans[0].spans[1].name = "x" * (2 << 20)
    answer = post(server, "/v1/traces", request.SerializeToString(), PROTOBUF)
    told = ExportTraceServiceResponse.FromString(answer.content).partial_success
    assert (answer.status_code, told.rejected_spans) == (200, 1)
    assert "602" in told.error_message or "1 MiB" in told.error_message
    assert figures(server, "oversized") == (1, PRICE)


def test_a_page_of_another_site_may_not_send(server):
    answer = post(server, "/v1/events", b"[]", {**JSON, "origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_record_that_cannot_be_used_is_a_dead_letter_and_can_be_mended(server):
    bad = {"id": "dead-1", "provider": "openai", "model": "gpt-4o", "input_tokens": 1000, "output_tokens": 100}
    assert post(server, "/v1/events", json.dumps([{**bad, "feature": "mended"}]), JSON).status_code == 200
    assert figures(server, "mended") == (0, 0)
    listed = json.loads(outlay("dead-letter", "list", "--json", data_dir=server.data_dir).stdout)
    (letter,) = [entry for entry in listed if entry["field"] == "ts"]
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    outlay("dead-letter", "retry", letter["dead_letter_id"], "--set", f"ts={when}", data_dir=server.data_dir)
    assert figures(server, "mended") == (1, PRICE)


def test_the_doctor_shows_that_everything_adds_up(server):
    done = outlay("doctor", "--json", data_dir=server.data_dir, check=False)
    (finding,) = [f for f in json.loads(done.stdout) if f["area"] == "telemetry" and " = " in f["text"]]
    assert finding["state"] == "ok"
    assert "outlay_records_conserved 1.0" in httpx2.get(f"{server.url}/metrics", timeout=10).text


def test_a_body_of_too_many_records_is_refused_whole(server):
    answer = post(server, "/v1/events", b"{}\n" * 200_001, JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "input.too_large")


def test_a_sender_that_goes_away_is_no_error_of_the_server(server):
    head = (
        b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n["
    )
    with socket.create_connection(("localhost", urlsplit(server.url).port)) as connection:
        connection.sendall(head)
    until = time.monotonic() + 10
    gone = 'outlay_refused_requests_total{kind="events",status="400"}'
    while gone not in httpx2.get(f"{server.url}/metrics", timeout=10).text:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "Traceback" not in (server.data_dir.parent / "data.log").read_text()
