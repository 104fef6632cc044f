"""Swaps the rows of some days in whole: delete, insert, clear the run's claim, in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from outlay.ledger.queries import statement
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ledger.keyring import Keyring
    from outlay.store import Store, Write
    from outlay.store.scratch import Scratch

_COMPUTED: Final = {
    "ledger": "SELECT * FROM ledger_row",
    "ledger_customer": "SELECT * FROM customer_row",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the swaps of one rebuild share."""

    claim: str
    keyring: Keyring
    settings: Settings


def claim_days(store: Store, days: Collection[date]) -> str:
    """Put a claim of this run's own in place of the dirty marks of some days; returns its name.

    Marks that are set from then on stay beside the claim, so a fact that changes meanwhile is not forgotten; a claim
    whose run did not end leaves its days dirty.
    """
    import pyarrow as pa

    claim = f"claim {uuid4().hex}"
    if days:
        with store.write() as tx:
            sql = "SELECT DISTINCT day FROM dirty_day WHERE list_contains(?, day)"
            marked = tx.fetch(sql, [sorted(days)]).column("day")
            tx.delete("dirty_day", day=sorted(days))
            tx.insert("dirty_day", pa.table({"day": marked, "reason": [claim] * len(marked)}))
    return claim


def swap_days(store: Store, scratch: Scratch, days: Collection[date], run: Run) -> int:
    """Replace the ledger of some days by what the scratch holds, and clear the run's claim on them."""
    with store.write() as tx:
        register_keys(tx, run.keyring.made.values(), run.settings)
        counts = {}
        for table, select in _COMPUTED.items():
            tx.delete(table, day=sorted(days))
            counts[table] = tx.insert(table, scratch.reader(select))
        _swap_months(tx, {day.replace(day=1) for day in days})
        tx.delete("dirty_day", day=sorted(days), reason=run.claim)
    run.keyring.made.clear()
    return counts["ledger"]


def _swap_months(tx: Write, months: Collection[date]) -> None:
    tx.delete("ledger_customer_month", month=sorted(months))
    tx.execute(statement("insert_customer_months"), {"months": sorted(months)})
