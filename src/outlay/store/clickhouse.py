"""The scale-out engine, for reads: questions are compiled for ClickHouse's dialect and answered through its client.

Loading goes through the embedded engine; this one answers from tables that were filled by other means.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NoReturn

import clickhouse_connect

from outlay.core.errors import UsageError
from outlay.store.scratch import lend_scratch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import pyarrow as pa

    from outlay.store.scratch import Scratch

SETTINGS: Final = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "session_timezone": "UTC",
}
"""Standard SQL where ClickHouse's defaults differ: a missing match and a sum of nothing are null."""


class ReadOnlyStoreError(UsageError):
    """A write to a store that only answers."""

    code = "usage.read_only_store"


class ClickHouseStore:
    """A ClickHouse database, read only; safe from any thread.

    Args:
        dsn: Where it is, such as ``clickhouse://user:password@host/database``.
    """

    dialect: Literal["duckdb", "clickhouse"] = "clickhouse"

    def __init__(self, dsn: str) -> None:
        # one session per client would refuse questions that are asked at the same time
        if dsn.startswith("chdb:"):
            self._client = clickhouse_connect.get_client(dsn=dsn)
        else:
            self._client = clickhouse_connect.get_client(dsn=dsn, autogenerate_session_id=False)

    def fetch(self, sql: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pa.Table:
        """Answer a select as an Arrow table."""
        bound = dict(parameters) if isinstance(parameters, Mapping) else list(parameters or ())
        return self._client.query_arrow(sql, parameters=bound or None, settings=dict(SETTINGS), use_strings=True)

    def read(self) -> AbstractContextManager[ClickHouseStore]:
        """Lend the store itself: ClickHouse has no snapshot of several tables, so each select sees its own moment."""
        return nullcontext(self)

    def write(self) -> NoReturn:
        """Refuse.

        Raises:
            ReadOnlyStoreError: always.
        """
        message = "a ClickHouse store answers questions only"
        raise ReadOnlyStoreError(message, hint="import into the embedded store: leave OUTLAY_STORE unset")

    def scratch(self) -> AbstractContextManager[Scratch]:
        """Lend an in-memory DuckDB that spills to the system's temporary folder."""
        return lend_scratch(Path(tempfile.gettempdir()) / "outlay-scratch")

    def is_out_of_room(self, error: BaseException) -> bool:
        """Never: nothing is written."""
        del error
        return False

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
