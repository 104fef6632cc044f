"""Bodies of any content: never a 500, never half a batch, and every record that was acknowledged is accounted for."""

from __future__ import annotations

import gzip
import json
import random
import re
import time

import httpx2
import pytest

from tests.otlp import chat, span_request
from tests.server import serving

PATHS = ("/v1/traces", "/v1/logs", "/v1/metrics", "/v1/events", "/v1/litellm", "/v1/langfuse")
TYPES = ("application/x-protobuf", "application/json", "application/x-ndjson", "text/plain", "")
ODD = (
    None,
    True,
    -1,
    1e308,
    2**70,
    "",
    "x" * 3000,
    "1e999",
    "NaN",
    "\x00",
    "'; --",
    [],
    {},
    [[]],
    {"a": {"b": []}},
    "\ud800",
)
NAMES = (
    "ts", "id", "model", "provider", "input_tokens", "output_tokens", "usage", "cost", "units", "tags", "response_id",
    "startTime", "usageDetails", "request_id", "spend", "metadata", "resourceSpans", "traceId", "version", "role",
    "sampling_probability", "parent_span_id", "trace_id", "span_id", "raw_usage", "usage_convention",
)  # fmt: skip
ANSWERS = frozenset({200, 400, 413, 415})


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("fuzzing") / "data"
    data_dir.mkdir()
    with serving(data_dir) as running:
        yield running


def record(draw):
    """A record of familiar names with familiar or odd values."""
    usual = ("2026-11-20T10:00:00Z", 1_795_000_000, "gpt-4o", "openai", 100, "7", 0.5, f"id-{draw.randrange(50)}")
    return {draw.choice(NAMES): draw.choice((*usual, *usual, *ODD)) for _ in range(draw.randrange(8))}


def body(draw):
    shape = draw.randrange(6)
    if shape == 0:
        return draw.randbytes(draw.randrange(200))
    if shape == 1:
        content = bytearray(span_request([chat(draw.randrange(1, 10**6)) for _ in range(3)]).SerializeToString())
        for _ in range(draw.randrange(5)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        return bytes(content[: draw.randrange(len(content) // 2, len(content) + 1)])
    records = [record(draw) for _ in range(draw.randrange(5))]
    if shape == 2:
        return "\n".join(json.dumps(found) for found in records).encode()
    if shape == 3:
        return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": records}]}]}).encode()
    return json.dumps(draw.choice((records, records[:1] and records[0], [*records, draw.choice(ODD)]))).encode()


def send(client, draw):
    headers = {"content-type": draw.choice(TYPES)}
    content = body(draw)
    if draw.random() < 0.2:
        headers["content-encoding"] = draw.choice(("gzip", "zstd", "br"))
        content = gzip.compress(content) if draw.random() < 0.7 else content
    return client.post(draw.choice(PATHS), content=content, headers=headers)


def counters(client):
    until = time.monotonic() + 120
    while True:
        text = client.get("/metrics").text
        found = dict(re.findall(r'outlay_records\{outcome="(\w+)"\} ([\d.]+)', text))
        if float(found["pending"]) == 0:
            accepted = re.search(r"outlay_accepted_records_total ([\d.e+]+)", text)
            return float(accepted[1]), sum(map(float, found.values())), "outlay_records_conserved 1.0" in text
        assert time.monotonic() < until, text
        time.sleep(0.1)


@pytest.mark.parametrize("seed", range(3))
def test_no_body_breaks_the_server(server, seed):
    draw = random.Random(seed)
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        before = counters(client)[0]
        answers = [send(client, draw) for _ in range(250)]
        assert {answer.status_code for answer in answers} <= ANSWERS
        told = sum(
            answer.json()["accepted"] for answer in answers if b"accepted" in answer.content and answer.is_success
        )
        accepted, became, is_conserved = counters(client)
    assert is_conserved
    assert accepted == became
    assert accepted - before >= told > 0
