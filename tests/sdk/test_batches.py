"""Results of batch jobs, fetched with the real clients."""

from __future__ import annotations

import json

import anthropic
import pytest

import outlay_sdk as outlay
from tests.asynchronous import run_async
from tests.sdk.wire import Answer, chat, message, response

CREATED = "2026-11-20T08:00:00Z"
CREATED_US = 1_795_161_600_000_000


def has(entry, **expected):
    assert {name: entry.get(name) for name in expected} == expected


def message_batch(url):
    counts = {"canceled": 0, "errored": 1, "expired": 0, "processing": 0, "succeeded": 2}
    times = {"created_at": CREATED, "ended_at": CREATED, "expires_at": CREATED, "archived_at": None}
    results = f"{url}/v1/messages/batches/msgbatch_1/results"
    state = {"processing_status": "ended", "cancel_initiated_at": None, "results_url": results}
    return {"id": "msgbatch_1", "type": "message_batch", "request_counts": counts, **times, **state}


def message_results():
    lines = [
        {"custom_id": "a", "result": {"type": "succeeded", "message": message(id="msg_a")}},
        {"custom_id": "b", "result": {"type": "errored", "error": {"type": "error", "error": {}}}},
        {"custom_id": "c", "result": {"type": "succeeded", "message": message(id="msg_c")}},
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def check_messages(entries):
    assert [entry["source_id"] for entry in entries] == ["batch:msg_a", "batch:msg_c"]
    for entry in entries:
        has(entry, processing="batch", workload_kind="batch_inference", ts=CREATED_US, usage_convention="disjoint")
        has(entry, cache_write_1h_tokens=500, output_tokens=210, provider="anthropic", latency_ms=None)


def test_results_of_message_batches(anthropic_client, provider, receiver):
    provider.answers(Answer(message_batch(provider.url)), Answer(message_results()))
    with outlay.attribute(feature="nightly"):
        results = list(anthropic_client.messages.batches.results("msgbatch_1"))
    assert [result.custom_id for result in results] == ["a", "b", "c"]
    assert outlay.flush(20)
    check_messages(receiver.records)
    assert {entry["feature"] for entry in receiver.records} == {"nightly"}


def test_results_fetched_again_are_the_same_records(anthropic_client, provider, receiver):
    for _ in range(2):
        provider.answers(Answer(message_batch(provider.url)), Answer(message_results()))
        list(anthropic_client.messages.batches.results("msgbatch_1"))
        assert outlay.flush(20)
    assert receiver.records[:2] == receiver.records[2:]


def test_results_of_message_batches_fetched_asynchronously(provider, receiver):
    async def run():
        async with anthropic.AsyncAnthropic(api_key="k", base_url=provider.url) as client:
            results = await outlay.wrap(client).messages.batches.results("msgbatch_1")
            return [result.custom_id async for result in results]

    provider.answers(Answer(message_batch(provider.url)), Answer(message_results()))
    assert run_async(run()) == ["a", "b", "c"]
    assert outlay.flush(20)
    check_messages(receiver.records)


def batch_line(number, body, status=200):
    told = {"status_code": status, "request_id": f"req_{number}", "body": body}
    return json.dumps({"id": f"batch_req_{number}", "custom_id": str(number), "response": told, "error": None}).encode()


EMBEDDING = {"object": "list", "data": [], "model": "text-embedding-3-small", "usage": {"prompt_tokens": 8}}


def test_files_of_batch_results(openai_client, provider, receiver):
    lines = [
        batch_line(1, chat()), b"", b"{not json", batch_line(2, response()), batch_line(3, {"error": {}}, 400),
        batch_line(4, EMBEDDING),
    ]  # fmt: skip
    content = b"\n".join(lines)
    batch = {"id": "batch_1", "object": "batch", "created_at": 1_795_000_123, "output_file_id": "file-9"}
    provider.answers(Answer(batch), Answer(content))
    openai_client.batches.retrieve("batch_1")
    assert openai_client.files.content("file-9").content == content
    assert outlay.flush(20)
    by_id = {entry["source_id"]: entry for entry in receiver.records}
    assert set(by_id) == {"batch:chatcmpl-1", "batch:resp_1", "batch:batch_req_4"}
    assert {entry["processing"] for entry in by_id.values()} == {"batch"}
    has(by_id["batch:chatcmpl-1"], ts=1_795_000_000_000_000, cache_read_tokens=1000, service_tier=None)
    has(by_id["batch:resp_1"], units={"web_searches": 1}, response_id="resp_1")
    has(by_id["batch:batch_req_4"], ts=1_795_000_123_000_000, input_tokens=8)


def test_a_file_larger_than_the_queue_loses_nothing(openai_client, provider, receiver):
    outlay.configure(queue_size=10, batch_size=100)
    content = b"\n".join(batch_line(number, chat(id=f"chatcmpl-{number}")) for number in range(1000))
    provider.answers(Answer(content))
    openai_client.files.content("file-1")
    assert outlay.flush(20)
    assert len({entry["response_id"] for entry in receiver.records}) == 1000
    assert outlay.stats()[:3] == (1000, 1000, 0)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\n", b'{"prompt": "SECRET"}\n', b'{"custom_id": "1", "body": {}}\n'])
def test_other_files_are_left_alone(openai_client, provider, recorded, content):
    provider.answers(Answer(content))
    assert openai_client.files.content("file-1").content == content
    assert recorded() == []
