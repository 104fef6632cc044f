"""Swaps the rows of some days in whole, with their coverage: in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from outlay.ledger.coverage import coverage_table
from outlay.ledger.marks import holds_claim, release_days
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
    coverage: Mapping[tuple[str, date], str]
    keyring: Keyring
    settings: Settings


def swap_days(store: Store, scratch: Scratch, days: Collection[date], run: Run) -> int | None:
    """Replace the ledger and coverage of some days, and clear the run's claim on them.

    Returns:
        How many ledger rows there are now; None if a newer run has claimed one of the days: then nothing is written.
    """
    with store.write() as tx:
        if not holds_claim(tx, days, run.claim):
            return None
        register_keys(tx, run.keyring.made.values(), run.settings)
        counts = {}
        for table, select in _COMPUTED.items():
            tx.delete(table, day=sorted(days))
            counts[table] = tx.insert(table, scratch.reader(select))
        _swap_coverage(tx, days, run.coverage)
        _swap_months(tx, {day.replace(day=1) for day in days})
        release_days(tx, days, run.claim)
    run.keyring.made.clear()
    return counts["ledger"]


def _swap_coverage(tx: Write, days: Collection[date], coverage: Mapping[tuple[str, date], str]) -> None:
    """An estimate leaves an answer in the moment in which its charge arrives there."""
    wanted = set(days)
    tx.delete("coverage", day=sorted(days))
    tx.insert("coverage", coverage_table({at: state for at, state in coverage.items() if at[1] in wanted}))


def _swap_months(tx: Write, months: Collection[date]) -> None:
    """Needs the coverage of their days in place."""
    tx.delete("ledger_customer_month", month=sorted(months))
    tx.execute(statement("insert_customer_months"), {"months": sorted(months)})
