"""From a call of a wrapped client to its cost in the server's answer."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import anthropic
import openai
import pytest

import outlay_sdk as outlay
from tests.sdk.wire import Answer, chat, chat_chunk, message, message_stream
from tests.server import serving

pytestmark = pytest.mark.slow

# gpt-4o: 2.50 in, 1.25 cached, 10.00 out; claude-sonnet-4-5: 3.00 in, 0.30 read, 3.75 and 6.00 written, 15.00 out
USAGE = {
    "prompt_tokens": 1200,
    "completion_tokens": 300,
    "total_tokens": 1500,
    "prompt_tokens_details": {"cached_tokens": 1000},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
CHAT_COST = Decimal("0.00475")
MESSAGE_USAGE = {
    "input_tokens": 50,
    "cache_read_input_tokens": 7000,
    "cache_creation_input_tokens": 1500,
    "cache_creation": {"ephemeral_5m_input_tokens": 1000, "ephemeral_1h_input_tokens": 500},
    "output_tokens": 210,
}
MESSAGE_COST = Decimal("0.00015") + Decimal("0.0021") + Decimal("0.00375") + Decimal("0.003") + Decimal("0.00315")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("end_to_end") / "data") as server:
        yield server


def days():
    today = datetime.now(tz=UTC).date()
    return {"since": f"{today - timedelta(days=1)}", "until": f"{today + timedelta(days=2)}"}


def wait_for_requests(server, *features):
    """The answer by feature, once each of some features is in it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        metrics = "cost,requests,input_tokens,cache_read_tokens"
        answer = server.get("/api/v1/query", metrics=metrics, by="feature", **days())
        rows = {row["feature"]: row for row in answer["rows"]}
        if set(features) <= set(rows):
            return rows
        time.sleep(0.1)
    raise AssertionError(answer)


def test_cost_by_feature(server, provider):
    provider.answers(
        Answer(chat(id="chatcmpl-e2e-1", model="gpt-4o", service_tier="default", usage=USAGE)),
        Answer(events=(chat_chunk("x", id="chatcmpl-e2e-2", model="gpt-4o"),
                       chat_chunk(id="chatcmpl-e2e-2", model="gpt-4o", choices=[], usage=USAGE), "[DONE]")),
        Answer(message(id="msg_e2e", model="claude-sonnet-4-5", usage=MESSAGE_USAGE)),
    )  # fmt: skip
    outlay.configure(url=server.url, service="shop", flush_interval=0.01)
    ask = {"messages": [{"role": "user", "content": "SECRET"}]}
    client = outlay.wrap(openai.OpenAI(api_key="k", base_url=f"{provider.url}/v1"))
    with client, outlay.attribute(feature="search", customer="acme"):
        client.chat.completions.create(model="gpt-4o", **ask)
        list(client.chat.completions.create(model="gpt-4o", stream=True, **ask))
    with anthropic.Anthropic(api_key="k", base_url=provider.url) as client, outlay.attribute(feature="assist"):
        outlay.wrap(client).messages.create(model="claude-sonnet-4-5", max_tokens=9, **ask)
    assert outlay.flush(20)
    assert outlay.stats() == (3, 3, 0, 0, 0)
    rows = wait_for_requests(server, "search", "assist")
    assert (rows["search"]["requests"], Decimal(rows["search"]["cost"])) == (2, 2 * CHAT_COST)
    assert (rows["search"]["input_tokens"], rows["search"]["cache_read_tokens"]) == (400, 2000)
    assert (rows["assist"]["requests"], Decimal(rows["assist"]["cost"])) == (1, MESSAGE_COST)


def test_usage_of_a_stream_that_was_left_is_marked_modelled(server, provider):
    outlay.configure(url=server.url, flush_interval=0.01)
    provider.answers(
        Answer(events=message_stream(model="claude-sonnet-4-5", usage={**MESSAGE_USAGE, "output_tokens": 1}))
    )
    client = outlay.wrap(anthropic.Anthropic(api_key="k", base_url=provider.url))
    ask = {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    with client, outlay.attribute(feature="left"), client.messages.stream(**ask) as stream:
        next(iter(stream))
    assert outlay.flush(20)
    wait_for_requests(server, "left")
    answer = server.get("/api/v1/query", metrics="cost", where='feature == "left"', **days())
    assert set(answer["cost_states"]) == {"modelled"}


def test_a_record_that_is_sent_twice_counts_once(server):
    outlay.configure(url=server.url)
    call = {"provider": "openai", "model": "gpt-4o", "usage": {"input_tokens": 1000, "output_tokens": 0}}
    began = time.time_ns() // 1000
    for _ in range(2):
        outlay.record(source_id="the same", ts=began, feature="twice", **call)
        assert outlay.flush(20)
    outlay.record(feature="later", **call)
    assert outlay.flush(20)
    assert wait_for_requests(server, "twice", "later")["twice"]["requests"] == 1
