"""Writes events, observations and aliases, and counts what was done."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.store.events.batches import total, window_of
from outlay.store.events.contributors import alias_rows, fold, unfold
from outlay.store.events.model import PACKAGE, LoadCounts
from outlay.store.events.retention import OBSERVATION_AGE
from outlay.store.events.rollups import Rollups
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pyarrow as pa

    from outlay.store.engine import Write
    from outlay.store.events.model import Record


class EventWriter:
    """What a transaction does to events; `finish` ends it."""

    def __init__(self, tx: Write, *, now: datetime, is_recent_only: bool) -> None:
        self._tx = tx
        self._now = now
        self._is_recent_only = is_recent_only
        self._rollups = Rollups(tx)
        self._days: set[date] = set()
        self._without_price = 0
        self._priced_cost: Decimal | None = None
        self.loaded = 0
        self.merged = 0
        self.duplicate = 0
        self.changed = 0

    def insert(self, rows: pa.Table) -> None:
        """Append events; a column `contributors` tells what those are made of that have several observations."""
        self._tx.stage("fresh", rows)
        contributors = "contributors" if "contributors" in rows.column_names else "NULL"
        self._tx.execute(_sql("event_insert").replace("CONTRIBUTORS", contributors).replace("SOURCE", "fresh"))
        self._rollups.add("fresh", total(rows, "requests"))
        self._count_money(rows)
        self._touch(rows)

    def insert_merged(self, rows: pa.Table, groups: Sequence[Sequence[Record]]) -> None:
        """Append events that were made of these observations, and remember the ids that do not show on them."""
        import pyarrow as pa

        folded = [fold(records) for records in groups]
        self.insert(rows.append_column("contributors", pa.array(folded, pa.string())))
        shown = rows.select(["request_key", "source_key", "ts"]).to_pylist()
        self._tx.stage("alias", _alias_table(zip(shown, groups, strict=True)))
        self._tx.execute("INSERT INTO event_alias BY NAME SELECT * FROM alias")

    def withdraw(self, rows: pa.Table) -> None:
        """Remove stored events, given whole."""
        self._tx.stage("withdrawn", rows)
        self._tx.execute(_sql("event_withdraw"), window_of(rows))
        self._rollups.take_away("withdrawn", total(rows, "requests"))
        self._touch(rows)
        many = rows.filter(rows.column("contributors").is_valid())
        if many.num_rows:
            events = many.to_pylist()
            self._tx.stage("alias", _alias_table((event, unfold(event)) for event in events))
            self._tx.execute(_sql("event_alias_delete"))

    def observe(self, rows: pa.Table, record: str = "NULL") -> None:
        """Keep that observations were received; `record` is the SQL of what else is kept of each."""
        if self._is_recent_only:
            import pyarrow.compute as pc

            # of old traces every span is needed: a parent in a later piece of the file may repeat its usage
            is_recent = pc.greater_equal(rows.column("ts"), self._now - OBSERVATION_AGE)
            rows = rows.filter(pc.or_(is_recent, pc.is_valid(rows.column("trace_key"))))
        if rows.num_rows:
            self._tx.stage("observed", rows)
            self._tx.execute(_sql("observation_insert").replace("RECORD", record), {"now": self._now})

    def finish(self) -> LoadCounts:
        """Bring rollups up to date, mark the days for the ledger, and tell what was done."""
        self._rollups.apply()
        if self._days:
            import pyarrow as pa

            self._tx.stage("touched_day", pa.table({"day": pa.array(sorted(self._days), pa.date32())}))
            self._tx.execute(_sql("event_days"))
        return LoadCounts(
            loaded=self.loaded,
            merged=self.merged,
            duplicate=self.duplicate,
            changed=self.changed,
            without_price=self._without_price,
            priced_cost=self._priced_cost,
        )

    def _touch(self, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        self._days.update(pc.unique(rows.column("ts").cast("date32")).to_pylist())

    def _count_money(self, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        is_unknown = pc.equal(rows.column("cost_state").cast("string"), "unknown")
        self._without_price += rows.filter(is_unknown).num_rows
        cost = pc.sum(rows.column("priced_cost")).as_py()
        if cost is not None:
            self._priced_cost = cost if self._priced_cost is None else self._priced_cost + cost


def _alias_table(events: Iterable[tuple[Record, Sequence[Record]]]) -> pa.Table:
    import pyarrow as pa

    found = [alias for event, records in events for alias in sorted(alias_rows(event, records))]
    key, request_key, ts = zip(*found, strict=True) if found else ((), (), ())
    return pa.table(
        {
            "key": pa.array(key, pa.int64()),
            "request_key": pa.array(request_key, pa.int64()),
            "ts": pa.array(ts, pa.timestamp("us")),
        }
    )


def _sql(name: str) -> str:
    return load_sql(PACKAGE, name)
