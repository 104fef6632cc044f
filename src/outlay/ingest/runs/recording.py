"""Writes runs to the store: one row for each source and run, whole."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.ids import canonical_json
from outlay.core.money import CONTEXT, UNIT
from outlay.facts.tables import TABLE
from outlay.ingest.focus.cost_group import gpu_model_of
from outlay.ingest.runs.model import kind_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from outlay.store import Write

COLUMNS: Final = tuple(name for name in TABLE["run"].names if name != "source")
_TYPE: Final = {column.name: column.type for column in TABLE["run"].columns}


def record_runs(tx: Write, source: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write runs of a source; a run that is held already is replaced. Returns how many there are.

    The order of the rows does not matter: of the same run the view that reaches furthest wins.

    Args:
        tx: The transaction to write in.
        source: Whose runs they are.
        rows: Columns of table `run`; `run_id` and `started_at` are needed. `runtime` (seconds) is what GPU time is
            counted by where `gpu_seconds` is absent, else start to end.
    """
    ready = canonical_runs(source, rows)
    if ready:
        tx.stage("run_ready", run_table(ready))
        tx.execute(
            "DELETE FROM run WHERE source = $source AND run_id IN (SELECT run_id FROM run_ready)", {"source": source}
        )
        tx.execute("INSERT INTO run BY NAME SELECT * FROM run_ready")
    return len(ready)


def canonical_runs(source: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as the table holds them, one for each run, by their ids."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        run = _canonical(source, row)
        held = found.get(run["run_id"])
        if held is None or _reach(held) < _reach(run):
            found[run["run_id"]] = run
    return [found[name] for name in sorted(found)]


def run_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Canonical rows as Arrow."""
    import pyarrow as pa

    types = {"text": pa.string(), "time": pa.timestamp("us"), "money": pa.decimal128(38, 12)}
    schema = pa.schema([(column.name, types[column.type]) for column in TABLE["run"].columns])
    return pa.Table.from_pylist(rows, schema=schema)


def _canonical(source: str, row: Mapping[str, Any]) -> dict[str, Any]:
    run: dict[str, Any] = {name: _plain(row.get(name), _TYPE[name]) for name in COLUMNS}
    run["state"] = state_of(run["state"]) or ("running" if run["ended_at"] is None else "finished")
    run["kind"] = kind_of(run["kind"])
    if run["gpu_model"]:
        # trackers say it as the driver does, often without its maker
        run["gpu_model"] = gpu_model_of(f"NVIDIA {run['gpu_model']}") or run["gpu_model"]
    run["gpu_seconds"] = _gpu_seconds(run, row.get("runtime"))
    if not run["tags"]:
        run["tags"] = None
    return {"source": source, **run}


def _plain(value: Any, kind: str) -> Any:  # noqa: ANN401 - a cell of any column
    if value is None or value == "":
        return None
    if kind == "time":
        moment: datetime = value
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if kind == "money":
        return _money(value)
    return value if isinstance(value, str) else canonical_json(value)


def _gpu_seconds(run: Mapping[str, Any], runtime: object) -> Decimal | None:
    """GPU time: as given, else the runtime of each GPU. Unknown stays unknown: a run on no known GPU is not free."""
    if run["gpu_seconds"] is not None:
        return Decimal(run["gpu_seconds"])
    if run["gpu_count"] is None:
        return None
    if runtime is None:
        if run["ended_at"] is None:
            return None
        span = run["ended_at"] - run["started_at"]
        runtime = Decimal(span.days * 86_400 + span.seconds) + Decimal(span.microseconds).scaleb(-6)
    return CONTEXT.multiply(_money(runtime), run["gpu_count"]).quantize(UNIT, context=CONTEXT)


def _money(value: object) -> Decimal:
    return Decimal(str(value)).quantize(UNIT, context=CONTEXT)


def _reach(run: Mapping[str, Any]) -> tuple[datetime, str]:
    return run["ended_at"] or run["started_at"], canonical_json({name: str(value) for name, value in run.items()})
