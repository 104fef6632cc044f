"""Keeps the rollups equal to what the events add up to, by what a transaction adds to them and takes away.

All measures are whole numbers or exact decimals, so that taking an event away leaves what was there before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError
from outlay.facts.tables import TABLE
from outlay.store.events.batches import total
from outlay.store.events.model import PACKAGE
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlay.store.engine import Write

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
_MOST_PARTS: Final = 16
"""Deltas of this many batches are added up before more are taken, so that a long import needs no memory."""


class Rollups:
    """Gathers what a transaction changes, then brings every rollup up to date."""

    def __init__(self, tx: Write, tables: Sequence[str] = tuple(_CELLS)) -> None:
        self._tx = tx
        self._deltas: dict[str, list[pa.Table]] = {table: [] for table in tables}
        self._requests = 0
        self._takes_away = False

    def add(self, source: str, requests: int) -> None:
        """Count the events readable as `source`, which stand for so many requests."""
        for table in self._deltas:
            self._gather(table, _rollup(_CELLS[table][0], source))
        self._requests += requests

    def take_away(self, source: str, requests: int) -> None:
        """Count the events readable as `source` no longer."""
        for table in self._deltas:
            rollup, cells = _CELLS[table]
            negative = ", ".join(f"-{name} AS {name}" for name in _measures(table))
            self._gather(table, f"SELECT {', '.join(cells)}, {negative} FROM ({_rollup(rollup, source)})")
        self._requests -= requests
        self._takes_away = True

    def apply(self) -> None:
        """Bring the rollups up to date.

        Raises:
            IntegrityError: if a rollup's delta does not hold every request.
        """
        if not self._deltas["event_hour"]:
            return
        sums = {table: self._sum(table) for table in self._deltas}
        self._check(sums)
        for table, rows in sums.items():
            if rows.num_rows:
                self._merge(table, rows)

    def _gather(self, table: str, sql: str) -> None:
        parts = self._deltas[table]
        parts.append(self._tx.fetch(sql))
        if len(parts) == _MOST_PARTS:
            self._deltas[table] = [self._sum(table)]

    def _sum(self, table: str) -> pa.Table:
        import pyarrow as pa

        parts = self._deltas[table]
        if len(parts) == 1:
            return parts[0]
        self._tx.stage("delta", pa.concat_tables(parts))
        _, cells = _CELLS[table]
        sums = ", ".join(f"CAST(sum({name}) AS {_type(table, name)}) AS {name}" for name in _measures(table))
        return self._tx.fetch(f"SELECT {', '.join(cells)}, {sums} FROM delta GROUP BY ALL")

    def _check(self, sums: dict[str, pa.Table]) -> None:
        import pyarrow.compute as pc

        hours = sums["event_hour"]
        expected = dict.fromkeys(sums, self._requests)
        found = {table: total(rows, "requests") for table, rows in sums.items() if table != "event_hist"}
        if "event_hist" in sums:
            hist = sums["event_hist"]
            is_priced = pc.not_equal(hours.column("cost_state"), "unknown")
            expected["event_hist"] = total(hours.filter(is_priced), "requests")
            found["event_hist"] = total(hist.filter(pc.equal(hist.column("measure"), "cost")), "n")
        for table, requests in expected.items():
            if found[table] != requests:
                message = f"{table} would gain {found[table]} requests instead of {requests}"
                raise IntegrityError(message, hint="nothing was imported; please report it")

    def _merge(self, table: str, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        _, cells = _CELLS[table]
        ends = pc.min_max(rows.column(cells[0])).as_py()
        range_of_cells = {"since": ends["min"], "until": ends["max"]}
        count = "n" if table == "event_hist" else "requests"
        self._tx.stage("delta", rows)
        on = " AND ".join(f"kept.{name} IS NOT DISTINCT FROM more.{name}" for name in cells)
        setting = ", ".join(f"{name} = kept.{name} + more.{name}" for name in _measures(table))
        # bound in time, so that zone maps spare the cells of other days
        self._tx.execute(
            f"MERGE INTO {table} AS kept USING delta AS more ON {on} AND kept.{cells[0]} BETWEEN $since AND $until "
            f"WHEN MATCHED THEN UPDATE SET {setting} WHEN NOT MATCHED THEN INSERT BY NAME",
            range_of_cells,
        )
        if self._takes_away:
            sql = f"DELETE FROM {table} WHERE {count} = 0 AND {cells[0]} BETWEEN $since AND $until"
            self._tx.execute(sql, range_of_cells)


def recompute_customers(tx: Write) -> None:
    """Compute the rollups of customers again: they carry what keys resolve to, which changed rules change."""
    for table in ("customer_day", "customer_month"):
        tx.delete(table)
        tx.execute(f"INSERT INTO {table} BY NAME {_rollup(_CELLS[table][0], 'event')}")


def _measures(table: str) -> list[str]:
    _, cells = _CELLS[table]
    return [column.name for column in TABLE[table].columns if column.name not in cells]


def _type(table: str, name: str) -> str:
    is_money = any(column.name == name and column.type == "money" for column in TABLE[table].columns)
    return "DECIMAL(38, 12)" if is_money else "BIGINT"


def _rollup(name: str, source: str) -> str:
    return load_sql(PACKAGE, name).replace("MEASURES", _MEASURES).replace("SOURCE", source)


def _sums() -> str:
    tokens = (f"CAST(coalesce(sum({name}), 0) AS BIGINT) AS {name}" for name in _TOKENS)
    costs = (f"coalesce(sum({name}), 0) AS {name}" for name in _COSTS)
    counts = (
        "CAST(sum(requests) AS BIGINT) AS requests",
        "CAST(coalesce(sum(requests) FILTER (status = 'error'), 0) AS BIGINT) AS errors",
    )
    return ", ".join((*counts, *tokens, *costs))


_MEASURES: Final = _sums()
