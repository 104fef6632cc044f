"""Goes through a segment record by record and accounts for every byte, good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.store.journal.records import HEADER_LIMIT
from outlay.store.journal.segments import is_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.store.journal.records import Header
    from outlay.store.journal.segments import SegmentFile

UNREADABLE: Final = "header unreadable"
CUT: Final = "cut short"
MISSING: Final = "bytes missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far a walk goes: to an offset, and to a record number where one is known.

    `is_open`: an incomplete record at the end is one that is being written, not one that was damaged.
    """

    limit: int
    number: int | None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record, or bytes that should have been records. `number` is the record number behind it."""

    start: int
    end: int
    number: int
    header: Header | None = None
    lost: int | None = 0
    reason: str = ""


def walk(file: SegmentFile, offset: int, number: int, bounds: Bounds) -> Iterator[Found]:
    """All that stands from `offset` on, behind `number` records. Bodies are not verified."""
    while offset < bounds.limit:
        header = file.header(offset)
        if header is not None and is_between(header, number, bounds.number):
            found = _record(header, offset, number, bounds)
        else:
            found = _lost(file, offset, number, bounds)
        if found is None:
            return
        yield found
        offset, number = found.end, found.number


def _record(header: Header, offset: int, number: int, bounds: Bounds) -> Found | None:
    if header.number > number:
        return Found(start=offset, end=offset, number=header.number, lost=header.number - number, reason=MISSING)
    end = offset + header.size
    if end <= bounds.limit:
        return Found(start=offset, end=end, number=header.end_number, header=header)
    if bounds.is_open:
        return None
    return Found(start=offset, end=bounds.limit, number=header.end_number, lost=header.count, reason=CUT)


def _lost(file: SegmentFile, offset: int, number: int, bounds: Bounds) -> Found | None:
    end = file.find_header(offset + 1, bounds.limit, least=number, most=bounds.number)
    following = file.header(end) if end is not None else None
    if end is not None and following is not None:
        behind: int | None = following.number
    else:
        end = bounds.limit
        behind = bounds.number if bounds.number is not None else _footer(file, end, number)
        if behind is None and bounds.is_open and end - offset < HEADER_LIMIT:
            return None
    lost = behind - number if behind is not None else None
    return Found(start=offset, end=end, number=behind or number, lost=lost, reason=UNREADABLE)


def _footer(file: SegmentFile, end: int, least: int) -> int | None:
    behind = file.footer(end)
    return behind if behind is not None and behind >= least else None
