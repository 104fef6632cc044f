"""Normalises the rows of files into Parquet files of the scratch folder, in the files' order."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.core.errors import FileFormatError
from outlay.ingest.focus.normalising import MACROS, PACKAGE, normalised_sql, raw_sql
from outlay.ingest.focus.slices import SLICE_ROWS, LongLineError, cut_slices, is_large
from outlay.ingest.rejects import Reject, rejects_of
from outlay.ingest.tabular import is_packed
from outlay.store.scratch import ScratchError, file_list, file_pattern, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from outlay.ingest.focus.model import Progress
    from outlay.ingest.focus.normalising import Group
    from outlay.ingest.focus.reading import BillFile
    from outlay.store.scratch import Scratch

_SMALL_BYTES = 1 << 20
_UNPACKED = 16
"""How many bytes of text a byte of gzip or zstd is taken for."""
_ROW_BYTES = 500
_READERS = 2
"""How many slices are read at once: each takes its share of the scratch's memory."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A Parquet file of staged rows, and how many rows of the same bill are in parts before it."""

    path: Path
    rows_before: int = 0


class Staging:
    """The staged rows of one delivery: a view `staged` over Parquet files, which are parts of files or of groups."""

    def __init__(self, scratch: Scratch, folder: Path, defaults: Mapping[str, str]) -> None:
        self._scratch = scratch
        self._folder = folder
        self._defaults = defaults
        self._parts: list[_Part] = []
        self._first_rows: dict[int, int] = {}
        self.malformed: list[Reject] = []
        _make_macros(scratch)

    def load(self, files: Sequence[BillFile], progress: Progress) -> None:
        """Normalise every file and make the view `staged`.

        Raises:
            FileFormatError: naming the file that cannot be read.
        """
        is_small = _is_small(self._scratch, files)
        if is_small:
            self._scratch.plan_plainly()
        done = 0
        progress("reading", done, len(files))
        for group in _groups(files):
            if len(group) == 1 or not self._stage_together(group):
                for number, file in group:
                    self._stage(number, file)
            done += len(group)
            progress("reading", done, len(files))
        form = "TABLE" if is_small else "VIEW"
        self._scratch.execute(f"CREATE OR REPLACE TEMP {form} staged AS {self.select()}")

    def select(self) -> str:
        """The staged rows of all files; `x_row` counts the rows of each file from 1."""
        row = "file_row_number + 1"
        if any(part.rows_before for part in self._parts):
            row += f" + {[part.rows_before for part in self._parts]}[CAST(file_index + 1 AS BIGINT)]"
        if self._first_rows:
            firsts = [self._first_rows.get(number, 0) for number in range(max(self._first_rows) + 1)]
            row += f" - coalesce({firsts}[CAST(file_id + 1 AS BIGINT)], 0)"
        files = file_list(part.path for part in self._parts)
        return self._scratch.text(PACKAGE, "rows").replace("FILES", files).replace("ROW", row)

    def _stage_together(self, group: Group) -> bool:
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
        firsts = "SELECT file_id, min(file_row_number) FROM read_parquet(?, file_row_number = true) GROUP BY file_id"
        for number, first in self._scratch.rows(firsts, [file_pattern(target)]):
            self._first_rows[int(str(number))] = int(str(first))
        self._parts.append(_Part(target))
        return True

    def _stage(self, number: int, file: BillFile) -> None:
        group = ((number, file),)
        if self._stage_slices(group):
            return
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
            if self._has_slash_dates(target) and (form := self._slash_form(group, lenient=lenient)):
                self._write(target, group, lenient=lenient, slash_form=form)
        except ScratchError as error:
            reason = _first_line(error).replace(str(file.path), file.path.name)
            message = f"{file.path.name} cannot be read: {reason}"
            raise FileFormatError(message, hint=error.hint, code="input.broken_file") from error
        self._parts.append(_Part(target))

    def _stage_slices(self, group: Group) -> bool:
        """Stage a large file by slices, several at once; false where it has to be read as a whole."""
        targets: list[Path] = []
        try:
            self._write_slices(group, targets)
        except (ScratchError, LongLineError, OSError, EOFError, zlib.error):
            is_read = False
        else:
            is_read = bool(targets) and not any(self._has_slash_dates(target) for target in targets)
        if not is_read:
            for target in targets:
                target.unlink(missing_ok=True)
            return False
        rows_before = 0
        for target in targets:
            self._parts.append(_Part(target, rows_before))
            rows_before += _count_rows(self._scratch, target)
        return True

    def _write_slices(self, group: Group, targets: list[Path]) -> None:
        from concurrent.futures import ThreadPoolExecutor

        pending: list[Future[None]] = []
        name = self._target(group).stem
        with ThreadPoolExecutor(_READERS) as readers:
            for number, piece in enumerate(self._slices(group[0][1], name)):
                targets.append(self._folder / f"{name}-{number:05}.parquet")
                pending.append(readers.submit(self._write_slice, targets[-1], group, piece))
                while len(pending) > _READERS:  # slices that wait take space on the disk
                    pending.pop(0).result()
            for future in pending:
                future.result()

    def _slices(self, file: BillFile, name: str) -> Iterator[Path | range]:
        """What one statement each can read of a large file, in order: files cut from CSV, rows of Parquet."""
        if not file.is_parquet:
            if is_large(file.path):
                yield from cut_slices(file.path, self._folder, name)
            return
        rows = _count_rows(self._scratch, file.path)
        if rows > 2 * SLICE_ROWS:
            yield from (range(first, first + SLICE_ROWS) for first in range(0, rows, SLICE_ROWS))

    def _write_slice(self, target: Path, group: Group, piece: Path | range) -> None:
        raw = raw_sql(group, self._defaults, lenient=False, piece=piece)
        try:
            with self._scratch.beside() as scratch:
                _make_macros(scratch)
                self._copy(scratch, target, group, raw)
        finally:
            if not isinstance(piece, range):
                piece.unlink()

    def _target(self, group: Group) -> Path:
        return self._folder / f"{group[0][0]:05}.parquet"

    def _write(self, target: Path, group: Group, *, lenient: bool, slash_form: str = "") -> None:
        self._scratch.execute(f"SET VARIABLE slash_form = {literal(slash_form)}")
        self._copy(self._scratch, target, group, raw_sql(group, self._defaults, lenient=lenient))

    def _copy(self, scratch: Scratch, target: Path, group: Group, raw: str) -> None:
        select = normalised_sql(raw, {*group[0][1].columns, *self._defaults})
        scratch.execute(  # the order gives rows their numbers
            f"COPY ({select}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 61440, PRESERVE_ORDER true)"
        )

    def _has_slash_dates(self, target: Path) -> bool:
        unread = "SELECT count(*) FROM read_parquet(?, hive_partitioning = false) WHERE contains(x_fault, '/')"
        return bool(self._scratch.rows(unread, [file_pattern(target)])[0][0])

    def _slash_form(self, group: Group, *, lenient: bool) -> str | None:
        """The order of day and month in the slash dates of the file just read, where the file shows it."""
        raw = raw_sql(group, self._defaults, lenient=lenient)
        found = self._scratch.rows(f"WITH raw AS ({raw}) {self._scratch.text(PACKAGE, 'slash_form')}")
        return str(found[0][0]) if found and found[0][0] else None

    def _note_malformed(self, file: BillFile) -> None:
        rows = self._scratch.rows(self._scratch.text(PACKAGE, "malformed"))
        self.malformed += rejects_of([(file.path.name, *row) for row in rows])


def _is_small(scratch: Scratch, files: Sequence[BillFile]) -> bool:
    """Whether planning statements over the rows of these files takes longer than running them."""
    size = 0
    for file in files:
        if file.is_parquet:
            size += _count_rows(scratch, file.path) * _ROW_BYTES
        else:
            size += file.path.stat().st_size * (_UNPACKED if is_packed(file.path) else 1)
    return size < _SMALL_BYTES


def _count_rows(scratch: Scratch, path: Path) -> int:
    """The rows of a Parquet file."""
    counted = "SELECT count(*) FROM read_parquet(?, hive_partitioning = false)"
    return int(str(scratch.rows(counted, [file_pattern(path)])[0][0]))


def _groups(files: Sequence[BillFile]) -> list[Group]:
    alike: dict[tuple[object, ...], list[tuple[int, BillFile]]] = {}
    for number, file in enumerate(files):
        alike.setdefault(file.form, []).append((number, file))
    return [tuple(group) for group in alike.values()]


def _make_macros(scratch: Scratch) -> None:
    for macro in MACROS:
        scratch.run(PACKAGE, f"macro_{macro}")


def _first_line(error: ScratchError) -> str:
    return error.message.splitlines()[0]
