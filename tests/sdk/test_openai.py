"""The real `openai` package against a server that speaks its wire format."""

from __future__ import annotations

import asyncio
import json
import threading

import httpx
import openai
import pytest

import outlay_sdk as outlay
from tests.asynchronous import run_async
from tests.sdk.wire import CHAT_USAGE, Answer, chat, chat_chunk, chat_stream, response, response_stream

ASK = {"model": "gpt-4o", "messages": [{"role": "user", "content": "SECRET prompt"}]}
COUNTS = {
    "usage_convention": "inclusive",
    "input_tokens": 1200,
    "cache_read_tokens": 1000,
    "output_tokens": 300,
    "reasoning_tokens": 120,
    "units": {"input_audio_tokens": 50},
}


def has(entry, **expected):
    assert {name: entry.get(name) for name in expected} == expected


def stream_texts(chunks):
    return [chunk.choices[0].delta.content for chunk in chunks]


def test_a_chat_completion(openai_client, provider, recorded):
    provider.answers(Answer(chat()))
    answer = openai_client.chat.completions.create(**ASK)
    assert answer.usage.total_tokens == 1500
    [entry] = recorded()
    has(entry, **COUNTS)
    has(entry, provider="openai", model="gpt-4o-2024-11-20", response_id="chatcmpl-1", status="ok")
    has(entry, service_tier="flex", source_kind="client")


def test_the_credential_is_the_start_of_the_keys_hash(openai_client, provider, recorded):
    import hashlib

    provider.answers(Answer(chat()))
    openai_client.chat.completions.create(**ASK)
    assert recorded()[0]["credential"] == hashlib.sha256(b"sk-secret").hexdigest()[:12]


def test_the_client_and_its_answers_stay_what_they_are(openai_client, provider, recorded):
    provider.answers(Answer(chat()))
    assert isinstance(openai_client, openai.OpenAI)
    assert type(openai_client).__qualname__ == "OpenAI"
    answer = openai_client.chat.completions.create(**ASK)
    assert type(answer) is openai.types.chat.ChatCompletion
    assert answer.choices[0].message.content == "SECRET completion"


@pytest.mark.parametrize("streams", [False, True])
def test_nothing_of_prompt_or_completion_or_key_is_sent(openai_client, provider, recorded, streams):
    provider.answers(Answer(events=chat_stream()) if streams else Answer(chat()))
    answer = openai_client.chat.completions.create(**ASK, stream=streams)
    list(answer)
    text = json.dumps(recorded())
    assert "SECRET" not in text
    assert "sk-secret" not in text


