"""The embedded engine: one process owns the file, one writer at a time, many readers in threads."""

from __future__ import annotations

import shutil
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import duckdb

from outlay.core.errors import BusyError, InputError
from outlay.store.migration import is_newest, migrate
from outlay.store.scratch import lend_scratch, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyarrow as pa

    from outlay.store.scratch import Scratch

MEMORY_LIMIT = "2GB"


class DuckReader:
    """A transaction on a connection of its own."""

    dialect: Literal["duckdb", "clickhouse"] = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def fetch(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pa.Table:
        """Answer a select inside the transaction."""
        return self._connection.sql(sql, params=parameters).to_arrow_table()


class DuckWrite(DuckReader):
    """A transaction on the writer's connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._staged: list[str] = []

    def insert(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        """Insert rows by column name."""
        names = ", ".join(quote(name) for name in rows.schema.names)
        self._connection.register("incoming", rows)
        try:
            return self.execute(f"INSERT INTO {quote(table)} ({names}) SELECT {names} FROM incoming")
        finally:
            self._connection.unregister("incoming")

    def delete(self, table: str, **where: object) -> int:
        """Delete rows whose columns equal the values."""
        conditions, values = [], []
        for name, value in where.items():
            is_list = isinstance(value, (list, tuple, set, frozenset))
            conditions.append(f"list_contains(?, {quote(name)})" if is_list else f"{quote(name)} = ?")
            values.append(list(value) if is_list else value)  # type: ignore[call-overload]  # checked by is_list
        condition = " AND ".join(conditions) or "true"
        return self.execute(f"DELETE FROM {quote(table)} WHERE {condition}", values)

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> int:
        """Run a statement; returns the rows it changed."""
        self._connection.execute(sql, parameters)
        found = self._connection.fetchall() if self._connection.description else []
        first = found[0][0] if found else 0
        return first if isinstance(first, int) else 0

    def stage(self, name: str, rows: pa.Table) -> None:
        """Make rows readable under a name until the transaction ends."""
        self._connection.register(name, rows)
        self._staged.append(name)

    def release(self) -> None:
        """Forget what was staged."""
        for name in self._staged:
            self._connection.unregister(name)


class DuckStore:
    """The embedded store.

    Raises:
        BusyError: if another process owns the file.
    """

    dialect: Literal["duckdb", "clickhouse"] = "duckdb"

    def __init__(self, path: Path, memory_limit: str = MEMORY_LIMIT) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._folder = path.parent
        self._connection = _connect(path, memory_limit)
        # this process owns the store now: what a killed one left behind is no one's
        shutil.rmtree(self._folder / "scratch", ignore_errors=True)
        self._writer = self._connection.cursor()
        self._lock = threading.Lock()
        self._local = threading.local()
        # a thread that ends takes its cursor with it
        self._readers: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        if not self._is_newest():
            with self.write() as tx:
                migrate(tx)

    def fetch(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pa.Table:
        """Answer a select as an Arrow table; safe from any thread."""
        return self._cursor().sql(sql, params=parameters).to_arrow_table()

    @contextmanager
    def read(self) -> Iterator[DuckReader]:
        """Lend a reader whose selects all see one moment; for one thread."""
        cursor = self._connection.cursor()
        self._readers.add(cursor)
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield DuckReader(cursor)
        finally:
            # ends the transaction too
            cursor.close()

    @contextmanager
    def write(self) -> Iterator[DuckWrite]:
        """Begin a transaction; other writers wait."""
        with self._lock:
            tx = DuckWrite(self._writer)
            self._writer.execute("BEGIN TRANSACTION")
            try:
                yield tx
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            else:
                self._writer.execute("COMMIT")
            finally:
                tx.release()

    def scratch(self) -> AbstractContextManager[Scratch]:
        """Lend an in-memory DuckDB that spills beside the store."""
        return lend_scratch(self._folder / "scratch")

    def is_out_of_room(self, error: BaseException) -> bool:
        """Whether a write failed for want of disk or memory."""
        return isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, OSError))

    def close(self) -> None:
        """Checkpoint and release the file, which an open cursor of any thread would keep."""
        for cursor in (*self._readers, self._writer):
            cursor.close()
        self._connection.close()

    def _is_newest(self) -> bool:
        try:
            return is_newest(DuckReader(self._writer))
        except duckdb.CatalogException:
            # a new file has no tables
            return False

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._readers.add(cursor)
        return cursor


def _connect(path: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config={"memory_limit": memory_limit})
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            message = f"another process owns {path}"
            raise BusyError(message, hint="work through the running server, or stop it first") from error
        message = f"{path} cannot be opened: {error}"
        raise InputError(message, hint="choose another --data-dir, or restore a backup", code="input.store") from error
    connection.execute("SET TimeZone = 'UTC'")
    # a load a second would else end in a checkpoint each, which costs more than the load
    connection.execute("SET checkpoint_threshold = '128MB'")
    return connection
