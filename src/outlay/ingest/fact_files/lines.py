"""Reads small files of facts that people keep: CSV, JSON lines or Parquet by their columns, or a YAML list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from outlay.core.errors import FileFormatError
from outlay.ingest.mapping import FileImport, Shape, choose_columns, open_mapped
from outlay.ingest.rejects import Reject

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.store.engine import Store

Fact = TypeVar("Fact")

YAML: Final = frozenset({".yaml", ".yml"})
_NOTHING: Final = frozenset({"", "null", "none", "nan", "nat", "-", "n/a", "~"})
"""What people and tools write into a cell that holds nothing."""


class BadCellError(ValueError):
    """A cell that cannot be taken: its column, why, and what it holds."""

    def __init__(self, column: str, reason: str, value: str | None) -> None:
        super().__init__(column, reason, value)
        self.column = column
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a file: canonical column to text, without what is empty."""

    file: str
    row: int
    values: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """The text of a column, or None."""
        return self.values.get(name)

    def reject(self, error: BadCellError) -> Reject:
        """The line as one that cannot be taken."""
        return Reject(file=self.file, row=self.row, column=error.column, reason=error.reason, value=error.value)


def load_lines(store: Store, job: FileImport, shape: Shape) -> list[Line]:
    """Read a job's files in their order.

    Raises:
        FileFormatError: for a file that is no table.
        MissingColumnError: for a needed column that is absent.
    """
    lines: list[Line] = []
    for path in job.files:
        one = FileImport(files=(path,), mapping=job.mapping, constants=job.constants, source=job.source)
        lines += _listed(one, shape, path) if path.suffix.casefold() in YAML else _table(store, one, shape)
    return lines


def read_each(lines: Iterable[Line], read: Callable[[Line], Fact]) -> tuple[list[Fact], list[Reject]]:
    """What each line says, and the lines that cannot be taken."""
    facts, rejects = [], []
    for line in lines:
        try:
            facts.append(read(line))
        except BadCellError as error:
            rejects.append(line.reject(error))
    return facts, rejects


def load_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """A YAML file with every scalar as the text that was written: an amount is never read as a float.

    Raises:
        FileFormatError: naming the line that cannot be read.
    """
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        message = f"{path.name} is not readable YAML: {error}"
        raise FileFormatError(message, hint="mend the line it names") from error


def line_of(file: str, row: int, values: Mapping[str, Any]) -> Line:
    """A line of cells as they were found; what holds nothing is left out."""
    texts = {name: str(value).strip() for name, value in values.items() if value is not None}
    kept = {name: text for name, text in texts.items() if text.casefold() not in _NOTHING}
    return Line(file=file, row=row, values=kept)


def _table(store: Store, job: FileImport, shape: Shape) -> Iterator[Line]:
    with store.scratch() as scratch:
        open_mapped(scratch, job, shape)
        found = scratch.fetch("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (SELECT * FROM mapped ORDER BY _row)")
    for row in found.to_pylist():
        number = int(row.pop("_row"))
        row.pop("_file")
        yield line_of(job.files[0].name, number, row)


def _listed(job: FileImport, shape: Shape, path: Path) -> Iterator[Line]:
    listed = load_yaml(path)
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        message = f"{path.name} must be a list of entries"
        raise FileFormatError(message, hint="begin each entry with `- `, its columns below")
    columns = sorted({str(name) for row in listed for name in row})
    found = choose_columns(job, shape, columns)
    for number, row in enumerate(listed, start=1):
        values = {target: row.get(column) for target, column in found.items() if column} | dict(job.constants)
        yield line_of(path.name, number, values)
