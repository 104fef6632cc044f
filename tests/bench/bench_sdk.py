"""The SDK: what one recorded call costs the thread that makes it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable

from openai.types.chat import ChatCompletion

import outlay_sdk as outlay
from outlay_sdk.observing import Observed, Target
from outlay_sdk.routes import find_route
from outlay_sdk.runtime import runtime
from tests.bench.figure import Figure

CALLS = 5_000
ROUNDS = 7
ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o-2024-11-20",
    "service_tier": "default",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "…"}}],
    "usage": {
        "prompt_tokens": 1200,
        "completion_tokens": 300,
        "total_tokens": 1500,
        "prompt_tokens_details": {"cached_tokens": 1000, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 100, "audio_tokens": 0},
    },
}


class Client:
    """What the recording looks at of a client."""

    api_key = "sk-bench"

    class base_url:  # noqa: N801 - as the client has it
        host = "api.openai.com"


def run() -> Iterable[Figure]:
    outlay.configure(url="http://127.0.0.1:9", queue_size=CALLS * 2, flush_interval=3600, batch_size=10**9)
    answer, client = ChatCompletion.model_validate(ANSWER), Client()
    route = find_route("post", "/chat/completions")
    request = {"model": "gpt-4o", "messages": []}

    def wrapped() -> None:
        Observed(client, route, request, Target()).record_answer(answer)

    def by_hand() -> None:
        outlay.record(provider="openai", model="gpt-4o", usage={"input_tokens": 1200, "output_tokens": 300})

    for name, call in (("one call of a wrapped client", wrapped), ("one outlay.record()", by_hand)):
        wall, cpu = _measure(call)
        note = f"{cpu:.1f} µs of processor; in two nested blocks of attribution"
        yield Figure(name=f"{name}, in the caller's thread", value=wall, unit="µs", at_most=20, note=note)


def _measure(call: Callable[[], None]) -> tuple[float, float]:
    """Microseconds a call, by the wall and by the processor: the median of several rounds."""
    walls, cpus = [], []
    with outlay.attribute(service="shop", team="web"), outlay.attribute(feature="search", customer="acme"):
        for _ in range(ROUNDS):
            runtime._exporter = None  # an empty queue
            began, cpu_began = time.perf_counter(), time.thread_time()
            for _ in range(CALLS):
                call()
            walls.append((time.perf_counter() - began) / CALLS * 1e6)
            cpus.append((time.thread_time() - cpu_began) / CALLS * 1e6)
    return statistics.median(walls), statistics.median(cpus)
