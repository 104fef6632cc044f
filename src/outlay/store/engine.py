"""What every store engine offers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from outlay.store.scratch import Scratch

Parameters = "Sequence[object] | Mapping[str, object] | None"


class Reader(Protocol):
    """What answers selects."""

    dialect: Literal["duckdb", "clickhouse"]

    def fetch(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pa.Table:
        """Answer a select as an Arrow table."""


class Write(Reader, Protocol):
    """An open transaction: all of it becomes visible at once, or nothing. Its selects see what it wrote."""

    def insert(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        """Insert rows by column name; columns that the rows lack become null. Returns how many."""

    def delete(self, table: str, **where: object) -> int:
        """Delete rows whose columns equal the values (a list means any of them). Returns how many."""

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> int:
        """Run a statement with bound parameters. Returns how many rows it changed, where the engine tells."""

    def stage(self, name: str, rows: pa.Table) -> None:
        """Make rows readable under a name by the statements of this transaction."""


class Store(Reader, Protocol):
    """A store: reads from any thread, each select by itself; writes one at a time."""

    def read(self) -> AbstractContextManager[Reader]:
        """Lend one thread a reader whose selects all see one moment, whatever is written meanwhile."""

    def write(self) -> AbstractContextManager[Write]:
        """Begin a transaction; it commits at the end of the block and rolls back on an exception."""

    def scratch(self) -> AbstractContextManager[Scratch]:
        """Lend an empty in-process DuckDB for computing; it is gone after the block."""

    def is_out_of_room(self, error: BaseException) -> bool:
        """Whether a write failed for want of disk or memory, so that it may succeed later as it is."""

    def close(self) -> None:
        """Release files and memory."""
