"""Sums files of requests by hour and key, to what an import of them comes to, without keeping the requests.

Most rows of a file share no id with any other: each is a request, and is counted where it stands. Rows that share one,
a repetition or what several sources say of one request, are merged as an import merges them, and so are all rows of
files that say which spans repeat others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.events.normalising import PACKAGE
from outlay.ingest.events.rating import rate_rows
from outlay.ingest.events.service import BATCH_ROWS, open_rows, rated_batches
from outlay.store.events import EventLoader, HourCounts
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Pricing, Rate
    from outlay.ingest.mapping import FileImport
    from outlay.ingest.rejects import Reject
    from outlay.store.engine import Store
    from outlay.store.events import Merge
    from outlay.store.scratch import Scratch

_IS_SHARED: Final = (
    "coalesce(source_hash(source, source_id) IN (FROM shared_id), false) "
    "OR coalesce(response_hash(provider, response_id) IN (FROM shared_id), false)"
)


def sum_events(store: Store, settings: Settings, job: FileImport, pricing: Pricing, merge: Merge) -> list[Reject]:
    """Sum the requests of a job's files into an empty store, which then holds `event_hour` of them.

    Returns:
        The rows that were set aside.

    Raises:
        FileFormatError: for a file that cannot be read, naming it.
        MissingColumnError: when no column holds the time, or any usage.
        UnknownNameError: for a mapping to a column that Outlay does not know.
    """
    with store.scratch() as scratch:
        opened = open_rows(scratch, job, pricing.extract)
        is_shared = _shared(scratch)
        with store.write() as tx:
            register_keys(tx, opened.tuples, settings)
            counts = HourCounts(tx)
            for batch in _alone(scratch, f"NOT ({is_shared})", pricing.rate):
                counts.add(batch)
            counts.finish()
            if is_shared != "false":
                loader = EventLoader(tx, merge=merge, is_last_winning=True)
                for batch in rated_batches(scratch, pricing.rate, is_shared):
                    loader.load(batch)
                loader.finish()
    return opened.rejects


def _shared(scratch: Scratch) -> str:
    """The condition of rows that others may speak of too."""
    if scratch.rows("SELECT 1 FROM leaves WHERE role <> 'request' LIMIT 1"):
        return "true"
    for name in ("macro_source_hash", "macro_response_hash", "shared_ids"):
        scratch.run(PACKAGE, name)
    return _IS_SHARED if scratch.rows("SELECT 1 FROM shared_id LIMIT 1") else "false"


def _alone(scratch: Scratch, condition: str, rate: Rate) -> Iterator[pa.Table]:
    import pyarrow as pa

    rows = scratch.text(PACKAGE, "alone").replace("IS_ALONE", condition)
    for record_batch in scratch.reader(rows, BATCH_ROWS):
        yield rate_rows(pa.Table.from_batches([record_batch]), rate)
