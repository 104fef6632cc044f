"""The bounded queue between the host's threads and the exporter, and the counters of what became of each record."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, Union

from outlay_sdk.quiet import reporter

Record = dict[str, object]
Item = Union[Record, Iterator[Record]]
"""One record, or a lazy source of many that the exporter draws from at its own pace."""


class Stats(NamedTuple):
    """What became of the records of this process: `recorded == sent + dropped + failed + queued`."""

    recorded: int
    sent: int
    dropped: int
    failed: int
    queued: int


class Buffer:
    """A queue that never blocks and never grows past its bound: what does not fit is counted and dropped."""

    def __init__(self) -> None:
        # Reentrant: a stream may be finished by the garbage collector while its thread holds the lock.
        self.lock = threading.RLock()
        self._items: deque[Item] = deque()
        self._recorded = self._sent = self._dropped = self._failed = 0
        self.entered = self.left = 0
        """How many items have come in and have been dealt with, in order."""

    def __len__(self) -> int:
        return len(self._items)

    def offer(self, item: Item, bound: int) -> bool:
        """Take an item unless `bound` are waiting."""
        is_record = isinstance(item, dict)
        with self.lock:
            self._recorded += is_record
            if len(self._items) >= bound:
                self._dropped += is_record
                return False
            self._items.append(item)
            self.entered += 1
            return True

    def take(self, most: int) -> tuple[list[Record], int]:
        """The next records, and how many items they finish once they are dealt with."""
        records: list[Record] = []
        finished = 0
        while len(records) < most:
            with self.lock:
                if not self._items:
                    break
                item = self._items[0]
                if isinstance(item, dict):
                    self._items.popleft()
            if isinstance(item, dict):
                records.append(item)
                finished += 1
            elif not self._draw(item, records, most):
                with self.lock:
                    self._items.popleft()
                finished += 1
        return records, finished

    def _draw(self, source: Iterator[Record], records: list[Record], most: int) -> bool:
        """Draw records from a lazy source; whether it may have more."""
        drawn = 0
        try:
            while len(records) < most:
                records.append(next(source))
                drawn += 1
        except StopIteration:
            return False
        except Exception as error:  # noqa: BLE001 - the host program must never notice
            reporter.warn("source", f"a batch file could not be read to its end: {error}")
            return False
        finally:
            with self.lock:
                self._recorded += drawn
        return True

    def settle(self, *, sent: int = 0, failed: int = 0) -> None:
        """Count records as delivered, or as refused for good."""
        with self.lock:
            self._sent += sent
            self._failed += failed

    def finish(self, items: int) -> None:
        """Count items as dealt with."""
        with self.lock:
            self.left += items

    def stats(self) -> Stats:
        """The counters at one moment."""
        with self.lock:
            queued = self._recorded - self._sent - self._dropped - self._failed
            return Stats(self._recorded, self._sent, self._dropped, self._failed, queued)
