"""Loads rated requests exactly once, with their rollups, in one transaction.

New requests add their delta to the rollups; a changed request makes its old and new cells dirty, and those are
computed again from `event`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError
from outlay.facts.tables import TABLE
from outlay.store.ddl import render_columns
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store.engine import Write

MERGE_WINDOW: Final = timedelta(hours=48)
"""Views of one request merge when their times lie within this."""

OBSERVATION_AGE: Final = timedelta(hours=72)
"""Observations are kept this long before the request alone remains."""

_PACKAGE: Final = "outlay.store"
_TOKENS: Final = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
_COSTS: Final = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost")
_CELLS: Final = {
    "event_hour": ("rollup_hour", ("hour", "day", "key_id", "cost_state")),
    "event_hist": ("rollup_hist", ("day", "key_id", "measure", "bucket")),
    "customer_day": ("rollup_customer_day", ("day", "customer", "product", "payer_id", "payer_kind", "cost_state")),
    "customer_month": (
        "rollup_customer_month",
        ("month", "customer", "feature", "payer_id", "payer_kind", "cost_state"),
    ),
}
_DIRTY: Final = {
    "event_hour": ("date_trunc('hour', ts)", "hour", "key_id"),
    "event_hist": ("CAST(ts AS DATE)", "day", "key_id"),
    "customer_day": ("CAST(ts AS DATE)", "day", "customer"),
    "customer_month": ("CAST(date_trunc('month', ts) AS DATE)", "month", "customer"),
}
"""How a rollup's dirty cells are found: its time of an event, its time column, its other column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did."""

    loaded: int
    changed: int
    without_price: int
    priced_cost: Decimal | None


