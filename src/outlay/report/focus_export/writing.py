"""Writes rows to a CSV or Parquet file in the formats that FOCUS asks for, a day at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

from outlay.report.focus_export.columns import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from outlay.report.focus_export.model import Format
    from outlay.store.scratch import Scratch

PLAIN_NUMBER: Final = """CREATE OR REPLACE TEMP MACRO plain_number(x) AS
  CASE WHEN contains(CAST(x AS VARCHAR), '.') THEN rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.')
    ELSE CAST(x AS VARCHAR) END"""
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None:
        """Append rows."""


@contextmanager
def open_writer(path: Path, columns: Sequence[str], form: Format) -> Iterator[_Writer]:
    """Open a file for rows of these columns; in CSV all of them are text by then."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    if form == "csv":
        schema = pa.schema([(name, pa.string()) for name in columns])
        options = pc.WriteOptions(quoting_style="needed")
        with path.open("wb") as stream, pc.CSVWriter(stream, schema, write_options=options) as writer:
            yield writer
    else:
        schema = pa.schema([(name, _type(name)) for name in columns])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            yield writer


def shaped(scratch: Scratch, rows: pa.Table, columns: Sequence[str], form: Format) -> pa.Table:
    """Rows with exactly these columns, as a file of the form takes them."""
    import pyarrow as pa

    scratch.register("export_rows", rows)
    present = set(rows.column_names)
    shown = ", ".join(f'{_value(name, form) if name in present else "NULL"} AS "{name}"' for name in columns)
    found = scratch.fetch(f"SELECT {shown} FROM export_rows")  # noqa: S608 - names of our own columns
    kinds = [(name, pa.string() if form == "csv" else _type(name)) for name in columns]
    return found.cast(pa.schema(kinds))


def _value(name: str, form: Format) -> str:
    if form == "parquet":
        return f'"{name}"'
    kind = TYPES.get(name, "text")
    if kind == "money":
        return f'plain_number("{name}")'
    return f"strftime(\"{name}\", '{_MOMENT}')" if kind == "time" else f'"{name}"'


def _type(name: str) -> Any:  # noqa: ANN401 - pyarrow is imported when it is needed
    import pyarrow as pa

    kind = TYPES.get(name, "text")
    if kind == "money":
        return pa.decimal128(38, 12)
    return pa.timestamp("us", tz="UTC") if kind == "time" else pa.string()
