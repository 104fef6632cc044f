"""What the ledger reads from the store: facts of some days, never more than a batch of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store import Store

PACKAGE = "outlay.ledger"


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (files(PACKAGE) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def load_of_days(store: Store, name: str, days: Collection[date]) -> pa.Table:
    """Run a statement that reads some days: load_pools, load_usage, load_provider_usage or load_customers."""
    parameters: Mapping[str, object] = {"first": min(days), "last": max(days), "days": sorted(days)}
    return store.fetch(statement(name), parameters)


def load_dirty_days(store: Store) -> set[date]:
    """The days whose ledger must be computed again."""
    return set(store.fetch("SELECT DISTINCT day FROM dirty_day").column("day").to_pylist())


def load_days_since(store: Store, since: date) -> set[date]:
    """All days with charges or ledger rows from a day on."""
    sql = "SELECT day FROM charge_slice WHERE day >= $1 UNION SELECT day FROM ledger WHERE day >= $1"
    return set(store.fetch(sql, [since]).column("day").to_pylist())


def load_row_counts(store: Store, days: Collection[date]) -> dict[date, int]:
    """How many charge slices each day has; days without any are left out."""
    sql = "SELECT day, count(*) AS n FROM charge_slice WHERE list_contains(?, day) GROUP BY day"
    return {row["day"]: row["n"] for row in store.fetch(sql, [sorted(days)]).to_pylist()}


def load_keys(store: Store) -> pa.Table:
    """The key dictionary."""
    return store.fetch("SELECT * FROM key")


def load_coverage(store: Store) -> dict[tuple[str, date], str]:
    """The stored state of each covered (payer, day)."""
    found = store.fetch("SELECT payer_id, day, state FROM coverage").to_pylist()
    return {(row["payer_id"], row["day"]): row["state"] for row in found}


def load_days_of_payers(store: Store, payers: Collection[str]) -> set[date]:
    """The days on which some payers charged anything."""
    sql = "SELECT DISTINCT day FROM charge_slice WHERE list_contains(?, payer_id)"
    return set(store.fetch(sql, [sorted(payers)]).column("day").to_pylist())
