"""Swaps the rows of some days in whole: delete, insert, clear the marks that were read, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

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


def swap_days(store: Store, scratch: Scratch, days: Mapping[date, int], keyring: Keyring, settings: Settings) -> int:
    """Replace the ledger of some days by what the scratch holds; `days` tells how many dirty marks were read.

    A day that was marked again since then keeps its marks, and is computed again by the next run.
    """
    with store.write() as tx:
        register_keys(tx, keyring.made.values(), settings)
        counts = {}
        for table, select in _COMPUTED.items():
            tx.delete(table, day=sorted(days))
            counts[table] = tx.insert(table, scratch.reader(select))
        _swap_months(tx, {day.replace(day=1) for day in days})
        _clear_marks(tx, days)
    keyring.made.clear()
    return counts["ledger"]


def _swap_months(tx: Write, months: Collection[date]) -> None:
    tx.delete("ledger_customer_month", month=sorted(months))
    tx.execute(statement("insert_customer_months"), {"months": sorted(months)})


def _clear_marks(tx: Write, days: Mapping[date, int]) -> None:
    sql = "SELECT day, count(*) AS marks FROM dirty_day WHERE list_contains(?, day) GROUP BY day"
    now = {row["day"]: row["marks"] for row in tx.fetch(sql, [sorted(days)]).to_pylist()}
    unchanged = sorted(day for day, marks in now.items() if marks == days[day])
    if unchanged:
        tx.delete("dirty_day", day=unchanged)
