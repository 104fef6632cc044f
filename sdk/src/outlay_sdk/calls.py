"""What is done with a call's request and answer, by its route."""

from __future__ import annotations

import copy
import functools
import inspect
import json
from collections.abc import Mapping
from typing import Any

from outlay_sdk.answers import read_answer
from outlay_sdk.batches import MessageBatchWatcher, read_moment, record_batch_file, remember_batch
from outlay_sdk.observing import Observed, Target
from outlay_sdk.quiet import quietly
from outlay_sdk.recording import is_disabled
from outlay_sdk.routes import find_route
from outlay_sdk.runtime import runtime
from outlay_sdk.streams import UsageWatcher, follow_close, watch_stream
from outlay_sdk.usage import pick

_RECORDS_ITSELF = {"chat", "responses", "messages", "images", "audio"}
_NOT_SAID = {"NotGiven", "Omit"}


class Begun:
    """An observed call between its request and its answer."""

    __slots__ = ("_call", "_url", "arguments", "has_asked_for_usage", "is_async", "named")

    def __init__(self, call: Observed, url: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self._call = call
        self._url = url
        self.arguments = arguments
        self.named = named
        self.is_async = False
        self.has_asked_for_usage = False

    @property
    def _counts(self) -> bool:
        return self._call.kind in _RECORDS_ITSELF

    def fail(self, error: BaseException) -> None:
        """The request raised."""
        if self._counts:
            self._call.record_failure(error)

    def retry(self, response: object) -> None:
        """The request will be tried again."""
        if self._counts:
            self._call.record_attempt(response)

    def take(self, answer: Any) -> None:
        """The request was answered."""
        kind: Any = type(answer)
        is_raw = _has_parse(kind) and hasattr(answer, "http_response")
        if not self._counts:
            if not is_raw:
                self._take_other(answer)
        elif is_raw:
            self._take_raw(answer)
        elif self.named.get("stream"):
            self._watch(answer)
        else:
            self._call.record_answer(answer)

    def _watch(self, stream: object) -> None:
        watcher = UsageWatcher(self._call, hides_usage_chunk=self.has_asked_for_usage)
        if not watch_stream(stream, watcher, is_async=self.is_async):
            self._call.record({})

    def _take_other(self, answer: object) -> None:
        kind = self._call.kind
        if kind in {"batch", "message_batch"}:
            remember_batch(answer)
        elif kind == "file":
            record_batch_file(self._call, answer, self._url)
        elif kind == "message_batch_results":
            watch_stream(answer, MessageBatchWatcher(self._call, self._url), is_async=self.is_async)
        elif kind == "response_retrieved" and pick(answer, "background") is True:
            self._take_background(answer)

    def _take_background(self, answer: object) -> None:
        """A response made in the background tells its usage when it is fetched: always the same record."""
        fields = read_answer(answer, "responses", self._call.provider)
        started = read_moment(pick(answer, "created_at"))
        if "output_tokens" in fields and started is not None:
            told = {**fields, "ts": started, "source_id": f"background:{fields.get('response_id')}"}
            runtime.offer(self._call.background(told))

    def _take_raw(self, raw: Any) -> None:
        response = raw.http_response
        if self.named.get("stream"):
            self._take_raw_stream(raw)
        elif (body := read_body(response)) is not None:
            self._call.record_answer(body)
        else:
            follow_close(response, LateBody(self._call, response).closed, is_async=self.is_async)

    def _take_raw_stream(self, raw: Any) -> None:
        parse = raw.parse

        def parse_and_watch(*arguments: Any, **named: Any) -> object:
            parsed = parse(*arguments, **named)
            if inspect.isawaitable(parsed):
                return self._watch_awaited(parsed)
            quietly(self._watch, parsed)
            return parsed

        raw.parse = parse_and_watch

    async def _watch_awaited(self, parsed: Any) -> object:
        stream = await parsed
        quietly(self._watch, stream)
        return stream


class LateBody:
    """An answer that the caller reads after it was handed over (`with_streaming_response`)."""

    def __init__(self, call: Observed, response: object) -> None:
        self._call = call
        self._response = response
        self._times = 0

    def closed(self) -> None:
        """Record once the body is there, or once it is certain that it will not be.

        Reading to the end closes before the body is kept; leaving the block closes once more.
        """
        self._times += 1
        body = read_body(self._response)
        if self._times <= 2 and body is not None:  # noqa: PLR2004
            self._times = 3
            self._call.record_answer(body)
        elif self._times == 2:  # noqa: PLR2004
            self._times = 3
            self._call.record({})


def read_body(response: Any) -> Mapping[str, object] | None:
    """The JSON object of a response that has been read, or None."""
    try:
        body = json.loads(response.content)
    except Exception:  # noqa: BLE001 - not read yet, or no JSON
        return None
    return body if isinstance(body, Mapping) else None


@functools.lru_cache(maxsize=256)
def _has_parse(kind: Any) -> bool:
    return hasattr(kind, "parse")


def begin(client: object, target: Target, arguments: tuple[Any, ...], named: dict[str, Any]) -> Begun | None:
    """Take note of a request that counts; its options may come out with a wish for usage."""
    options = named.get("options") if "options" in named else (arguments[1] if len(arguments) > 1 else None)
    url = getattr(options, "url", None)
    method = getattr(options, "method", None)
    if not isinstance(url, str) or not isinstance(method, str) or is_disabled():
        return None
    route = find_route(method, url)
    if route is None:
        return None
    request = getattr(options, "json_data", None)
    begun = Begun(Observed(client, route, request, target), url, arguments, named)
    if route.kind == "chat" and named.get("stream") and url.endswith("completions"):
        asks = runtime.settings.stream_usage if target.is_asking_for_usage is None else target.is_asking_for_usage
        if asks:
            _ask_for_usage(begun, options, request)
    return begun


def _ask_for_usage(begun: Begun, options: Any, request: object) -> None:
    """Ask for usage at the end of a chat stream, unless the caller has said something about it."""
    if not isinstance(request, Mapping) or _is_said(request) or _is_said(getattr(options, "extra_json", None)):
        return
    asking = copy.copy(options)
    asking.json_data = {**request, "stream_options": {"include_usage": True}}
    if "options" in begun.named:
        begun.named = {**begun.named, "options": asking}
    else:
        begun.arguments = (begun.arguments[0], asking, *begun.arguments[2:])
    begun.has_asked_for_usage = True


def _is_said(body: object) -> bool:
    said = pick(body, "stream_options") if isinstance(body, Mapping) else None
    return said is not None and type(said).__name__ not in _NOT_SAID
