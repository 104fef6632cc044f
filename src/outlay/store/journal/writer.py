"""Writes groups of records to the active segment: one write, one fdatasync, then they are accepted."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from outlay.store.journal.model import Mark, Position
from outlay.store.journal.records import OPENING_SIZE, Header, Opening
from outlay.store.journal.segments import segment_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.store.journal.disk import Disk
    from outlay.store.journal.waiting import Pending


class SegmentWriter:
    """Appends behind `mark`. Never to a segment that another run wrote, nor to one whose fsync failed."""

    def __init__(self, folder: Path, mark: Mark, *, segment_bytes: int, disk: Disk) -> None:
        self.mark = mark
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._disk = disk
        self._last_segment = mark.position.segment
        self._descriptor: int | None = None
        self._salt = 0

    def write(self, group: Sequence[Pending]) -> None:
        """Write and sync all or, with OSError, nothing."""
        size = sum(len(pending.body) for pending in group)
        if self._descriptor is not None and self.mark.position.offset + size > self._segment_bytes:
            self.close()
        descriptor = self._descriptor if self._descriptor is not None else self._begin_segment()
        number, parts = self._pack(group)
        try:
            self._disk.write(descriptor, parts)
            self._sync(descriptor)
            self._demand_name(descriptor)
        except OSError as error:
            self._take_back(descriptor, is_file_limit=error.errno == errno.EFBIG)
            raise
        offset = self.mark.position.offset + sum(map(len, parts))
        self.mark = Mark(position=Position(self._last_segment, offset), number=number)

    def close(self) -> None:
        """End the active segment; the next group begins another."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _begin_segment(self) -> int:
        # a number is never tried twice: what a failed attempt left behind must not stand in the way
        self._last_segment += 1
        opening = Opening.create(self._last_segment, self.mark.number)
        packed = opening.pack()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._descriptor = self._disk.create(segment_path(self._folder, self._last_segment), packed)
        self._salt = opening.salt
        self.mark = Mark(position=Position(self._last_segment, len(packed)), number=self.mark.number)
        return self._descriptor

    def _pack(self, group: Sequence[Pending]) -> tuple[int, list[bytes]]:
        number, parts = self.mark.number, list[bytes]()
        for pending in group:
            header = Header(
                kind=pending.kind,
                source=pending.source,
                received_at_us=pending.received_at_us,
                number=number,
                count=pending.count,
                body_length=len(pending.body),
                body_crc=pending.body_crc,
            )
            parts += (header.pack(self._salt), pending.body, header.pack_footer(self._salt))
            number = header.end_number
        return number, parts

    def _sync(self, descriptor: int) -> None:
        try:
            self._disk.sync(descriptor)
        except OSError:
            # after a failed fsync nobody knows which pages are on disk, and a second fsync may claim that all are
            with suppress(OSError):
                self._disk.truncate(descriptor, self.mark.position.offset)
            self.close()
            raise

    def _demand_name(self, descriptor: int) -> None:
        """A file that somebody deleted keeps nothing, whatever its fsync says."""
        if not os.fstat(descriptor).st_nlink:
            self.close()
            raise OSError(errno.ENOENT, "the segment was deleted")

    def _take_back(self, descriptor: int, *, is_file_limit: bool) -> None:
        if self._descriptor is None:
            return
        try:
            self._disk.truncate(descriptor, self.mark.position.offset)
        except OSError:
            self.close()
        if is_file_limit and self.mark.position.offset > OPENING_SIZE:
            self.close()
