"""The record of syncs: a row for each."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from outlay.core.ids import canonical_json
from outlay.facts.tables import TABLE
from outlay.jobs.sources.model import Run

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store import Store

_TIMES: Final = ("started_at", "finished_at", "since", "until", "watermark")
_LISTS: Final = ("unknown_fields", "notes")


def record_run(store: Store, run: Run) -> None:
    """Remember a sync."""
    row: dict[str, Any] = asdict(run)
    for name in _TIMES:
        row[name] = None if row[name] is None else row[name].astimezone(UTC).replace(tzinfo=None)
    for name in _LISTS:
        row[name] = canonical_json(list(row[name])) if row[name] else None
    with store.write() as tx:
        tx.insert("source_run", _table(row))


def is_recorded(store: Store, run_id: str) -> bool:
    """Whether the store knows a sync."""
    return bool(store.fetch("SELECT run_id FROM source_run WHERE run_id = ?", [run_id]).num_rows)


def _table(row: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    kinds = {"text": pa.string(), "int": pa.int64(), "time": pa.timestamp("us"), "money": pa.decimal128(38, 12)}
    schema = pa.schema([(column.name, kinds[column.type]) for column in TABLE["source_run"].columns])
    return pa.Table.from_pylist([row], schema=schema)


def new_run_id() -> str:
    """An id for a sync."""
    return f"sr_{uuid.uuid4().hex}"
