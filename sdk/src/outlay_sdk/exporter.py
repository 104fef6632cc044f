"""Sends records from a thread of its own, so that the host program neither waits nor fails."""

from __future__ import annotations

import random
import threading
import time

from outlay_sdk.buffer import Buffer, Item, Record, Stats
from outlay_sdk.quiet import quietly, reporter
from outlay_sdk.settings import Settings
from outlay_sdk.transport import Outcome, Result, Transport, encode

FIRST_BACKOFF = 0.25
LONGEST_BACKOFF = 30.0
HURRIED_BACKOFF = 0.5
PATIENCE_WITH_ABSENT = 1.0
"""Seconds that the end of a program waits for a server that nobody runs."""


class Exporter:
    """A bounded queue and one daemon thread that empties it in batches, trying again until the server takes them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._start_over()

    def _start_over(self) -> None:
        self._buffer = Buffer()
        self._transport = Transport()
        self._something = threading.Event()
        self._enough = threading.Event()
        """There is a full batch, or a flush: no use in waiting for more."""
        self._asked = threading.Event()
        """A flush waits: no use in a long pause between attempts."""
        self._settled = threading.Condition()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hurry_until = 0.0
        self._stop_at: float | None = None
        self._is_absent = False

    def start_over_after_fork(self) -> None:
        """Begin empty in a forked child: what waited belongs to the parent, which sends it."""
        self._start_over()

    def offer(self, item: Item) -> None:
        """Take a record, or a lazy source of them; never waits."""
        settings = self.settings
        if not self._buffer.offer(item, settings.queue_size):
            reporter.warn("full", f"the queue of {settings.queue_size} records is full; records are dropped")
            return
        if self._thread is None:
            self._start()
        if not self._something.is_set():
            self._something.set()
        if len(self._buffer) >= settings.batch_size and not self._enough.is_set():
            self._enough.set()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="outlay-exporter", daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the interpreter is ending: flush sends inline
                    return
                self._thread = thread

    def stats(self) -> Stats:
        """The counters at one moment."""
        return self._buffer.stats()

    def flush(self, timeout: float, *, is_exit: bool = False) -> bool:
        """Send what has been recorded until now; whether all of it was dealt with in time."""
        target = self._buffer.entered
        began = time.monotonic()
        if self._buffer.left >= target:
            return True
        if self._thread is None or not self._thread.is_alive():
            self._drain_here(began + timeout)
            return self._buffer.left >= target
        self._hurry_until = max(self._hurry_until, began + timeout)
        for event in (self._something, self._enough, self._asked):
            event.set()
        with self._settled:
            while self._buffer.left < target:
                elapsed = time.monotonic() - began
                is_hopeless = is_exit and self._is_absent and elapsed > PATIENCE_WITH_ABSENT
                if is_hopeless or elapsed >= timeout:
                    break
                self._settled.wait(min(timeout - elapsed, 0.1))
        return self._buffer.left >= target

    def _drain_here(self, until: float) -> None:
        """Send in this thread, for want of another."""
        self._stop_at = until
        try:
            quietly(self._drain)
        finally:
            self._stop_at = None

    def _run(self) -> None:
        while True:
            self._something.wait()
            self._enough.wait(self.settings.flush_interval)
            self._enough.clear()
            self._something.clear()
            quietly(self._drain)

    def _drain(self) -> None:
        while not self._is_late():
            records, finished = self._buffer.take(self.settings.batch_size)
            if not records and not finished:
                return
            try:
                self._deliver(records)
            finally:
                self._buffer.finish(finished)
                with self._settled:
                    self._settled.notify_all()

    def _deliver(self, records: list[Record]) -> None:
        """Send one batch, in halves where it is too large, until it is taken or refused."""
        body, bad = encode(records) if records else (b"", 0)
        attempt = 0
        while records:
            outcome = self._send(body)
            if outcome.result is Result.SENT:
                self._buffer.settle(sent=len(records) - bad, failed=bad)
                return
            if outcome.result is Result.TOO_LARGE and len(records) > 1:
                middle = len(records) // 2
                self._deliver(records[:middle])
                self._deliver(records[middle:])
                return
            if outcome.result in {Result.REFUSED, Result.TOO_LARGE}:
                reporter.warn("refused", f"{len(records)} records were refused for good: {outcome.reason}")
                self._buffer.settle(failed=len(records))
                return
            reporter.warn("delivery", f"records wait for {self.settings.url} ({outcome.reason})")
            if not self._pause(outcome, attempt):
                return
            attempt += 1

    def _send(self, body: bytes) -> Outcome:
        outcome = self._transport.send(body, self.settings, self.settings.timeout)
        self._is_absent = outcome.result is Result.UNREACHABLE
        return outcome

    def _pause(self, outcome: Outcome, attempt: int) -> bool:
        """Wait before the next attempt; whether there may be one. A flush shortens a wait that is only our own."""
        self._asked.clear()
        longest = HURRIED_BACKOFF if time.monotonic() < self._hurry_until else LONGEST_BACKOFF
        backoff = min(FIRST_BACKOFF * 2.0 ** min(attempt, 10), longest)
        wait = random.uniform(backoff / 2, backoff)  # noqa: S311 - jitter
        if outcome.retry_after > wait:
            time.sleep(self._within_limit(outcome.retry_after))
        else:
            self._asked.wait(self._within_limit(wait))
        return not self._is_late()

    def _within_limit(self, seconds: float) -> float:
        return seconds if self._stop_at is None else max(0.0, min(seconds, self._stop_at - time.monotonic()))

    def _is_late(self) -> bool:
        return self._stop_at is not None and time.monotonic() >= self._stop_at