class EventLoader:
    """Loads batches of one source inside a transaction; `finish` brings the rollups up to date."""

    def __init__(self, tx: Write, *, source: str, now: datetime | None = None) -> None:
        self._tx = tx
        self._source = source
        self._now = (now or datetime.now(tz=UTC)).replace(tzinfo=None)
        self._loaded = 0
        self._changed = 0
        tx.execute("CREATE OR REPLACE TEMP TABLE dirty_request (ts TIMESTAMP, key_id BIGINT, customer VARCHAR)")
        tx.execute("CREATE OR REPLACE TEMP TABLE loaded_day (day DATE, requests BIGINT, cost DECIMAL(38, 12))")
        for table in _CELLS:
            # Not AS SELECT: DuckDB 2.0 hides large inserts into a table so created until the transaction ends.
            tx.execute(f"CREATE OR REPLACE TEMP TABLE delta_{table} ({render_columns(TABLE[table])})")

    def load(self, batch: pa.Table) -> None:
        """Load a rated batch: new requests are added, changed ones replaced, repeated ones left alone."""
        if batch.num_rows == 0:
            return
        tx = self._tx
        tx.stage("batch", self._once(batch))
        since, until = _times(batch)
        window = {"since": since - MERGE_WINDOW, "until": until + MERGE_WINDOW}
        tx.execute(load_sql(_PACKAGE, "event_found"), window)
        if tx.fetch("SELECT count(*) AS n FROM found").column("n")[0].as_py() == 0:
            self._add("batch")
            return
        tx.execute(load_sql(_PACKAGE, "event_changed"))
        tx.execute(load_sql(_PACKAGE, "event_fresh"))
        changed = self._replace(window)
        self._add("fresh")
        self._changed += changed

    def finish(self) -> LoadCounts:
        """Merge the deltas, compute dirty cells again and mark the days for the ledger.

        Raises:
            IntegrityError: if a rollup's delta does not hold every loaded request.
        """
        self._check_deltas()
        for table, (_, cells) in _CELLS.items():
            self._merge(table, cells)
        if self._changed:
            for table in _CELLS:
                self._recompute(table)
        tx = self._tx
        tx.execute("INSERT INTO dirty_day SELECT DISTINCT day, 'events' FROM loaded_day")
        tx.execute("DELETE FROM observation WHERE ts < ?", [self._now - OBSERVATION_AGE])
        totals = tx.fetch("SELECT coalesce(sum(requests), 0) AS n, sum(cost) AS cost FROM loaded_day")
        return LoadCounts(
            loaded=self._loaded,
            changed=self._changed,
            without_price=int(totals.column("n")[0].as_py()),
            priced_cost=totals.column("cost")[0].as_py(),
        )

    def _check_deltas(self) -> None:
        found = self._tx.fetch(load_sql(_PACKAGE, "event_delta_sums")).to_pylist()[0]
        expected = {"event_hour": self._loaded, "customer_day": self._loaded, "customer_month": self._loaded}
        for table, requests in {**expected, "event_hist": found["priced"]}.items():
            if found[table] != requests:
                message = f"{table} would gain {found[table]} requests instead of {requests}"
                raise IntegrityError(message, hint="nothing was imported; please report it")

    def _once(self, batch: pa.Table) -> pa.Table:
        """The newest version of each request, where one comes several times."""
        import pyarrow.compute as pc

        if pc.count_distinct(batch.column("request_key")).as_py() == batch.num_rows:
            return batch
        self._tx.stage("repeating", batch)
        return self._tx.fetch(load_sql(_PACKAGE, "event_once"))

    def _add(self, source: str) -> None:
        rows = self._insert(source)
        if rows == 0:
            return
        for table, (rollup, _) in _CELLS.items():
            self._tx.execute(f"INSERT INTO delta_{table} BY NAME {_rollup(rollup, source)}")
        self._loaded += rows

    def _insert(self, source: str) -> int:
        tx = self._tx
        rows = tx.execute(load_sql(_PACKAGE, "event_insert").replace("SOURCE", source), {"source": self._source})
        observe = {"source": self._source, "now": self._now, "since": self._now - OBSERVATION_AGE}
        tx.execute(load_sql(_PACKAGE, "event_observe").replace("SOURCE", source), observe)
        tx.execute(
            "INSERT INTO loaded_day SELECT CAST(ts AS DATE), count(*) FILTER (cost_state = 'unknown'), "
            f"sum(priced_cost) FROM {source} GROUP BY 1"
        )
        return rows

    def _replace(self, window: dict[str, datetime]) -> int:
        tx = self._tx
        changed = tx.fetch("SELECT count(*) AS n FROM changed").column("n")[0].as_py()
        if not changed:
            return 0
        tx.execute(load_sql(_PACKAGE, "event_withdrawn"))
        tx.execute("INSERT INTO dirty_request SELECT ts, key_id, customer FROM withdrawn")
        tx.execute("INSERT INTO dirty_request SELECT ts, key_id, customer FROM changed")
        tx.execute("INSERT INTO loaded_day SELECT DISTINCT CAST(ts AS DATE), 0, NULL FROM dirty_request")
        tx.execute(load_sql(_PACKAGE, "event_withdraw"), window)
        self._insert("changed")
        return int(changed)

    def _merge(self, table: str, cells: tuple[str, ...]) -> None:
        measures = [column.name for column in TABLE[table].columns if column.name not in cells]
        sums = ", ".join(f"sum({name}) AS {name}" for name in measures)
        on = " AND ".join(f"kept.{name} IS NOT DISTINCT FROM more.{name}" for name in cells)
        setting = ", ".join(f"{name} = kept.{name} + more.{name}" for name in measures)
        self._tx.execute(
            f"MERGE INTO {table} AS kept "
            f"USING (SELECT {', '.join(cells)}, {sums} FROM delta_{table} GROUP BY ALL) AS more "
            f"ON {on} WHEN MATCHED THEN UPDATE SET {setting} WHEN NOT MATCHED THEN INSERT BY NAME"
        )

    def _recompute(self, table: str) -> None:
        moment, time_column, other = _DIRTY[table]
        dirty = f"SELECT DISTINCT {moment} AS moment, {other} FROM dirty_request"
        same = f"{table}.{time_column} = dirty.moment AND {table}.{other} IS NOT DISTINCT FROM dirty.{other}"
        self._tx.execute(f"DELETE FROM {table} USING ({dirty}) AS dirty WHERE {same}")
        self._tx.execute(
            "CREATE OR REPLACE TEMP VIEW dirty_event AS SELECT event.* FROM event "
            f"JOIN ({dirty}) AS dirty ON {moment.replace('ts', 'event.ts', 1)} = dirty.moment "
            f"AND event.{other} IS NOT DISTINCT FROM dirty.{other}"
        )
        self._tx.execute(f"INSERT INTO {table} BY NAME {_rollup(_CELLS[table][0], 'dirty_event')}")


def recompute_customers(tx: Write) -> None:
    """Compute the rollups of customers again: they carry what keys resolve to, which changed rules change."""
    for table in ("customer_day", "customer_month"):
        tx.delete(table)
        tx.execute(f"INSERT INTO {table} BY NAME {_rollup(_CELLS[table][0], 'event')}")


def _rollup(name: str, source: str) -> str:
    return load_sql(_PACKAGE, name).replace("MEASURES", _MEASURES).replace("SOURCE", source)


def _sums() -> str:
    tokens = (f"coalesce(sum({name}), 0) AS {name}" for name in _TOKENS)
    costs = (f"coalesce(sum({name}), 0) AS {name}" for name in _COSTS)
    return ", ".join(("count(*) AS requests", "count(*) FILTER (status = 'error') AS errors", *tokens, *costs))


_MEASURES: Final = _sums()


def _times(batch: pa.Table) -> tuple[datetime, datetime]:
    import pyarrow.compute as pc

    ends = pc.min_max(batch.column("ts")).as_py()
    return ends["min"], ends["max"]
