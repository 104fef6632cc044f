"""Requests of a batch: which are new, which are repeated, and which join a request that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.store.events import batches
from outlay.store.events.contributors import records_of, unfold
from outlay.store.events.groups import group_records
from outlay.store.events.model import NEAR, PACKAGE, WINDOW
from outlay.store.events.outcome import Outcome
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store.engine import Write
    from outlay.store.events.groups import Group
    from outlay.store.events.model import Merge
    from outlay.store.events.writing import EventWriter


class Requests:
    """Loads observations that are requests by themselves."""

    def __init__(self, tx: Write, writer: EventWriter, *, merge: Merge, is_last_winning: bool) -> None:
        self._tx = tx
        self._writer = writer
        self._merge = merge
        self._is_last_winning = is_last_winning

    def load(self, rows: pa.Table) -> None:
        """Load rows: those that share no id with any other go straight in."""
        distinct = batches.drop_repeated(rows)
        self._writer.duplicate += rows.num_rows - distinct.num_rows
        window = batches.window_of(distinct, WINDOW + NEAR)
        names = ("ts", "request_key", "source_key", "version", "content_hash")
        self._tx.stage("incoming", batches.numbered(distinct, names))
        known = self._tx.fetch(load_sql(PACKAGE, "event_known"), window)
        linked = batches.shared_rows(distinct)
        linked.update(known.column("n").to_pylist())
        if not linked:
            self._add(distinct)
            return
        self._add(batches.without(distinct, linked))
        self._join(distinct, linked, known)

    def _add(self, rows: pa.Table) -> None:
        if rows.num_rows:
            self._writer.insert(rows)
            self._writer.observe(rows)
            self._writer.loaded += rows.num_rows

    def _join(self, rows: pa.Table, linked: set[int], known: pa.Table) -> None:
        tx = self._tx
        tx.stage("known", known)
        # bound by the times of those events, so that zone maps spare all others
        window = batches.window_of(known if known.num_rows else rows)
        standing = tx.fetch(load_sql(PACKAGE, "event_standing"), window)
        tx.stage("standing", standing)
        repeated = tx.fetch(load_sql(PACKAGE, "event_repeated")).column("n").to_pylist()
        self._writer.duplicate += len(repeated)
        numbers = sorted(linked.difference(repeated))
        if numbers:
            tx.stage("needed", batches.column_of(numbers, "n"))
            standing = tx.fetch(load_sql(PACKAGE, "event_needed"))
            self._settle(rows.take(numbers), standing)

    def _settle(self, rows: pa.Table, standing: pa.Table) -> None:
        """Let rows join each other and the stored events that share ids with them."""
        incoming = records_of(rows)
        places = {id(record): place for place, record in enumerate(incoming)}
        outcome = Outcome()
        for group in group_records([unfold(event) for event in standing.to_pylist()], incoming):
            self._writer.duplicate += group.repeated
            if group.new:
                self._decide(group, places, outcome)
        self._write(rows, standing, outcome)

    def _decide(self, group: Group, places: dict[int, int], outcome: Outcome) -> None:
        writer, before, new = self._writer, len(group.events), len(group.new)
        changed, known = outcome.join(group, places, is_last_winning=self._is_last_winning)
        change = 1 - before if known < new else 0
        writer.loaded += change
        writer.duplicate += known
        writer.merged += new - change - changed - known
        writer.changed += changed

    def _write(self, rows: pa.Table, standing: pa.Table, outcome: Outcome) -> None:
        writer = self._writer
        if outcome.withdrawn:
            writer.withdraw(standing.take(outcome.withdrawn))
        if outcome.single:
            writer.insert(rows.take(outcome.single))
        if outcome.joined:
            writer.insert_merged(self._merge(self._tx, outcome.joined), outcome.joined)
        if outcome.observed:
            writer.observe(rows.take(outcome.observed))
