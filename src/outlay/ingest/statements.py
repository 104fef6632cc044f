"""Reads small files of facts that people keep: CSV, JSON lines or Parquet by their columns, or a YAML list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.mapping import FileImport, Shape, choose_columns, open_mapped

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.store.engine import Store

_YAML: Final = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a file: canonical column to text, without what is empty."""

    file: str
    row: int
    values: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """The text of a column, or None."""
        return self.values.get(name)


def load_lines(store: Store, job: FileImport, shape: Shape) -> list[Line]:
    """Read a job's files in their order.

    Raises:
        FileFormatError: for a file that is no table.
        MissingColumnError: for a needed column that is absent.
    """
    lines: list[Line] = []
    for path in job.files:
        one = FileImport(files=(path,), mapping=job.mapping, constants=job.constants, source=job.source)
        lines += _yaml(one, shape, path) if path.suffix.casefold() in _YAML else _table(store, one, shape)
    return lines


def _table(store: Store, job: FileImport, shape: Shape) -> Iterator[Line]:
    with store.scratch() as scratch:
        open_mapped(scratch, job, shape)
        rows = scratch.fetch("SELECT * FROM mapped ORDER BY _row").to_pylist()
    for row in rows:
        number = int(row.pop("_row"))
        row.pop("_file")
        yield Line(file=job.files[0].name, row=number, values=_texts(row))


def _yaml(job: FileImport, shape: Shape, path: Path) -> Iterator[Line]:
    import yaml

    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        message = f"{path.name} is not readable YAML: {error}"
        raise FileFormatError(message, hint="mend the line it names") from error
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        message = f"{path.name} must be a list of entries"
        raise FileFormatError(message, hint="begin each entry with `- `, its columns below")
    columns = sorted({str(name) for row in listed for name in row})
    found = choose_columns(job, shape, columns)
    for number, row in enumerate(listed, start=1):
        values = {target: row.get(column) for target, column in found.items() if column} | dict(job.constants)
        yield Line(file=path.name, row=number, values=_texts(values))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).strip() for name, value in row.items() if value is not None and str(value).strip()}
