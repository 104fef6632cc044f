"""A lent in-process DuckDB: where files are normalised and ledgers are computed, on every engine alike."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from outlay.core.errors import FileFormatError
from outlay.core.full_disk import full_disk_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

MEMORY_LIMIT = "1200MB"
_PATTERN_MARK: Final = re.compile(r"([*?\[])")


class ScratchError(FileFormatError):
    """A statement that the scratch database refused; the message names its reason."""

    code = "input.scratch"


class Scratch:
    """An empty DuckDB in memory, spilling to a folder of its own.

    Concepts run the statements of their `sql/` folder on it and stream the result into the store as Arrow.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._prepared: dict[str, str] = {}

    def register(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Make Arrow data readable under a name."""
        self._connection.register(name, rows)

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> None:
        """Run a statement.

        Raises:
            ScratchError: with DuckDB's reason, such as the line of a broken CSV file.
        """
        with _telling():
            self._connection.execute(sql, parameters)

    def run(self, package: str, name: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run the statement in `sql/<name>.sql` of a package."""
        self.execute(load_sql(package, name), parameters)

    def plan_plainly(self) -> None:
        """Run statements as they are written: for a few rows, improving their plan takes longer than it saves."""
        self.execute("PRAGMA disable_optimizer")

    def prepare(self, name: str, sql: str) -> None:
        """Run the statement that makes a view or macro, unless that of this name was made by the same statement."""
        if self._prepared.get(name) != sql:
            self.execute(sql)
            self._prepared[name] = sql

    @contextmanager
    def beside(self) -> Iterator[Scratch]:
        """A second connection to the same memory, for another thread; temporary views and macros are its own."""
        connection = self._connection.cursor()
        try:
            _set_up(connection)
            yield Scratch(connection)
        finally:
            connection.close()

    def text(self, package: str, name: str) -> str:
        """The statement in `sql/<name>.sql` of a package."""
        return load_sql(package, name)

    def fetch(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pa.Table:
        """Answer a select as an Arrow table."""
        with _telling():
            return self._connection.sql(sql, params=parameters).to_arrow_table()

    def reader(self, sql: str, batch_rows: int = 100_000) -> pa.RecordBatchReader:
        """Stream a select, without holding its whole answer."""
        import pyarrow as pa

        with _telling():
            found = self._connection.sql(sql).to_arrow_reader(batch_rows)
        return pa.RecordBatchReader.from_batches(found.schema, _batches(found))

    def columns(self, table: str) -> list[str]:
        """The column names of a table or view."""
        return list(self._connection.table(table).columns)

    def load_files(self, name: str, paths: Sequence[str], kind: str, packing: str = "auto") -> None:
        """Read CSV, JSON-lines or Parquet files (columns united by name) into a table (CSV: all text).

        `packing` is how all of them are compressed (none, gzip, zstd), where their names do not tell it. Adds `_file`
        and `_row`, the number of the data row within its file; columns of these names are left out.
        """
        files_read = file_list(paths)
        loader = _LOADERS[kind].replace("THEIRS", _THEIRS).replace("TARGET", quote(name))
        self.execute(loader.replace("PACKING", literal(packing)).replace("$1", files_read))

    def project(self, name: str, source: str, columns: Mapping[str, str | None], constants: Mapping[str, str]) -> None:
        """Make a view whose columns are renamed columns of a source, constants, or null."""
        parts = [f"{literal(value)} AS {quote(target)}" for target, value in constants.items()]
        for target, column in columns.items():
            if target not in constants:
                found = quote(column) if column else "CAST(NULL AS VARCHAR)"
                parts.append(f"{found} AS {quote(target)}")
        names = ", ".join(parts)
        self.execute(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS SELECT _file, _row, {names} FROM {quote(source)}")

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> list[tuple[object, ...]]:
        """Answer a small select as tuples; money as Decimal."""
        with _telling():
            return self._connection.execute(sql, parameters).fetchall()


MONEY_MACROS: Final = (
    "CREATE OR REPLACE TEMP MACRO money_units(amount) AS CAST(amount * CAST(1000000000000 AS HUGEINT) AS HUGEINT)",
    """CREATE OR REPLACE TEMP MACRO units_money(units) AS
       CAST(units // 1000000000000 AS DECIMAL(38, 12)) + CAST(
         CAST(units % 1000000000000 AS DECIMAL(18, 0)) * CAST(0.000000000001 AS DECIMAL(12, 12)) AS DECIMAL(38, 12))""",
    """CREATE OR REPLACE TEMP MACRO half_even(dividend, divisor) AS
       dividend // divisor + CASE
         WHEN abs(dividend % divisor) * 2 > divisor THEN sign(dividend)
         WHEN abs(dividend % divisor) * 2 = divisor AND (dividend // divisor) % 2 <> 0 THEN sign(dividend)
         ELSE 0 END""",
    """CREATE OR REPLACE TEMP MACRO money_times(amount, rate) AS
       units_money(half_even(money_units(amount) * money_units(rate), CAST(1000000000000 AS HUGEINT)))""",
)
"""Exact money in 128-bit units of 1e-12: DuckDB's own rounding and division of decimals goes through doubles."""

_THEIRS: Final = """COLUMNS(lambda name: lower(name) NOT IN (
          '_file', '_row', 'outlay.file', 'outlay.line', 'file_row_number'))"""
"""The columns of a file without those that loading adds."""

_LOADERS: Final = {
    "csv": """
        CREATE OR REPLACE TEMP TABLE TARGET AS
        SELECT THEIRS, "outlay.file" AS _file,
               "outlay.line" - min("outlay.line") OVER (PARTITION BY "outlay.file") + 1 AS _row
        FROM (SELECT *, row_number() OVER () AS "outlay.line"
              FROM read_csv($1, hive_partitioning = false, all_varchar = true, header = true, filename = 'outlay.file',
                            union_by_name = true, null_padding = false, strict_mode = true, sample_size = 20000,
                            compression = PACKING))""",
    "jsonl": """
        CREATE OR REPLACE TEMP TABLE TARGET AS
        SELECT (THEIRS ->> '$'), "outlay.file" AS _file, "outlay.line" AS _row
        FROM (SELECT *, row_number() OVER (PARTITION BY "outlay.file") AS "outlay.line"
              FROM read_json($1, hive_partitioning = false, format = 'newline_delimited', filename = 'outlay.file',
                             union_by_name = true, maximum_depth = 1, sample_size = -1, compression = PACKING))""",
    "parquet": """
        CREATE OR REPLACE TEMP VIEW TARGET AS
        SELECT THEIRS, "outlay.file" AS _file, file_row_number + 1 AS _row
        FROM read_parquet($1, hive_partitioning = false, filename = 'outlay.file', file_row_number = true,
                          union_by_name = true)""",
}


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Batches of a stream whose later part may turn out to be damaged."""
    try:
        yield from reader
    except OSError as error:
        raise ScratchError(str(error), hint="the file is damaged: download or write it again") from error


@contextmanager
def _telling() -> Iterator[None]:
    """Turn a refusal into an error that names DuckDB's reason, without the statement."""
    try:
        yield
    except duckdb.Error as error:
        reason = str(error).split("\n\nLINE ", 1)[0].strip()
        if full := full_disk_error(reason):
            raise full from error
        raise ScratchError(reason, hint="check the file's format and encoding") from error


def quote(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text."""
    return "'" + text.replace("'", "''") + "'"


def file_pattern(path: object) -> str:
    """What names one file alone: DuckDB takes `*`, `?` and `[` in names for patterns, which match other files."""
    return _PATTERN_MARK.sub(r"[\1]", str(path))


def file_list(paths: Iterable[object]) -> str:
    """The files of a table function. Say `hive_partitioning = false` with it: a folder `a=b` is no column."""
    return f"[{', '.join(literal(file_pattern(path)) for path in paths)}]"


@cache
def load_sql(package: str, name: str) -> str:
    """Read `sql/<name>.sql` of a package."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def lend_scratch(folder: Path, memory_limit: str = MEMORY_LIMIT) -> Iterator[Scratch]:
    """Open a scratch database that spills below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    spill = Path(tempfile.mkdtemp(prefix="scratch-", dir=folder))
    connection = duckdb.connect(":memory:", config={"memory_limit": memory_limit, "temp_directory": str(spill)})
    try:
        _set_up(connection)
        yield Scratch(connection)
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def _set_up(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    for macro in MONEY_MACROS:
        connection.execute(macro)
