"""Opens tables as files by their header alone, and writes the SQL that reads files of one header together."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from os import SEEK_END
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.tabular import detect_format, open_plain, packing_of
from outlay.store.scratch import file_list, file_pattern, literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.ingest.tabular import Packing
    from outlay.store.scratch import Scratch

WIDE_LINES: Final = "max_line_size = 16777216, buffer_size = 33554432"
"""Options for CSV with lines of up to 16 MB."""
_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_HEADER: Final = 1 << 20
_LONGEST_END: Final = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file and its header; `types` are those of Parquet columns, empty for CSV, `packing` that of CSV."""

    path: Path
    is_parquet: bool
    header: tuple[str, ...]
    types: tuple[str, ...] = ()
    delimiter: str = ","
    blank_lines: int = 0
    packing: Packing = "none"

    @property
    def form(self) -> tuple[object, ...]:
        """What files have in common that one statement can read."""
        return self.is_parquet, self.header, self.types, self.delimiter, self.blank_lines, self.packing


def open_header(scratch: Scratch, path: Path, *, json_hint: str) -> TableFile:
    """Read the header of a CSV (plain, gzip, zstandard) or Parquet file.

    Raises:
        FileFormatError: naming what the file is instead; `json_hint` is the next step where it is JSON.
    """
    found = detect_format(path)
    if found.format == "jsonl":
        raise FileFormatError(f"{path.name} is JSON, not CSV or Parquet", hint=json_hint)
    if found.format == "csv":
        return _open_csv(path)
    described = (
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false))"
    )
    rows = scratch.rows(described, [file_pattern(path)])
    titles, types = tuple(str(row[0]) for row in rows), tuple(str(row[1]) for row in rows)
    return TableFile(path=path, is_parquet=True, header=titles, types=types)


def read_sql(form: TableFile, paths: Sequence[Path], csv_options: str = WIDE_LINES) -> str:
    """A table function over files of one form; the columns are named c0, c1 … in the header's order."""
    listed = file_list(paths)
    if form.is_parquet:
        names = ", ".join(f'"c{position}"' for position in range(len(form.header)))
        return f"read_parquet({listed}, hive_partitioning = false) AS bill ({names})"
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(form.header)))
    return (
        f"read_csv({listed}, hive_partitioning = false, auto_detect = false, header = true, "
        f"delim = {literal(form.delimiter)}, quote = '\"', escape = '\"', skip = {form.blank_lines}, "
        f"columns = {{{columns}}}, compression = {literal(packing_of(paths[0]))}, {csv_options})"
    )


def _open_csv(path: Path) -> TableFile:
    try:
        text = _head_text(path)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read as UTF-8 text: {error}"
        raise FileFormatError(message, hint="download it again, or save it as CSV in UTF-8") from error
    body = text.lstrip("\r\n")
    if not body.strip():
        raise FileFormatError(f"{path.name} holds no header", hint="download it again", code="input.empty_file")
    try:
        readings = [(_first_record(body, delimiter), delimiter) for delimiter in _DELIMITERS]
    except csv.Error as error:
        message = f"{path.name} is no CSV that can be read: its header ends in a carriage return alone, or is too long"
        raise FileFormatError(message, hint="save it again as CSV in UTF-8, with line ends LF or CRLF") from error
    header, delimiter = max(readings, key=lambda reading: len(reading[0]))
    blank_lines = text[: len(text) - len(body)].count("\n")
    _demand_short_end(path)
    return TableFile(
        path=path,
        is_parquet=False,
        header=header,
        delimiter=delimiter,
        blank_lines=blank_lines,
        packing=packing_of(path),
    )


def _demand_short_end(path: Path) -> None:
    """Refuse a file that ends in a line no reader takes: it would be left out without a word."""
    with path.open("rb") as stream:
        size = stream.seek(0, SEEK_END)
        stream.seek(-min(size, _LONGEST_END), SEEK_END)
        has_end = size < _LONGEST_END or b"\n" in stream.read()
    if not has_end and packing_of(path) == "none":
        message = f"{path.name} is damaged: its last line is longer than {_LONGEST_END >> 20} MB"
        raise FileFormatError(message, hint="download it again", code="input.truncated")


def _first_record(body: str, delimiter: str) -> tuple[str, ...]:
    return tuple(title.strip() for title in next(csv.reader(io.StringIO(body), delimiter=delimiter)))


def _head_text(path: Path) -> str:
    with open_plain(path) as stream:
        head = stream.read(_LONGEST_HEADER)
    return head.decode("utf-8-sig", errors="ignore" if len(head) == _LONGEST_HEADER else "strict")
