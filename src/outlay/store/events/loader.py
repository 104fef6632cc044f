"""Loads rated observations inside a transaction: what is new becomes an event, what is known joins its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outlay.store.events.aggregates import Traces
from outlay.store.events.batches import split_roles
from outlay.store.events.merging import Requests
from outlay.store.events.model import AGGREGATE, PASSES, REQUEST
from outlay.store.events.retention import fold_observations
from outlay.store.events.writing import EventWriter

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store.engine import Write
    from outlay.store.events.model import LoadCounts, Merge


class EventLoader:
    """Loads batches; `finish` brings the rollups up to date.

    Args:
        tx: The transaction that everything becomes part of.
        merge: Makes one row of several observations.
        now: When the observations were received.
        is_last_winning: Whether of equal versions of one source and id the later one counts, as files are imported;
            otherwise the order in which observations come makes no difference.
    """

    def __init__(self, tx: Write, *, merge: Merge, now: datetime | None = None, is_last_winning: bool = False) -> None:
        self._tx = tx
        self._now = (now or datetime.now(tz=UTC)).replace(tzinfo=None)
        self._is_last_winning = is_last_winning
        self._writer = EventWriter(tx, now=self._now, is_recent_only=is_last_winning)
        self._requests = Requests(tx, self._writer, merge=merge, is_last_winning=is_last_winning)
        self._traces = Traces(tx, self._writer, merge=merge)

    def load(self, batch: pa.Table) -> None:
        """Load rated observations, in the columns of `BATCH` of `ingest.events`."""
        if batch.num_rows == 0:
            return
        parts = split_roles(batch)
        if REQUEST in parts:
            self._requests.load(parts[REQUEST])
        self._traces.load(batch, parts.get(AGGREGATE), parts.get(PASSES))

    def finish(self) -> LoadCounts:
        """Bring the rollups up to date and mark the days for the ledger.

        Raises:
            IntegrityError: if a rollup's delta does not hold every loaded request.
        """
        if self._is_last_winning:
            fold_observations(self._tx, self._now)
        return self._writer.finish()
