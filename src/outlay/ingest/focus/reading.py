"""Finds out what a bill's file is: its format, its header, and which FOCUS columns that header means."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.focus.columns import NAMES, check_mandatory, detect_version, match_header
from outlay.ingest.focus.kinds import check_kind
from outlay.ingest.tabular import detect_format, open_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outlay.store.scratch import Scratch

_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_HEADER: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """A file of a delivery, its header, and the position of each FOCUS column."""

    path: Path
    is_parquet: bool
    header: tuple[str, ...]
    types: tuple[str, ...]
    """Parquet column types; empty for CSV."""
    delimiter: str
    blank_lines: int
    columns: Mapping[str, int]
    version: str

    @property
    def unknown(self) -> tuple[tuple[int, str], ...]:
        """Positions and names of columns that FOCUS does not have; they are kept as they are."""
        is_upgraded = "ServiceProviderName" not in self.columns
        read = {
            position
            for name, position in self.columns.items()
            if name in NAMES or (name == "ProviderName" and is_upgraded)
        }
        return tuple((position, title) for position, title in enumerate(self.header) if position not in read and title)


def open_bill(scratch: Scratch, path: Path, defaults: Mapping[str, str]) -> BillFile:
    """Read a file's header and check that it is FOCUS with every mandatory column.

    Raises:
        FileFormatError: naming what the file is instead.
        MissingColumnError: naming the columns that it lacks.
    """
    found = detect_format(path)
    if found.format == "jsonl":
        message = f"{path.name} is JSON, not CSV or Parquet"
        raise FileFormatError(message, hint="export the bill as FOCUS in CSV or Parquet")
    types: tuple[str, ...] = ()
    delimiter, blank_lines = ",", 0
    if found.format == "parquet":
        header, types = _parquet_header(scratch, path)
    else:
        header, delimiter, blank_lines = _csv_header(path)
    columns = match_header(header)
    check_kind(path.name, header, list(columns))
    version = detect_version(columns)
    check_mandatory(path.name, columns, defaults, version)
    return BillFile(
        path=path,
        is_parquet=found.format == "parquet",
        header=header,
        types=types,
        delimiter=delimiter,
        blank_lines=blank_lines,
        columns=columns,
        version=version,
    )


def _parquet_header(scratch: Scratch, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sql = "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))"
    rows = scratch.rows(sql, [str(path)])
    return tuple(str(row[0]) for row in rows), tuple(str(row[1]) for row in rows)


def _csv_header(path: Path) -> tuple[tuple[str, ...], str, int]:
    try:
        text = _head_text(path)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read as UTF-8 text: {error}"
        raise FileFormatError(message, hint="download it again, or save it as CSV in UTF-8") from error
    body = text.lstrip("\r\n")
    blank_lines = text[: len(text) - len(body)].count("\n")
    if not body.strip():
        message = f"{path.name} holds no header"
        raise FileFormatError(message, hint="download it again", code="input.empty_file")
    readings = [(_first_record(body, delimiter), delimiter) for delimiter in _DELIMITERS]
    header, delimiter = max(readings, key=lambda reading: len(reading[0]))
    return header, delimiter, blank_lines


def _first_record(body: str, delimiter: str) -> tuple[str, ...]:
    return tuple(title.strip() for title in next(csv.reader(io.StringIO(body), delimiter=delimiter)))


def _head_text(path: Path) -> str:
    with open_plain(path) as stream:
        head = stream.read(_LONGEST_HEADER)
    return head.decode("utf-8-sig", errors="ignore" if len(head) == _LONGEST_HEADER else "strict")
