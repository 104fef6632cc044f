"""Normalises the rows of files into Parquet files of the scratch folder, in the files' order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.focus.columns import NAMES, READ
from outlay.ingest.headers import WIDE_LINES, read_sql
from outlay.ingest.rejects import Reject, rejects_of
from outlay.store.scratch import ScratchError, file_pattern, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from outlay.ingest.focus.model import Progress
    from outlay.ingest.focus.reading import BillFile
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.focus"
_MACROS: Final = (
    "is_plain", "plain", "undecorated", "wide", "rounded", "is_decorated", "moment", "lacks_zone", "canonical", "fault",
    "kept", "in_currency", "azure_id", "azure_account", "token_block",
)  # fmt: skip
_MOMENTS: Final = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
_NULLS: Final = "('', 'NULL', 'null')"
_NULL_WORDS: Final = "('NULL', 'null')"
_NESTED: Final = ("MAP(", "STRUCT(", "[]", "JSON")
# short buffers let several threads read one file and keep its order; longer lines are read the second time
_SHORT_LINES: Final = "max_line_size = 2097152, buffer_size = 8388608"
_LENIENT: Final = f"{WIDE_LINES}, ignore_errors = true, store_rejects = true"


class Staging:
    """The staged rows of one delivery: a view `staged` over Parquet files, one for each group of files alike."""

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
        done = 0
        progress("reading", done, len(files))
        for group in _groups(files):
            if len(group) == 1 or not self._stage_together(group):
                for number, file in group:
                    self._stage(number, file)
            done += len(group)
            progress("reading", done, len(files))
        self._scratch.execute(f"CREATE OR REPLACE TEMP VIEW staged AS {self.select()}")

    def select(self) -> str:
        """The staged rows of all files; `x_row` counts the rows of a group."""
        return self._scratch.text(PACKAGE, "rows").replace("FILES", literal(f"{file_pattern(self._folder)}/*.parquet"))

    def _stage_together(self, group: _Group) -> bool:
        """Stage files that are alike in one go; false where one of them has to be looked at by itself."""
        target = self._target(group)
        try:
            self._write(target, group, lenient=False)
        except ScratchError:
            target.unlink(missing_ok=True)
            return False
        if self._has_slash_dates(target):
            target.unlink()
            return False
        return True

    def _stage(self, number: int, file: BillFile) -> None:
        group = ((number, file),)
        target = self._target(group)
        lenient = False
        try:
            try:
                self._write(target, group, lenient=lenient)
            except ScratchError:
                if file.is_parquet:
                    raise
                lenient = True
                self._write(target, group, lenient=lenient)
                self._note_malformed(file)
            if self._has_slash_dates(target) and (form := self._slash_form()):
                self._write(target, group, lenient=lenient, slash_form=form)
        except ScratchError as error:
            reason = _first_line(error).replace(str(file.path), file.path.name)
            message = f"{file.path.name} cannot be read: {reason}"
            raise FileFormatError(message, hint=error.hint, code="input.broken_file") from error

    def _target(self, group: _Group) -> Path:
        return self._folder / f"{group[0][0]:05}.parquet"

    def _write(self, target: Path, group: _Group, *, lenient: bool, slash_form: str = "") -> None:
        file = group[0][1]
        paths = [bill.path for _, bill in group]
        reader = read_sql(file, paths, _LENIENT if lenient else _SHORT_LINES)
        columns = ", ".join(self._raw_columns(file))
        select = f"SELECT {_file_id(group)} AS file_id, {columns} FROM {reader}"  # noqa: S608 - numbers and quoted names
        self._scratch.execute(f"SET VARIABLE slash_form = {literal(slash_form)}")
        self._scratch.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {select}")
        for view in ("plains", "numbers", "typed", "ruled", "judged", "clean"):
            self._scratch.run(PACKAGE, view)
        select = self._scratch.text(PACKAGE, "staged").replace("TEXTS", _texts({*file.columns, *self._defaults}))
        self._scratch.execute(  # the order gives rows their numbers
            f"COPY ({select}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 61440, PRESERVE_ORDER true)"
        )

    def _raw_columns(self, file: BillFile) -> list[str]:
        present = {name: _text(file, position) for name, position in file.columns.items()}
        columns = []
        for name in READ:
            value = f"{_nothing(file, present[name])} ELSE {present[name]} END" if name in present else "NULL"
            if name in self._defaults:
                value = f"coalesce({value}, {literal(self._defaults[name])})"
            columns.append(f'CAST({value} AS VARCHAR) AS "{name}"')
        words = " OR ".join(f"{text} IN {_NULL_WORDS}" for text in present.values())
        columns.append(f"CASE WHEN {words or 'false'} THEN true ELSE false END AS x_null_words")
        columns.append(
            f"concat_ws(',', NULL, {', '.join(_member(file, *unknown) for unknown in file.unknown)}) AS x_unknown"
            if file.unknown
            else "CAST(NULL AS VARCHAR) AS x_unknown"
        )
        is_text = not file.is_parquet or all(_is_text(file, name) for name in _MOMENTS)
        columns.append(f"{'true' if is_text else 'false'} AS x_text_moments")
        return columns

    def _has_slash_dates(self, target: Path) -> bool:
        unread = "SELECT count(*) FROM read_parquet(?, hive_partitioning = false) WHERE contains(x_fault, '/')"
        return bool(self._scratch.rows(unread, [file_pattern(target)])[0][0])

    def _slash_form(self) -> str | None:
        """The order of day and month in the slash dates of the file just read, where the file shows it."""
        found = self._scratch.rows(self._scratch.text(PACKAGE, "slash_form"))
        return str(found[0][0]) if found and found[0][0] else None

    def _note_malformed(self, file: BillFile) -> None:
        rows = self._scratch.rows(self._scratch.text(PACKAGE, "malformed"))
        self.malformed += rejects_of([(file.path.name, *row) for row in rows])


_Group = tuple[tuple[int, "BillFile"], ...]
"""Files that one statement can read, with their numbers."""


def _groups(files: Sequence[BillFile]) -> list[_Group]:
    alike: dict[tuple[object, ...], list[tuple[int, BillFile]]] = {}
    for number, file in enumerate(files):
        alike.setdefault(file.form, []).append((number, file))
    return [tuple(group) for group in alike.values()]


def _file_id(group: _Group) -> str:
    numbers = [number for number, _ in group]
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers}[CAST(file_index + 1 AS BIGINT)]"


def _nothing(file: BillFile, text: str) -> str:
    # the reader of CSV takes an empty field as null itself
    return f"CASE WHEN {text} IN {_NULLS if file.is_parquet else _NULL_WORDS} THEN NULL"


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


def _first_line(error: ScratchError) -> str:
    return error.message.splitlines()[0]


_DERIVED: Final = {
    "EffectiveCost", "BillingPeriodEnd", "InvoiceIssuerName", "ServiceName", "HostProviderName", "ServiceProviderName",
    "SkuMeter", "x_extra",
}  # fmt: skip
"""Columns that may hold something although the file lacks them."""

_OFTEN_EQUAL: Final = {
    "EffectiveCost": "BilledCost",
    "ListCost": "BilledCost",
    "ContractedCost": "BilledCost",
    "PricingQuantity": "ConsumedQuantity",
}
"""Numbers told by a mark where they equal another, because writing 38 digits out is what takes the time."""


def _texts(present: Collection[str]) -> str:
    """The texts that identify a row's content, the same ones whether a column is absent or empty."""
    texts: list[str] = []
    absent = 0
    for name in (*NAMES, "x_extra"):
        if name not in present and name not in _DERIVED:
            absent += 1
            continue
        texts += _blanks(absent)
        absent = 0
        text = f"coalesce(CAST({name} AS VARCHAR), '')"
        if name in _OFTEN_EQUAL:
            text = f"CASE WHEN {name} = {_OFTEN_EQUAL[name]} THEN '=' ELSE {text} END"
        texts.append(text)
    return ", ".join([*texts, *_blanks(absent)])


def _blanks(count: int) -> list[str]:
    return [f"repeat(chr(31), {count - 1})"] if count else []
