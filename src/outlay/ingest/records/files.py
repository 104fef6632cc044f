"""Reads records of files of any kind by content: a JSON array, JSON lines, or CSV; packed or not."""

from __future__ import annotations

import csv
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.records.service import elements
from outlay.ingest.tabular import detect_format, open_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

_HEAD: Final = 4096
_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_LONGEST_CELL: Final = 1 << 27
"""Exports hold whole conversations in a cell, which are read over."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that holds no record."""

    reason: str


def read_file(path: Path) -> Iterator[object]:
    """The records of a file, in order; a line that cannot be read stands as a `BadRecord`.

    Raises:
        FileFormatError: for a missing, empty, damaged or wrong kind of file.
    """
    first = _first(path)
    if first not in b"[{":
        found = detect_format(path).format
        if found != "csv":
            message = f"{path.name} is {found}, not JSON or CSV"
            raise FileFormatError(message, hint="export the records as JSON lines or CSV")
    try:
        with open_plain(path) as stream:
            if first == b"[":
                yield from elements(stream.read().lstrip(_BLANK))
            elif first == b"{":
                yield from _lines(stream)
            else:
                yield from _cells(stream)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        message = f"{path.name} cannot be read to its end: {error}"
        raise FileFormatError(message, hint="download it again", code="input.truncated") from error


def _first(path: Path) -> bytes:
    """The first byte that is no blank; what is no file, or no whole one, is named by the detection of formats."""
    try:
        with open_plain(path) as stream:
            return stream.read(_HEAD).lstrip(_BLANK)[:1] or b"?"
    except (OSError, EOFError, zlib.error):
        detect_format(path)
        raise


def _lines(stream: IO[bytes]) -> Iterator[object]:
    first = _decoded(stream.readline().lstrip(_BLANK))
    if not isinstance(first, BadRecord):
        yield first
        yield from (_decoded(line) for line in stream if line.strip())
        return
    stream.seek(0)
    content = stream.read().lstrip(_BLANK)
    whole = _decoded(content)
    if isinstance(whole, BadRecord):
        yield from (_decoded(line) for line in content.splitlines() if line.strip())
    else:
        # one object that is written over several lines
        yield whole


def _decoded(text: bytes) -> object:
    import msgspec

    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return BadRecord(f"not JSON: {error}")


def _cells(stream: IO[bytes]) -> Iterator[object]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        for cells in csv.DictReader(text):
            is_whole = None not in cells and None not in cells.values()
            yield {**cells} if is_whole else BadRecord("not as many cells as the header has")
    finally:
        text.detach()
        csv.field_size_limit(limit)
