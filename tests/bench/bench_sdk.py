"""The SDK: what one recorded call costs the thread that makes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from types import SimpleNamespace

from openai.types.chat import ChatCompletion

import outlay_sdk as outlay
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
    """A client that answers at once, so that what is left is the SDK's own time."""

    api_key = "sk-bench"
    base_url = SimpleNamespace(host="api.openai.com")

    def __init__(self) -> None:
        self.answer = ChatCompletion.model_validate(ANSWER)

    def request(self, cast_to: object, options: object, *, stream: bool = False) -> object:
        return self.answer

    def _sleep_for_retry(self) -> None: ...


def run() -> Iterable[Figure]:
    outlay.configure(url="http://127.0.0.1:9", queue_size=CALLS * 2, flush_interval=3600, batch_size=10**9)
    options = SimpleNamespace(method="post", url="/chat/completions", json_data={"model": "gpt-4o", "messages": []})
    client = outlay.wrap(Client())

    def by_hand() -> None:
        outlay.record(provider="openai", model="gpt-4o", usage={"input_tokens": 1200, "output_tokens": 300})

    calls = {"one call of a wrapped client": lambda: client.request(None, options), "one outlay.record()": by_hand}
    for name, call in calls.items():
        wall, cpu = _measure(call)
        note = f"in the caller's thread, in two nested blocks of attribution; {cpu:.1f} µs of processor"
        yield Figure(name=name, value=wall, unit="µs", at_most=20, note=note)
    runtime._exporter = None  # nobody waits at the end for a server that is not there


def _measure(call: Callable[[], None]) -> tuple[float, float]:
    """Microseconds a call, by the wall and by the processor: the best of several rounds."""
    walls, cpus = [], []
    with outlay.attribute(service="shop", team="web"), outlay.attribute(feature="search", customer="acme"):
        for _ in range(ROUNDS):
            runtime._exporter = None  # an empty queue
            began, cpu_began = time.perf_counter(), time.thread_time()
            for _ in range(CALLS):
                call()
            walls.append((time.perf_counter() - began) / CALLS * 1e6)
            cpus.append((time.thread_time() - cpu_began) / CALLS * 1e6)
    return min(walls), min(cpus)
