"""Opens the files of a native bill: what each is, its header, and the SQL that reads columns of files alike as text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.tabular import detect_format, open_plain
from outlay.store.scratch import ScratchError, literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.store.scratch import Scratch

_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_HEADER: Final = 1 << 20
_NOTHING: Final = "('', 'NULL', 'null')"
_NESTED: Final = ("MAP(", "STRUCT(", "JSON")


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTable:
    """A file of a native bill and its header; `types` are those of Parquet columns, empty for CSV."""

    path: Path
    is_parquet: bool
    header: tuple[str, ...]
    types: tuple[str, ...] = ()
    delimiter: str = ","
    blank_lines: int = 0

    @property
    def form(self) -> tuple[object, ...]:
        """What files have in common that one statement can read."""
        return self.is_parquet, self.header, self.types, self.delimiter, self.blank_lines


def open_table(scratch: Scratch, path: Path) -> BillTable:
    """Read the header of a CSV (plain, gzip, zstandard) or Parquet file.

    Raises:
        FileFormatError: naming what the file is instead.
    """
    found = detect_format(path)
    if found.format == "jsonl":
        message = f"{path.name} is JSON, not CSV or Parquet"
        raise FileFormatError(message, hint="name the bill's data files, not their manifest")
    if found.format == "parquet":
        rows = scratch.rows(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))", [str(path)]
        )
        titles, types = tuple(str(row[0]) for row in rows), tuple(str(row[1]) for row in rows)
        return BillTable(path=path, is_parquet=True, header=titles, types=types)
    return _open_csv(path)


def group_alike(tables: Sequence[BillTable]) -> list[list[BillTable]]:
    """Tables that one statement can read, together."""
    alike: dict[tuple[object, ...], list[BillTable]] = {}
    for table in tables:
        alike.setdefault(table.form, []).append(table)
    return list(alike.values())


def read_sql(tables: Sequence[BillTable]) -> str:
    """A table function over files alike; the columns are named c0, c1 … in the header's order."""
    first = tables[0]
    paths = f"[{', '.join(literal(str(table.path)) for table in tables)}]"
    if first.is_parquet:
        names = ", ".join(f'"c{position}"' for position in range(len(first.header)))
        return f"read_parquet({paths}) AS bill ({names})"
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(first.header)))
    return (
        f"read_csv({paths}, auto_detect = false, header = true, delim = {literal(first.delimiter)}, quote = '\"', "
        f"escape = '\"', skip = {first.blank_lines}, columns = {{{columns}}}, max_line_size = 16777216, "
        "buffer_size = 33554432)"
    )


def text_sql(table: BillTable, positions: Sequence[int]) -> str:
    """The text of a column, null where it says nothing; of several columns of one name the first that says something."""
    texts = [f"CASE WHEN {text} NOT IN {_NOTHING} THEN {text} END" for text in (_text(table, at) for at in positions)]
    if not texts:
        return "CAST(NULL AS VARCHAR)"
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


def tell_file(error: ScratchError, tables: Sequence[BillTable]) -> FileFormatError:
    """The reader's refusal with the names of files instead of their paths."""
    reason = error.message.splitlines()[0]
    for table in tables:
        reason = reason.replace(str(table.path), table.path.name)
    names = ", ".join(table.path.name for table in tables[:3])
    return FileFormatError(f"{names} cannot be read: {reason}", hint=error.hint, code="input.broken_file")


def _text(table: BillTable, position: int) -> str:
    column = f'"c{position}"'
    kind = table.types[position] if table.is_parquet else "VARCHAR"
    if kind == "VARCHAR":
        return column
    if kind.startswith("STRUCT(") and kind.endswith("[]"):
        return f"CAST(to_json(map_from_entries({column})) AS VARCHAR)"
    if any(mark in kind for mark in _NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _open_csv(path: Path) -> BillTable:
    try:
        with open_plain(path) as stream:
            head = stream.read(_LONGEST_HEADER)
        text = head.decode("utf-8-sig", errors="ignore" if len(head) == _LONGEST_HEADER else "strict")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read as UTF-8 text: {error}"
        raise FileFormatError(message, hint="download it again, or save it as CSV in UTF-8") from error
    body = text.lstrip("\r\n")
    if not body.strip():
        raise FileFormatError(f"{path.name} holds no header", hint="download it again", code="input.empty_file")
    readings = [(next(csv.reader(io.StringIO(body), delimiter=delimiter)), delimiter) for delimiter in _DELIMITERS]
    titles, delimiter = max(readings, key=lambda reading: len(reading[0]))
    return BillTable(
        path=path,
        is_parquet=False,
        header=tuple(title.strip() for title in titles),
        delimiter=delimiter,
        blank_lines=text[: len(text) - len(body)].count("\n"),
    )
