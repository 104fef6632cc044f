"""The segment files of a folder, read by offset."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from outlay.store.journal.records import (
    FOOTER_SIZE,
    HEADER_LIMIT,
    HEADER_MAGIC,
    OPENING_SIZE,
    Header,
    Opening,
    unpack_footer,
)

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

SUFFIX: Final = ".journal"
_DIGITS: Final = 12
_SCANNED: Final = 4 * 1024 * 1024


def segment_path(folder: Path, segment: int) -> Path:
    """The file of a segment."""
    return folder / f"{segment:0{_DIGITS}d}{SUFFIX}"


def list_segments(folder: Path) -> list[int]:
    """The numbers of the segments that exist, in order."""
    names = [path.stem for path in folder.glob(f"*{SUFFIX}")]
    return sorted(int(name) for name in names if len(name) == _DIGITS and name.isdecimal())


class SegmentFile:
    """One segment, open for reading. `opening` is None when both copies are damaged."""

    def __init__(self, folder: Path, segment: int) -> None:
        self.segment = segment
        self._fd = os.open(segment_path(folder, segment), os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self._fd).st_size
        found = Opening.unpack(self.read(0, OPENING_SIZE))
        self.opening = found if found is not None and found.segment == segment else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._fd)

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; what the disk refuses to read is as good as absent."""
        parts: list[bytes] = []
        with suppress(OSError):
            while length > 0 and (part := os.pread(self._fd, length, offset)):
                parts.append(part)
                offset += len(part)
                length -= len(part)
        return b"".join(parts)

    def header(self, offset: int) -> Header | None:
        """The header at an offset, or None where there is no good one."""
        return Header.unpack(self.read(offset, HEADER_LIMIT), self._salt)

    def footer(self, end: int) -> int | None:
        """How many records had been accepted at `end`, as the footer before it says."""
        return unpack_footer(self.read(end - FOOTER_SIZE, FOOTER_SIZE), self._salt)

    def find_header(self, start: int, limit: int, *, least: int, most: int | None) -> int | None:
        """The offset of the next good header whose number lies within the bounds."""
        while start < limit:
            data = self.read(start, min(_SCANNED, limit - start) + HEADER_LIMIT)
            at = data.find(HEADER_MAGIC)
            while at >= 0 and start + at < limit:
                header = Header.unpack(data[at : at + HEADER_LIMIT], self._salt)
                if header is not None and is_between(header, least, most):
                    return start + at
                at = data.find(HEADER_MAGIC, at + 1)
            start += _SCANNED
        return None

    @property
    def _salt(self) -> int:
        return self.opening.salt if self.opening is not None else 0


def is_between(header: Header, least: int, most: int | None) -> bool:
    """Whether the record stands where its number says: behind `least` and, where known, before `most`."""
    return least <= header.number and (most is None or header.end_number <= most)


def first_number(folder: Path, segment: int) -> int | None:
    """How many records had been accepted before a segment; None when its opening is damaged or it is gone."""
    try:
        with SegmentFile(folder, segment) as file:
            return file.opening.first_number if file.opening is not None else None
    except OSError:
        return None
