"""The journal as its one writing process sees it."""

from __future__ import annotations

import time
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final
from zlib import crc32

from outlay.store.journal.disk import Disk, sync_folder
from outlay.store.journal.errors import JournalFullError
from outlay.store.journal.model import Mark, Position
from outlay.store.journal.records import BODY_LIMIT, fits_header
from outlay.store.journal.recovery import recover
from outlay.store.journal.segments import list_segments, segment_path
from outlay.store.journal.waiting import Pending, Waiting
from outlay.store.journal.writer import SegmentWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

_SEGMENT_BYTES: Final = 64 * 1024 * 1024
_WAITING_BYTES: Final = 64 * 1024 * 1024


def _now_us() -> int:
    return time.time_ns() // 1000


class Journal:
    """Appends from any thread; a future is done when its record is on disk.

    Args:
        folder: Where the segments are; made if absent.
        segment_bytes: A segment that would grow beyond this is followed by another.
        waiting_bytes: Bodies waiting to be written beyond this are refused.
        loaded: How far the store has come. The journal never goes on before it, even when the folder was emptied.
        disk: The system calls.
        now_us: The clock, in microseconds since 1970. It may go backwards: numbers order the records.
    """

    def __init__(
        self,
        folder: Path,
        *,
        segment_bytes: int = _SEGMENT_BYTES,
        waiting_bytes: int = _WAITING_BYTES,
        loaded: Mark | None = None,
        disk: Disk | None = None,
        now_us: Callable[[], int] = _now_us,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(folder.parent)
        self._folder = folder
        self._now_us = now_us
        self._waiting = Waiting(waiting_bytes)
        self._writer = SegmentWriter(
            folder, _later(recover(folder), loaded), segment_bytes=segment_bytes, disk=disk or Disk()
        )
        self._mark = self._writer.mark
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="outlay-journal", daemon=True)
        self._thread.start()

    @property
    def mark(self) -> Mark:
        """Where the journal ends on disk, and how many telemetry records were ever accepted, read as one."""
        return self._mark

    @property
    def durable(self) -> Position:
        """Where the journal ends on disk."""
        return self._mark.position

    @property
    def accepted(self) -> int:
        """How many telemetry records were ever accepted."""
        return self._mark.number

    def append(self, kind: str, body: bytes, *, count: int, source: str = "") -> Future[None]:
        """Queue a body of `count` telemetry records.

        Raises JournalFullError at once when too much waits. The future fails with it when the disk refuses:
        then nothing of the body was kept, and later bodies may well be taken.
        """
        if not fits_header(kind, source) or len(body) > BODY_LIMIT:
            raise ValueError(f"kind {kind[:40]!r}, source {source[:40]!r} or a body of {len(body)} bytes is too long")
        pending = Pending(
            kind=kind, source=source, received_at_us=self._now_us(), count=count, body=body, body_crc=crc32(body)
        )
        self._waiting.put(pending)
        return pending.done

    def wait_for(self, position: Position, timeout: float) -> bool:
        """Wait until something behind a position is on disk. False when nothing came within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._mark.position > position, timeout)

    def pending_bytes(self, position: Position) -> int:
        """The bytes on disk behind a position."""
        mark, total = self._mark, 0
        for segment in list_segments(self._folder):
            if position.segment <= segment <= mark.position.segment:
                start = position.offset if segment == position.segment else 0
                total += max(0, self._segment_end(segment, mark) - start)
        return total

    def release(self, position: Position) -> int:
        """Delete the segments that end before a position, never the active one. Returns how many."""
        last = min(position.segment, self._mark.position.segment)
        segments = [segment for segment in list_segments(self._folder) if segment < last]
        for segment in segments:
            segment_path(self._folder, segment).unlink(missing_ok=True)
        return len(segments)

    def close(self) -> None:
        """Write what waits, then stop."""
        self._waiting.close()
        self._thread.join()
        self._writer.close()
        with self._changed:
            self._changed.notify_all()

    def _segment_end(self, segment: int, mark: Mark) -> int:
        if segment == mark.position.segment:
            return mark.position.offset
        try:
            return segment_path(self._folder, segment).stat().st_size
        except OSError:
            return 0

    def _run(self) -> None:
        while taken := self._waiting.take():
            group = [pending for pending in taken if pending.done.set_running_or_notify_cancel()]
            failure = self._write(group) if group else None
            self._waiting.finish(taken)
            for pending in group:
                if failure is None:
                    pending.done.set_result(None)
                else:
                    pending.done.set_exception(failure)

    def _write(self, group: list[Pending]) -> Exception | None:
        try:
            self._writer.write(group)
        except OSError as error:
            return JournalFullError(
                f"the journal in {self._folder} cannot be written: {error.strerror or error}",
                hint="nothing of this body was kept: make room on the disk, then send the same records again",
            )
        except Exception as error:  # noqa: BLE001 - the loop must go on, and whoever waits must hear of it
            return error
        with self._changed:
            self._mark = self._writer.mark
            self._changed.notify_all()
        return None


def _later(found: Mark, loaded: Mark | None) -> Mark:
    if loaded is None or (loaded.position <= found.position and loaded.number <= found.number):
        return found
    position = max(found.position, loaded.position)
    return Mark(position=position, number=max(found.number, loaded.number))
