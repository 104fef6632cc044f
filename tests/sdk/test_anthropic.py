"""The real `anthropic` package against a server that speaks its wire format."""

from __future__ import annotations

import json

import anthropic
import httpx
import pytest

import outlay_sdk as outlay
from tests.asynchronous import run_async
from tests.sdk.wire import MESSAGE_USAGE, Answer, message, message_stream

ASK = {"model": "claude-sonnet-4-5", "max_tokens": 99, "messages": [{"role": "user", "content": "SECRET prompt"}]}
COUNTS = {
    "usage_convention": "disjoint",
    "input_tokens": 50,
    "cache_read_tokens": 7000,
    "cache_write_tokens": 1500,
    "cache_write_5m_tokens": 1000,
    "cache_write_1h_tokens": 500,
    "output_tokens": 210,
    "units": {"web_searches": 2},
}
SAID = {"service_tier": "priority", "region": "us", "response_id": "msg_01", "model": "claude-sonnet-4-5-20250929"}


def has(entry, **expected):
    assert {name: entry.get(name) for name in expected} == expected


def test_a_message(anthropic_client, provider, recorded):
    provider.answers(Answer(message()))
    answer = anthropic_client.messages.create(**ASK)
    assert type(answer) is anthropic.types.Message
    assert isinstance(anthropic_client, anthropic.Anthropic)
    [entry] = recorded()
    has(entry, **COUNTS, **SAID, provider="anthropic", status="ok", reasoning_tokens=40)
    assert "SECRET" not in json.dumps(entry)
    assert "sk-ant" not in json.dumps(entry)


def test_a_stream_of_events(anthropic_client, provider, recorded):
    provider.answers(Answer(events=message_stream()))
    kinds = [event.type for event in anthropic_client.messages.create(**ASK, stream=True)]
    assert kinds == [event["type"] for event in message_stream()]
    has(recorded()[0], **COUNTS, **SAID, status="ok")


def test_the_stream_helper(anthropic_client, provider, recorded):
    provider.answers(Answer(events=message_stream()))
    with anthropic_client.messages.stream(**ASK) as stream:
        assert "".join(stream.text_stream) == "SECRET"
        assert stream.get_final_message().usage.output_tokens == 210
    has(recorded()[0], **COUNTS, **SAID)


def test_a_stream_left_early_has_the_last_usage_seen_and_says_so(anthropic_client, provider, recorded):
    provider.answers(Answer(events=message_stream()))
    with anthropic_client.messages.stream(**ASK) as stream:
        next(iter(stream))
    [entry] = recorded()
    has(entry, status="cancelled", flags="usage_estimated", input_tokens=50, output_tokens=1, response_id="msg_01")


def test_a_stream_that_breaks(anthropic_client, provider, recorded):
    provider.answers(Answer(events=message_stream(is_final=False), is_broken=True))
    with pytest.raises(httpx.RemoteProtocolError):
        list(anthropic_client.messages.create(**ASK, stream=True))
    has(recorded()[0], status="error", flags="usage_estimated", cache_read_tokens=7000)


def test_a_stream_left_after_its_last_usage_is_whole(anthropic_client, provider, recorded):
    provider.answers(Answer(events=message_stream()))
    with anthropic_client.messages.create(**ASK, stream=True) as stream:
        for event in stream:
            if event.type == "message_delta":
                break
    has(recorded()[0], **COUNTS, status="ok", flags=None)


def test_retries_and_errors(provider, recorded):
    client = outlay.wrap(anthropic.Anthropic(api_key="k", base_url=provider.url, max_retries=1))
    provider.answers(Answer({}, status=529, headers={"retry-after-ms": "1"}), Answer({}, status=400))
    with pytest.raises(anthropic.BadRequestError):
        client.messages.create(**ASK)
    assert [entry["status"] for entry in recorded()] == ["529", "400"]
    client.close()


def test_counting_tokens_is_free(anthropic_client, provider, recorded):
    provider.answers(Answer({"input_tokens": 5}))
    anthropic_client.messages.count_tokens(model="claude-sonnet-4-5", messages=ASK["messages"])
    assert recorded() == []


def test_the_beta_api(anthropic_client, provider, recorded):
    provider.answers(Answer(message(usage={**MESSAGE_USAGE, "speed": "fast"})), Answer(events=message_stream()))
    anthropic_client.beta.messages.create(**ASK)
    with anthropic_client.beta.messages.stream(**ASK) as stream:
        stream.until_done()
    created, streamed = recorded()
    has(created, **COUNTS, speed="fast")
    has(streamed, **COUNTS)


def test_raw_responses(anthropic_client, provider, recorded):
    provider.answers(Answer(message()), Answer(events=message_stream()))
    assert anthropic_client.messages.with_raw_response.create(**ASK).parse().id == "msg_01"
    raw = anthropic_client.messages.with_raw_response.create(**ASK, stream=True)
    assert len(list(raw.parse())) == len(message_stream())
    for entry in recorded():
        has(entry, **COUNTS)


def test_the_async_client(provider, recorded):
    async def run():
        async with anthropic.AsyncAnthropic(api_key="k", base_url=provider.url) as client:
            outlay.wrap(client)
            assert isinstance(client, anthropic.AsyncAnthropic)
            await client.messages.create(**ASK)
            async with client.messages.stream(**ASK) as stream:
                assert await stream.get_final_text() == "SECRET"

    provider.answers(Answer(message()), Answer(events=message_stream()))
    run_async(run())
    for entry in recorded():
        has(entry, **COUNTS, **SAID, status="ok")


def test_an_async_stream_left_early(provider, recorded):
    async def run():
        client = outlay.wrap(anthropic.AsyncAnthropic(api_key="k", base_url=provider.url))
        async with client, client.messages.stream(**ASK) as stream:
            await stream.__anext__()

    provider.answers(Answer(events=message_stream()))
    run_async(run())
    has(recorded()[0], status="cancelled", flags="usage_estimated", input_tokens=50)


def test_bedrock_is_named_by_its_host_with_its_region(recorded):
    asked = []

    def answer(request):
        asked.append(request.url.path)
        return httpx.Response(200, json=message())

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    address = "https://bedrock-runtime.eu-west-1.amazonaws.com"
    client = outlay.wrap(
        anthropic.AnthropicBedrock(api_key="k", aws_region="eu-west-1", base_url=address, http_client=http_client)
    )
    client.messages.create(**ASK)
    assert asked == ["/model/claude-sonnet-4-5/invoke"]
    has(recorded()[0], provider="aws.bedrock", output_tokens=210)
    client.close()