def test_a_stream_asks_for_usage_and_hides_the_chunk_it_asked_for(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    chunks = list(openai_client.chat.completions.create(**ASK, stream=True))
    assert provider.asked[0][2]["stream_options"] == {"include_usage": True}
    assert stream_texts(chunks) == ["SECRET", " words", ""]
    assert all(chunk.usage is None for chunk in chunks)
    has(recorded()[0], **COUNTS, status="ok", response_id="chatcmpl-2")


def test_a_stream_whose_caller_asked_for_usage_keeps_its_chunk(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    chunks = list(openai_client.chat.completions.create(**ASK, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.prompt_tokens == 1200
    has(recorded()[0], **COUNTS)


@pytest.mark.parametrize("said", [{"stream_options": {"include_usage": False}}, {"extra_body": {"stream_options": {}}}])
def test_what_the_caller_says_about_usage_stands(openai_client, provider, recorded, said):
    provider.answers(Answer(events=chat_stream(with_usage=False)))
    list(openai_client.chat.completions.create(**ASK, stream=True, **said))
    assert provider.asked[0][2]["stream_options"] != {"include_usage": True}
    assert "input_tokens" not in recorded()[0]


def test_asking_for_usage_can_be_switched_off(openai_client, provider, recorded):
    outlay.configure(stream_usage=False)
    provider.answers(Answer(events=chat_stream(with_usage=False)))
    list(openai_client.chat.completions.create(**ASK, stream=True))
    assert "stream_options" not in provider.asked[0][2]


def test_the_callers_own_request_is_not_changed(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()), Answer(events=chat_stream()))
    request = {**ASK, "stream": True}
    for _ in range(2):
        list(openai_client.chat.completions.create(**request))
    assert "stream_options" not in request


def test_usage_is_seen_by_a_caller_who_stops_at_the_finish(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    for chunk in openai_client.chat.completions.create(**ASK, stream=True):
        if chunk.choices[0].finish_reason:
            break
    has(recorded()[0], **COUNTS, status="ok")


def test_a_stream_left_early_is_cancelled_and_has_no_usage(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    with openai_client.chat.completions.create(**ASK, stream=True) as stream:
        next(stream)
    [entry] = recorded()
    has(entry, status="cancelled", model="gpt-4o-2024-11-20", response_id="chatcmpl-2", input_tokens=None)


def test_a_stream_dropped_without_closing_is_recorded(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    stream = openai_client.chat.completions.create(**ASK, stream=True)
    next(stream)
    del stream
    import gc

    gc.collect()
    has(recorded()[0], status="cancelled")


def test_a_stream_that_breaks_raises_what_the_client_raises(openai_client, provider, recorded):
    provider.answers(Answer(events=(chat_chunk("a"), chat_chunk("b")), is_broken=True))
    stream = openai_client.chat.completions.create(**ASK, stream=True)
    texts = []
    with pytest.raises(httpx.RemoteProtocolError):
        texts.extend(chunk.choices[0].delta.content for chunk in stream)
    has(recorded()[0], status="error", response_id="chatcmpl-2")


def test_an_error_inside_a_stream_passes(openai_client, provider, recorded):
    provider.answers(Answer(events=(chat_chunk("a"), {"error": {"message": "overloaded"}})))
    stream = openai_client.chat.completions.create(**ASK, stream=True)
    assert next(stream).choices[0].delta.content == "a"
    with pytest.raises(openai.APIError, match="overloaded"):
        next(stream)
    has(recorded()[0], status="error")


def test_several_choices_arrive_whole_and_in_order(openai_client, provider, recorded):
    def choice(index, finish=None):
        return {"index": index, "finish_reason": finish, "delta": {"content": str(index)}}

    order = [(0, None), (0, "stop"), (1, None), (1, "stop")]
    chunks = [chat_chunk(choices=[choice(*one)]) for one in order]
    provider.answers(Answer(events=(*chunks, chat_chunk(choices=[], usage=CHAT_USAGE), "[DONE]")))
    got = list(openai_client.chat.completions.create(**ASK, n=2, stream=True))
    assert [(one.choices[0].index, one.choices[0].finish_reason) for one in got] == order
    has(recorded()[0], **COUNTS)


def test_the_stream_helper_of_chat(openai_client, provider, recorded):
    provider.answers(Answer(events=chat_stream()))
    with openai_client.chat.completions.stream(**ASK) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.content == "SECRET words"
    has(recorded()[0], **COUNTS)


def test_a_response_counts_its_searches(openai_client, provider, recorded):
    provider.answers(Answer(response()))
    openai_client.responses.create(model="gpt-5.4", input="SECRET")
    [entry] = recorded()
    has(entry, input_tokens=900, cache_read_tokens=256, cache_write_tokens=100, output_tokens=80, reasoning_tokens=64)
    has(entry, units={"web_searches": 1}, model="gpt-5.4-2026-03-05", response_id="resp_1", service_tier="default")


def test_streams_of_responses(openai_client, provider, recorded):
    provider.answers(Answer(events=response_stream()), Answer(events=response_stream()))
    kinds = [event.type for event in openai_client.responses.create(model="gpt-5.4", input="x", stream=True)]
    assert (kinds[0], kinds[-1], len(kinds)) == ("response.created", "response.completed", 5)
    with openai_client.responses.stream(model="gpt-5.4", input="x") as stream:
        assert stream.until_done().get_final_response().id == "resp_1"
    for entry in recorded():
        has(entry, input_tokens=900, units={"web_searches": 1}, status="ok")


def test_a_stream_of_a_response_left_early(openai_client, provider, recorded):
    provider.answers(Answer(events=response_stream()))
    with openai_client.responses.stream(model="gpt-5.4", input="x") as stream:
        next(iter(stream))
    has(recorded()[0], status="cancelled", response_id="resp_1")


def test_a_failed_response_is_an_error(openai_client, provider, recorded):
    provider.answers(Answer(response(status="failed")))
    openai_client.responses.create(model="gpt-5.4", input="x")
    has(recorded()[0], status="error", input_tokens=900)


def test_a_background_response_is_one_record_however_often_it_is_fetched(openai_client, provider, receiver):
    queued = response(status="queued", background=True, usage=None, output=[])
    done = response(background=True)
    provider.answers(Answer(queued), Answer(done), Answer(done))
    openai_client.responses.create(model="gpt-5.4", input="x", background=True)
    for _ in range(2):
        openai_client.responses.retrieve("resp_1")
    assert outlay.flush(20)
    fetched = [entry for entry in receiver.records if entry["source_id"] == "background:resp_1"]
    assert len(fetched) == 2
    assert fetched[0] == fetched[1]
    has(fetched[0], ts=1_795_000_000_000_000, input_tokens=900)


def test_reading_a_stored_response_counts_nothing(openai_client, provider, recorded):
    provider.answers(Answer(response()))
    openai_client.responses.retrieve("resp_1")
    assert recorded() == []


def test_embeddings(openai_client, provider, recorded):
    vector = {"object": "embedding", "index": 0, "embedding": [0.1]}
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    provider.answers(Answer({"object": "list", "data": [vector], "model": "text-embedding-3-small", "usage": usage}))
    openai_client.embeddings.create(model="text-embedding-3-small", input="SECRET", encoding_format="float")
    has(recorded()[0], input_tokens=8, output_tokens=None, workload_kind="embedding", model="text-embedding-3-small")


def test_images_and_transcriptions(openai_client, provider, recorded):
    images = {"input_tokens": 50, "output_tokens": 4160, "total_tokens": 4210}
    images["input_tokens_details"] = {"image_tokens": 40, "text_tokens": 10}
    provider.answers(
        Answer({"created": 1, "data": [], "usage": images}),
        Answer({"text": "SECRET", "usage": {"type": "duration", "seconds": 12.5}}),
    )
    openai_client.images.generate(model="gpt-image-1", prompt="SECRET")
    openai_client.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"RIFF"))
    image, audio = recorded()
    has(image, model="gpt-image-1", units={"input_image_tokens": 40, "output_image_tokens": 4160}, output_tokens=4160)
    has(audio, units={"input_audio_seconds": 12.5}, input_tokens=None)


def test_each_retry_is_a_request_of_its_own(provider, recorded):
    client = outlay.wrap(openai.OpenAI(api_key="k", base_url=f"{provider.url}/v1", max_retries=3))
    slow = {"retry-after-ms": "1"}
    provider.answers(Answer({}, status=429, headers=slow), Answer(is_cut=True), Answer({}, status=500, headers=slow))
    provider.answers(Answer(chat()))
    with outlay.attribute(feature="search"):
        client.chat.completions.create(**ASK)
    entries = recorded()
    assert [entry["status"] for entry in entries] == ["429", "connection_error", "500", "ok"]
    assert {entry["feature"] for entry in entries} == {"search"}
    assert [("input_tokens" in entry) for entry in entries] == [False, False, False, True]
    client.close()


def test_errors_pass_and_are_recorded(openai_client, provider, recorded):
    provider.answers(Answer({"error": {"message": "no such model", "code": "x"}}, status=404))
    with pytest.raises(openai.NotFoundError, match="no such model"):
        openai_client.chat.completions.create(**ASK)
    has(recorded()[0], status="404", model="gpt-4o", provider="openai", input_tokens=None)


def test_a_timeout_is_recorded(provider, recorded):
    client = outlay.wrap(openai.OpenAI(api_key="k", base_url=f"{provider.url}/v1", max_retries=0, timeout=0.05))
    gate = threading.Event()
    provider.answers(Answer(events=("never",), gate=gate))
    with pytest.raises((openai.APITimeoutError, httpx.ReadTimeout)):
        list(client.chat.completions.create(**ASK, stream=True))
    gate.set()
    has(recorded()[0], status="timeout")
    client.close()


def test_copies_of_a_client_are_observed_too(openai_client, provider, recorded):
    outlay.wrap(openai_client, provider="gateway-x", credential="billing-key")
    provider.answers(Answer(chat()))
    openai_client.with_options(timeout=5).chat.completions.create(**ASK)
    has(recorded()[0], provider="gateway-x", credential="billing-key")


def test_wrapping_twice_and_instrumenting_count_once(openai_client, provider, recorded, monkeypatch):
    base = openai.OpenAI.__mro__[1]
    for name in ("request", "_sleep_for_retry"):
        monkeypatch.setattr(base, name, vars(base)[name])
    outlay.instrument()
    outlay.instrument_openai(outlay.wrap(openai_client))
    provider.answers(Answer(chat()))
    openai_client.chat.completions.create(**ASK)
    assert len(recorded()) == 1


@pytest.mark.parametrize("streams", [False, True])
def test_raw_responses(openai_client, provider, recorded, streams):
    provider.answers(Answer(events=chat_stream()) if streams else Answer(chat()))
    raw = openai_client.chat.completions.with_raw_response.create(**ASK, stream=streams)
    assert raw.status_code == 200
    parsed = raw.parse()
    assert (len(list(parsed)) == 3) if streams else (parsed.id == "chatcmpl-1")
    has(recorded()[0], **COUNTS)


def test_a_response_read_later(openai_client, provider, recorded):
    provider.answers(Answer(chat()))
    with openai_client.chat.completions.with_streaming_response.create(**ASK) as raw:
        assert raw.parse().id == "chatcmpl-1"
    has(recorded()[0], **COUNTS)


def asynchronous(provider, work):
    async def run():
        async with openai.AsyncOpenAI(api_key="k", base_url=f"{provider.url}/v1", max_retries=0) as client:
            return await work(outlay.wrap(client))

    return run_async(run())


def test_the_async_client(provider, recorded):
    async def work(client):
        assert isinstance(client, openai.AsyncOpenAI)
        with outlay.attribute(feature="async"):
            return await client.chat.completions.create(**ASK)

    provider.answers(Answer(chat()))
    assert asynchronous(provider, work).id == "chatcmpl-1"
    has(recorded()[0], **COUNTS, feature="async")


def test_an_async_stream(provider, recorded):
    async def work(client):
        stream = await client.chat.completions.create(**ASK, stream=True)
        return [chunk async for chunk in stream]

    provider.answers(Answer(events=chat_stream()))
    assert stream_texts(asynchronous(provider, work)) == ["SECRET", " words", ""]
    has(recorded()[0], **COUNTS, status="ok")


def test_async_helpers_and_late_bodies(provider, recorded):
    async def work(client):
        async with client.responses.stream(model="gpt-5.4", input="x") as stream:
            await stream.until_done()
        async with client.chat.completions.with_streaming_response.create(**ASK) as raw:
            await raw.parse()

    provider.answers(Answer(events=response_stream()), Answer(chat()))
    asynchronous(provider, work)
    streamed, late = recorded()
    has(streamed, input_tokens=900)
    has(late, **COUNTS)


def test_a_cancelled_task_is_recorded_as_cancelled(provider, recorded):
    gate = threading.Event()

    async def work(client):
        async def read():
            async for _ in await client.chat.completions.create(**ASK, stream=True):
                started.set()

        started = asyncio.Event()
        task = asyncio.create_task(read())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    provider.answers(Answer(events=chat_stream()[:3], gate=gate))
    asynchronous(provider, work)
    gate.set()
    has(recorded()[0], status="cancelled")


def test_azure_is_named_by_its_host(provider, recorded):
    seen = []

    def answer(request):
        seen.append(str(request.url))
        return httpx.Response(200, json=chat())

    client = outlay.wrap(
        openai.AzureOpenAI(
            api_key="k", api_version="2026-01-01", azure_endpoint="https://acme.openai.azure.com",
            http_client=httpx.Client(transport=httpx.MockTransport(answer)),
        )
    )  # fmt: skip
    client.chat.completions.create(**ASK)
    assert "/deployments/gpt-4o/chat/completions" in seen[0]
    has(recorded()[0], provider="azure.ai.openai")
    client.close()


def test_a_client_that_is_none_is_given_back(caplog):
    thing = object()
    assert outlay.wrap(thing) is thing
    assert "is no client" in caplog.text
