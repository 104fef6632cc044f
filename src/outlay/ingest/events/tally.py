"""Sums what passes through an import, for its report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

_TOKENS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")


class Tally:
    """Rows, tokens, time span and flags of the batches seen."""

    def __init__(self) -> None:
        self.rows = 0
        self.tokens = 0
        self.flags: Counter[str] = Counter()
        self.cards: set[str] = set()
        self._ends: list[datetime] = []

    def add(self, batch: pa.Table) -> None:
        """Count a batch; spans between requests are none themselves."""
        import pyarrow.compute as pc

        batch = batch.filter(pc.not_equal(batch.column("role"), "passes"))
        self.rows += batch.num_rows
        self.tokens += sum(pc.sum(batch.column(name)).as_py() or 0 for name in _TOKENS)
        self.cards.update(batch.column("card_id").unique().drop_null().to_pylist())
        ends = pc.min_max(batch.column("ts")).as_py()
        self._ends += [end for end in (ends["min"], ends["max"]) if end is not None]
        for found in pc.value_counts(batch.column("flags").drop_null()).to_pylist():
            for flag in found["values"].split(","):
                self.flags[flag] += found["counts"]

    @property
    def since(self) -> str | None:
        """The first time seen."""
        return str(min(self._ends)) if self._ends else None

    @property
    def until(self) -> str | None:
        """The last time seen."""
        return str(max(self._ends)) if self._ends else None
