"""Reads accepted bodies in order. Bad bytes become damages; they never stop the reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zlib import crc32

from outlay.store.journal.model import Damage, Entry, Position, ReadResult
from outlay.store.journal.records import OPENING_SIZE
from outlay.store.journal.segments import SegmentFile, first_number, list_segments
from outlay.store.journal.walking import MISSING, UNREADABLE, Bounds, walk

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.store.journal.model import Mark
    from outlay.store.journal.walking import Found

BODY: Final = "body differs from its checksum"


def read_entries(
    folder: Path,
    position: Position,
    *,
    limit_bytes: int,
    limit_count: int,
    until: Mark | None = None,
    number: int | None = None,
) -> ReadResult:
    """What stands behind a position, at most so many bytes of bodies or telemetry records (but one entry at least).

    Args:
        folder: The journal's folder; another process may be writing to it.
        position: Where to begin: the `end` of an earlier result, or `Position(0, 0)`.
        limit_bytes: Bytes of bodies and of damage after which to stop.
        limit_count: Telemetry records after which to stop.
        until: The writer's `mark`. What is missing before it is damage; without it, it has just not been written yet.
        number: The `number` of that earlier result, so that losses at the very start are counted too.
    """
    reading = _Reading(
        folder=folder,
        limit_bytes=limit_bytes,
        limit_count=limit_count,
        until=until,
        start=position,
        end=position,
        number=number,
    )
    if until is not None and position >= until.position:
        return reading.result()
    last = until.position.segment if until is not None else None
    segments = [n for n in list_segments(folder) if n >= position.segment and (last is None or n <= last)]
    for segment, following in pairwise([*segments, None]):
        if segment is not None and not reading.read_segment(segment, following):
            return reading.result()
    reading.close()
    return reading.result()


@dataclass(kw_only=True)
class _Reading:
    folder: Path
    limit_bytes: int
    limit_count: int
    until: Mark | None
    start: Position
    end: Position
    number: int | None
    bytes_read: int = 0
    entries: list[Entry] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)

    def result(self) -> ReadResult:
        return ReadResult(entries=self.entries, damages=self.damages, end=self.end, number=self.number)

    def read_segment(self, segment: int, following: int | None) -> bool:
        """Read on in this segment. False when a limit was reached before its end."""
        try:
            file = SegmentFile(self.folder, segment)
        except OSError:
            return True
        with file:
            bounds = self._bounds(file, following)
            offset = max(self.end.offset, OPENING_SIZE) if segment == self.end.segment else OPENING_SIZE
            if file.opening is None:
                self._lose_segment(file, bounds)
            elif not self._read_records(file, offset, bounds):
                return False
        if following is not None:
            self.end = Position(following, 0)
        return True

    def close(self) -> None:
        """Account for what the writer promised and no file holds."""
        if self.until is None or self.end >= self.until.position:
            return
        lost = self.until.number - self.number if self.number is not None else None
        if lost != 0:
            self.damages.append(Damage(position=self.end, end=self.end, count=lost, reason=MISSING))
        self.end, self.number = self.until.position, self.until.number

    def _bounds(self, file: SegmentFile, following: int | None) -> Bounds:
        if following is not None:
            return Bounds(limit=file.size, number=first_number(self.folder, following), is_open=False)
        if self.until is None:
            return Bounds(limit=file.size, number=None, is_open=True)
        is_last = self.until.position.segment == file.segment
        limit = min(file.size, self.until.position.offset) if is_last else file.size
        return Bounds(limit=limit, number=self.until.number, is_open=False)

    def _read_records(self, file: SegmentFile, offset: int, bounds: Bounds) -> bool:
        number = self._number_at(file, offset)
        if self.number is not None and number > self.number:
            at = Position(file.segment, 0)
            self.damages.append(Damage(position=at, end=at, count=number - self.number, reason=MISSING))
        self.number = number
        return all(self._take(file, found) for found in walk(file, offset, number, bounds))

    def _number_at(self, file: SegmentFile, offset: int) -> int:
        first = file.opening.first_number if file.opening is not None else 0
        if offset <= OPENING_SIZE:
            return first
        if self.number is not None:
            return self.number
        behind = file.footer(offset)
        if behind is not None:
            return behind
        bounds = Bounds(limit=min(offset, file.size), number=None, is_open=False)
        return max((found.number for found in walk(file, OPENING_SIZE, first, bounds)), default=first)

    def _take(self, file: SegmentFile, found: Found) -> bool:
        size = found.header.body_length if found.header is not None else found.end - found.start
        count = found.header.count if found.header is not None else 0
        if not self._has_room(size, count):
            return False
        self.bytes_read += size
        position, end = Position(file.segment, found.start), Position(file.segment, found.end)
        if found.header is None:
            self.damages.append(Damage(position=position, end=end, count=found.lost, reason=found.reason))
        else:
            self._take_record(file, found, position, end)
        self.number, self.end = found.number, end
        return True

    def _has_room(self, size: int, count: int) -> bool:
        if self.end == self.start:
            return True
        counted = sum(entry.count for entry in self.entries)
        return self.bytes_read + size <= self.limit_bytes and counted + count <= self.limit_count

    def _take_record(self, file: SegmentFile, found: Found, position: Position, end: Position) -> None:
        if (header := found.header) is None:
            return
        body = file.read(found.start + header.body_offset, header.body_length)
        if len(body) != header.body_length or crc32(body) != header.body_crc:
            self.damages.append(Damage(position=position, end=end, count=header.count, reason=BODY))
            return
        entry = Entry(
            kind=header.kind,
            source=header.source,
            received_at_us=header.received_at_us,
            number=header.number,
            count=header.count,
            body=body,
            position=position,
            end=end,
        )
        self.entries.append(entry)

    def _lose_segment(self, file: SegmentFile, bounds: Bounds) -> None:
        offset = self.end.offset if file.segment == self.end.segment else 0
        position, end = Position(file.segment, offset), Position(file.segment, max(offset, bounds.limit))
        number = 0 if self.number is None and offset == 0 and file.segment == 1 else self.number
        lost = bounds.number - number if bounds.number is not None and number is not None else None
        self.damages.append(Damage(position=position, end=end, count=lost, reason=UNREADABLE))
        self.number = bounds.number if bounds.number is not None else number
        self.end = end
