"""What the ledger reads from the store: facts of some days, never more than a batch of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store import Reader

PACKAGE = "outlay.ledger"


def statement(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return load_sql(PACKAGE, name)


def load_of_days(reader: Reader, name: str, days: Collection[date]) -> pa.Table:
    """Run a statement that reads facts of some days, such as load_pools or load_usage."""
    parameters: Mapping[str, object] = {"first": min(days), "last": max(days), "days": sorted(days)}
    return reader.fetch(statement(name), parameters)


def load_dirty_days(reader: Reader) -> set[date]:
    """The days whose ledger must be computed again."""
    return set(reader.fetch("SELECT DISTINCT day FROM dirty_day").column("day").to_pylist())


def load_days_since(reader: Reader, since: date) -> set[date]:
    """All days with charges or ledger rows from a day on."""
    return {day for day in load_ledger_days(reader) if day >= since}


def load_row_counts(reader: Reader, days: Collection[date]) -> dict[date, int]:
    """How many charge slices each day has; days without any are left out."""
    sql = "SELECT day, count(*) AS n FROM charge_slice WHERE list_contains(?, day) GROUP BY day"
    return {row["day"]: row["n"] for row in reader.fetch(sql, [sorted(days)]).to_pylist()}


def load_ledger_days(reader: Reader) -> set[date]:
    """All days that a ledger is computed for: those with charges, and those with rows of charges that are gone."""
    sql = "SELECT day FROM charge_slice UNION SELECT day FROM ledger"
    return set(reader.fetch(sql).column("day").to_pylist())


def load_keys(reader: Reader) -> pa.Table:
    """The key dictionary."""
    return reader.fetch("SELECT * FROM key")


def load_coverage(reader: Reader) -> dict[tuple[str, date], str]:
    """The stored state of each covered (payer, day)."""
    found = reader.fetch("SELECT payer_id, day, state FROM coverage").to_pylist()
    return {(row["payer_id"], row["day"]): row["state"] for row in found}


def load_days_of_payers(reader: Reader, payers: Collection[str]) -> set[date]:
    """The days on which some payers charged anything."""
    sql = "SELECT DISTINCT day FROM charge_slice WHERE list_contains(?, payer_id)"
    return set(reader.fetch(sql, [sorted(payers)]).column("day").to_pylist())
