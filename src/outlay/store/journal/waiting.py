"""The bounded queue between those who append and the one thread that writes."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition
from typing import Final

from outlay.store.journal.errors import JournalClosedError, JournalFullError

_GROUP_BYTES: Final = 16 * 1024 * 1024
_GROUP_RECORDS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A body that waits to be written, and whoever waits for it."""

    kind: str
    source: str
    received_at_us: int
    count: int
    body: bytes
    body_crc: int
    done: Future[None] = field(default_factory=Future)


class Waiting:
    """Takes bodies up to a number of bytes; what is being written counts too."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._queue: deque[Pending] = deque()
        self._bytes = 0
        self._is_closed = False
        self._changed = Condition()

    def put(self, pending: Pending) -> None:
        """Queue a body, or refuse it at once."""
        with self._changed:
            if self._is_closed:
                raise JournalClosedError(
                    "the journal is closed", hint="the server is stopping; send again when it is up"
                )
            if self._bytes and self._bytes + len(pending.body) > self._limit:
                raise JournalFullError(
                    f"{self._bytes:,} bytes wait to be written to the journal",
                    hint="send the same records again in a second: nothing of this body was kept",
                )
            self._queue.append(pending)
            self._bytes += len(pending.body)
            self._changed.notify()

    def take(self) -> list[Pending]:
        """The bodies to write next, all that wait up to a group's size. Empty when closed and written out."""
        with self._changed:
            while not self._queue and not self._is_closed:
                self._changed.wait()
            group: list[Pending] = []
            size = 0
            while self._queue and len(group) < _GROUP_RECORDS:
                size += len(self._queue[0].body)
                if group and size > _GROUP_BYTES:
                    break
                group.append(self._queue.popleft())
            return group

    def finish(self, group: list[Pending]) -> None:
        """Make room: these were written or given up."""
        with self._changed:
            self._bytes -= sum(len(pending.body) for pending in group)

    def close(self) -> None:
        """Take no more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
