"""Counts requests into the hours of their keys without keeping them: for a store that is gone after one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.store.events.batches import total
from outlay.store.events.rollups import Rollups

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store.engine import Write


class HourCounts:
    """What requests add to `event_hour`. As none is kept, nothing that comes later can join one of them."""

    def __init__(self, tx: Write) -> None:
        self._tx = tx
        self._rollups = Rollups(tx, tables=("event_hour",))

    def add(self, rows: pa.Table) -> None:
        """Count rated requests that share no id with any other."""
        self._tx.stage("counted", rows)
        self._rollups.add("counted", total(rows, "requests"))

    def finish(self) -> None:
        """Bring the rollup up to date.

        Raises:
            IntegrityError: if what it gains does not hold every request.
        """
        self._rollups.apply()
