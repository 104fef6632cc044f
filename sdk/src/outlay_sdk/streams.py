"""Streams: the client's own object stays, only the iterator in it is watched, so that the last usage is seen."""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any, Callable, Protocol

from outlay_sdk.answers import Progress
from outlay_sdk.observing import Observed, status_of
from outlay_sdk.quiet import quietly
from outlay_sdk.usage import pick


class Watcher(Protocol):
    """Sees the items of a stream and its end."""

    def see(self, item: Any) -> bool:
        """Take note of an item; whether the caller is to get it."""

    def must_look_ahead(self, item: Any) -> bool:
        """Whether what follows the item should be read before the caller gets it."""

    def end(self, status: str | None) -> None:
        """Take note of the end; a status says what went wrong."""


class UsageWatcher:
    """Gathers usage from the events of an answer, and records the call at the end."""

    def __init__(self, call: Observed, *, hides_usage_chunk: bool) -> None:
        self._call = call
        self._progress = Progress(call.kind, call.provider)
        self._hides_usage_chunk = hides_usage_chunk

    def see(self, item: object) -> bool:
        """Gather; a chunk that is there only because we asked for usage is kept from the caller."""
        quietly(self._progress.see, item)
        return not (self._hides_usage_chunk and pick(item, "usage") is not None and not pick(item, "choices"))

    def must_look_ahead(self, item: object) -> bool:
        """After the last chunk with content comes the one with usage: callers often stop before it."""
        if not self._hides_usage_chunk:
            return False
        choices = pick(item, "choices")
        return isinstance(choices, list) and bool(choices) and all(pick(choice, "finish_reason") for choice in choices)

    def end(self, status: str | None) -> None:
        """Record the call."""
        told = dict(self._progress.fields)
        is_whole = self._progress.is_complete
        if status is not None and not (is_whole and status == "cancelled"):
            told["status"] = status
        if not is_whole and "output_tokens" in told:
            told["flags"] = "usage_estimated"
        self._call.record(told)


class Watch:
    """What the iterators below share: items waiting for the caller, and the end, which comes once."""

    def __init__(self, inner: Any, watcher: Watcher) -> None:
        self._inner = inner
        self._watcher = watcher
        self._waiting: deque[Any] = deque()
        self._error: BaseException | None = None
        self._is_advancing = False
        self._has_ended = False

    def _note(self, item: Any) -> bool:
        """Queue an item for the caller; whether to read on first."""
        is_shown = quietly(self._watcher.see, item) is not False
        if is_shown:
            self._waiting.append(item)
        return not is_shown or bool(quietly(self._watcher.must_look_ahead, item))

    def _fail(self, error: BaseException) -> None:
        self._end(None if isinstance(error, (StopIteration, StopAsyncIteration)) else status_of(error))
        self._error = error

    def _end(self, status: str | None) -> None:
        if not self._has_ended:
            self._has_ended = True
            quietly(self._watcher.end, status)

    def closed(self) -> None:
        """The response was closed: by the caller, unless an item is being read."""
        if not self._is_advancing:
            self._end("cancelled")

    def __del__(self) -> None:
        """The stream was left without closing it."""
        if not getattr(self, "_has_ended", True):
            self._end("cancelled")


class SyncWatch(Watch):
    """Stands in for a stream's iterator."""

    def __iter__(self) -> SyncWatch:
        return self

    def __next__(self) -> Any:
        if not self._waiting and self._error is None:
            self._advance()
        if self._waiting:
            return self._waiting.popleft()
        error, self._error = self._error, StopIteration()
        raise error or StopIteration

    def _advance(self) -> None:
        self._is_advancing = True
        try:
            while self._note(next(self._inner)):
                pass
        except BaseException as error:  # noqa: BLE001 - raised again to the caller once it has what came before
            self._fail(error)
        finally:
            self._is_advancing = False


class AsyncWatch(Watch):
    """The same for an asynchronous stream."""

    def __aiter__(self) -> AsyncWatch:
        return self

    async def __anext__(self) -> Any:
        if not self._waiting and self._error is None:
            await self._advance()
        if self._waiting:
            return self._waiting.popleft()
        error, self._error = self._error, StopAsyncIteration()
        raise error or StopAsyncIteration

    async def _advance(self) -> None:
        self._is_advancing = True
        try:
            while self._note(await self._inner.__anext__()):
                pass
        except BaseException as error:  # noqa: BLE001 - raised again to the caller once it has what came before
            self._fail(error)
        finally:
            self._is_advancing = False


def watch_stream(stream: Any, watcher: Watcher, *, is_async: bool) -> bool:
    """Watch a stream of either client; False where it is built in a way that we do not know."""
    inner = getattr(stream, "_iterator", None)
    if inner is None:
        return False
    if isinstance(inner, Watch):
        return True
    watch = (AsyncWatch if is_async else SyncWatch)(inner, watcher)
    stream._iterator = watch  # noqa: SLF001 - the one place where the client keeps what it iterates
    response = getattr(stream, "response", None) or getattr(stream, "http_response", None)
    if response is not None:
        known = weakref.ref(watch)  # a strong one would keep an abandoned stream alive
        quietly(follow_close, response, lambda: _tell_closed(known()), is_async=is_async)
    return True


def _tell_closed(watch: Watch | None) -> None:
    if watch is not None:
        watch.closed()


def follow_close(response: Any, tell: Callable[[], None], *, is_async: bool) -> None:
    """Call `tell` whenever the response is closed."""
    if is_async:
        aclose = response.aclose

        async def aclose_and_tell() -> None:
            try:
                await aclose()
            finally:
                quietly(tell)

        response.aclose = aclose_and_tell
        return
    close = response.close

    def close_and_tell() -> None:
        try:
            close()
        finally:
            quietly(tell)

    response.close = close_and_tell
