"""Finds where the journal ended when its writer stopped, however it stopped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from outlay.store.journal.model import Mark, Position
from outlay.store.journal.records import OPENING_SIZE
from outlay.store.journal.segments import SegmentFile, list_segments, segment_path
from outlay.store.journal.walking import Bounds, walk

if TYPE_CHECKING:
    from pathlib import Path


def recover(folder: Path) -> Mark:
    """Cut off the record that was being written, which nobody was told is accepted, and return the end.

    Bytes that may have been accepted and cannot be read stay where they are: readers report them.
    """
    segments = list_segments(folder)
    while segments and _was_never_begun(folder, segments[-1]):
        segment_path(folder, segments.pop()).unlink()
    if not segments:
        return Mark(position=Position(0, 0), number=0)
    end = _end(folder, segments, is_open=True)
    _cut(segment_path(folder, segments[-1]), end.position.offset)
    return end


def _was_never_begun(folder: Path, segment: int) -> bool:
    with SegmentFile(folder, segment) as file:
        return file.size <= OPENING_SIZE and file.opening is None


def _end(folder: Path, segments: list[int], *, is_open: bool) -> Mark:
    if not segments:
        return Mark(position=Position(0, 0), number=0)
    with SegmentFile(folder, segments[-1]) as file:
        if file.opening is None:
            before = _end(folder, segments[:-1], is_open=False)
            return Mark(position=Position(file.segment, file.size), number=before.number)
        offset, number = OPENING_SIZE, file.opening.first_number
        for found in walk(file, offset, number, Bounds(limit=file.size, number=None, is_open=is_open)):
            offset, number = found.end, found.number
        return Mark(position=Position(file.segment, offset), number=number)


def _cut(path: Path, offset: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size > offset:
            os.ftruncate(descriptor, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
