"""Normalises the rows of files into Parquet files of the scratch folder, in the files' order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.facts.tables import FOCUS_COLUMNS
from outlay.ingest.focus.columns import READ
from outlay.ingest.rejects import Reject, rejects_of
from outlay.store.scratch import ScratchError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from outlay.ingest.focus.model import Progress
    from outlay.ingest.focus.reading import BillFile
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.focus"
_MACROS: Final = (
    "is_plain", "plain", "undecorated", "wide", "units", "amount", "rounded", "is_decorated", "moment", "lacks_zone",
    "canonical", "fault", "kept", "scaled", "converted", "share",
)  # fmt: skip
_MOMENTS: Final = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
_NULLS: Final = "('', 'NULL', 'null')"
_NESTED: Final = ("MAP(", "STRUCT(", "[]", "JSON")


class Staging:
    """The staged rows of one delivery: a view `staged` over one Parquet file for each file read."""

    def __init__(self, scratch: Scratch, folder: Path, defaults: Mapping[str, str]) -> None:
        self._scratch = scratch
        self._folder = folder
        self._defaults = defaults
        self.malformed: list[Reject] = []
        for macro in _MACROS:
            scratch.run(PACKAGE, f"macro_{macro}")

    def load(self, files: Sequence[BillFile], progress: Progress) -> None:
        """Normalise every file and make the view `staged`.

        Raises:
            FileFormatError: naming the file that cannot be read.
        """
        for number, file in enumerate(files):
            progress("reading", number, len(files))
            try:
                self._stage(number, file)
            except ScratchError as error:
                message = f"{file.path} cannot be read: {_first_line(error)}"
                raise FileFormatError(message, hint=error.hint, code="input.broken_file") from error
        progress("reading", len(files), len(files))
        self._scratch.execute(
            "CREATE OR REPLACE TEMP VIEW staged AS SELECT *, file_row_number + 1 AS x_row "  # noqa: S608 - our own folder
            f"FROM read_parquet({literal(str(self._folder / '*.parquet'))}, file_row_number = true)"
        )

    def _stage(self, number: int, file: BillFile) -> None:
        target = self._folder / f"{number:05}.parquet"
        self._slash_form("")
        try:
            self._write(target, number, file, lenient=False)
        except ScratchError:
            if file.is_parquet:
                raise
            self._write(target, number, file, lenient=True)
            self._note_malformed(file)
        if form := self._found_slash_form(target):
            self._slash_form(form)
            self._write(target, number, file, lenient=bool(self.malformed))

    def _write(self, target: Path, number: int, file: BillFile, *, lenient: bool) -> None:
        reader = _parquet_reader(file) if file.is_parquet else _csv_reader(file, lenient=lenient)
        columns = ", ".join(self._raw_columns(file))
        select = f"SELECT {number} AS file_id, {columns} FROM {reader}"  # noqa: S608 - positions and quoted names
        self._scratch.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {select}")
        for view in ("plains", "numbers", "typed", "ruled", "judged", "clean"):
            self._scratch.run(PACKAGE, view)
        select = self._scratch.text(PACKAGE, "staged").replace("TEXTS", _TEXTS)
        self._scratch.execute(  # the order gives rows their numbers
            f"COPY ({select}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 61440, PRESERVE_ORDER true)"
        )

    def _raw_columns(self, file: BillFile) -> list[str]:
        present = {name: _text(file, position) for name, position in file.columns.items()}
        columns = []
        for name in READ:
            value = (
                f"CASE WHEN {present[name]} IN {_NULLS} THEN NULL ELSE {present[name]} END"
                if name in present
                else "NULL"
            )
            if name in self._defaults:
                value = f"coalesce({value}, {literal(self._defaults[name])})"
            columns.append(f'CAST({value} AS VARCHAR) AS "{name}"')
        words = " OR ".join(f"coalesce({text} IN ('NULL', 'null'), false)" for text in present.values())
        columns.append(f"({words or 'false'}) AS x_null_words")
        columns.append(
            f"concat_ws(',', NULL, {', '.join(_member(file, *unknown) for unknown in file.unknown)}) AS x_unknown"
            if file.unknown
            else "CAST(NULL AS VARCHAR) AS x_unknown"
        )
        is_text = not file.is_parquet or all(_is_text(file, name) for name in _MOMENTS)
        columns.append(f"{'true' if is_text else 'false'} AS x_text_moments")
        return columns

    def _slash_form(self, form: str) -> None:
        self._scratch.execute(f"SET VARIABLE slash_form = {literal(form)}")

    def _found_slash_form(self, target: Path) -> str | None:
        """The order of day and month in slash dates that could not be read, where the file shows it."""
        unread = "SELECT count(*) FROM read_parquet(?) WHERE contains(x_fault, '/')"
        if not self._scratch.rows(unread, [str(target)])[0][0]:
            return None
        found = self._scratch.rows(self._scratch.text(PACKAGE, "slash_form"))
        return str(found[0][0]) if found and found[0][0] else None

    def _note_malformed(self, file: BillFile) -> None:
        rows = self._scratch.rows(self._scratch.text(PACKAGE, "malformed"))
        self.malformed += rejects_of([(str(file.path), *row) for row in rows])


def _text(file: BillFile, position: int) -> str:
    column = f'"c{position}"'
    if not file.is_parquet or file.types[position] == "VARCHAR":
        return column
    if any(mark in file.types[position] for mark in _NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _is_text(file: BillFile, name: str) -> bool:
    return name in file.columns and file.types[file.columns[name]] == "VARCHAR"


def _member(file: BillFile, position: int, title: str) -> str:
    text = _text(file, position)
    return f"CASE WHEN {text} NOT IN {_NULLS} THEN kept({literal(json.dumps(title)[1:-1])}, {text}) END"


def _csv_reader(file: BillFile, *, lenient: bool) -> str:
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(file.header)))
    options = ", ignore_errors = true, store_rejects = true" if lenient else ""
    return (
        f"read_csv({literal(str(file.path))}, auto_detect = false, header = true, delim = {literal(file.delimiter)}, "
        f"quote = '\"', escape = '\"', skip = {file.blank_lines}, columns = {{{columns}}}, max_line_size = 16777216"
        f"{options})"
    )


def _parquet_reader(file: BillFile) -> str:
    names = ", ".join(f'"c{position}"' for position in range(len(file.header)))
    return f"read_parquet({literal(str(file.path))}) AS bill ({names})"


def _first_line(error: ScratchError) -> str:
    return error.message.splitlines()[0]


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


_TEXTS: Final = ", ".join(
    f"coalesce(CAST({name} AS VARCHAR), '')" for name in (*(column.name for column in FOCUS_COLUMNS), "x_extra")
)
