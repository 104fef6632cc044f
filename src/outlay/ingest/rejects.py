"""Bad rows: named by file, row, column, reason and value, and set aside in a CSV file."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from pathlib import PurePath
from typing import TYPE_CHECKING

from outlay.core.ids import stable_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that cannot be taken: `file` is the file's name, `row` counts from 1 at the first data row."""

    file: str
    row: int
    column: str
    reason: str
    value: str | None

    def __str__(self) -> str:
        return f"{self.file} row {self.row}, {self.column}: {self.reason} ({self.value!r})"


def rejects_of(rows: Iterable[Sequence[object]]) -> list[Reject]:
    """Rejects from rows of file, row, column, reason, value; of a path only the name is kept."""
    return [
        Reject(
            file=PurePath(str(file)).name,
            row=int(str(row)),
            column=str(column),
            reason=str(reason),
            value=None if value is None else str(value),
        )
        for file, row, column, reason, value in rows
    ]


def write_rejects(folder: Path | None, rejects: Sequence[Reject]) -> Path | None:
    """Write rejects to a CSV file named after its content; None where there are none or no folder."""
    if not rejects or folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stable_id('rejects', [str(reject) for reject in rejects])}.csv"
    half = path.with_suffix(".half")
    try:
        with half.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow([field.name for field in fields(Reject)])
            writer.writerows(astuple(reject) for reject in rejects)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return path
