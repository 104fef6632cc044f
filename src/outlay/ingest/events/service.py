"""Imports files of requests, all or nothing: bad rows are set aside, good rows are loaded exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.core.money import format_plain
from outlay.ingest.events.model import BATCH, FILE_SHAPE, EventReport
from outlay.ingest.events.normalising import normalise, open_batches, refused_rows
from outlay.ingest.events.rating import rate_rows
from outlay.ingest.events.rows import COUNTS
from outlay.ingest.events.tally import Tally
from outlay.ingest.mapping import open_mapped
from outlay.ingest.rejects import write_rejects
from outlay.store.events import EventLoader
from outlay.store.keys import register_keys
from outlay.store.telemetry import register_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Extract, Pricing, Rate
    from outlay.ingest.mapping import FileImport
    from outlay.ingest.rejects import Reject
    from outlay.store.engine import Store
    from outlay.store.events import Merge
    from outlay.store.scratch import Scratch

BATCH_ROWS: Final = 122_880
"""A row group of the embedded store."""
_SHOWN_REJECTS: Final = 20


def import_events(store: Store, settings: Settings, job: FileImport, pricing: Pricing, merge: Merge) -> EventReport:
    """Import the files of a job in one transaction; importing them again changes nothing.

    `merge` makes one request of what several sources say of it.

    Raises:
        FileFormatError: for a file that cannot be read, naming it.
        MissingColumnError: when no column holds the time, or any usage.
        UnknownNameError: for a mapping to a column that Outlay does not know.
    """
    with store.scratch() as scratch:
        opened = open_rows(scratch, job, pricing.extract)
        tally = Tally()
        with store.write() as tx:
            register_keys(tx, opened.tuples, settings)
            loader = EventLoader(tx, merge=merge, is_last_winning=True)
            for batch in rated_batches(scratch, pricing.rate):
                tally.add(batch)
                loader.load(batch)
            register_cards(tx, pricing.describe(sorted(tally.cards)))
            counts = loader.finish()
    return EventReport(
        rows=opened.rows,
        loaded=counts.loaded,
        changed=counts.changed,
        merged=counts.merged,
        duplicate=counts.duplicate,
        rejected=len(opened.rejects),
        without_price=counts.without_price,
        reject_file=write_rejects(job.reject_dir, opened.rejects),
        rejects=tuple(opened.rejects[:_SHOWN_REJECTS]),
        flags=dict(tally.flags),
        ignored_columns=tuple(opened.ignored),
        since=tally.since,
        until=tally.until,
        priced_cost=None if counts.priced_cost is None else format_plain(counts.priced_cost),
        tokens=tally.tokens,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRows:
    """What files hold, before any of it is rated or loaded."""

    rows: int
    rejects: list[Reject]
    tuples: list[dict[str, str | None]]
    """The raw key tuples of the rows."""
    ignored: list[str]


def open_rows(scratch: Scratch, job: FileImport, extract: Extract) -> OpenedRows:
    """Open a job's files as the views `content` and `batch`.

    Raises:
        FileFormatError: for a file that cannot be read, or of which no row can be used.
        MissingColumnError: when no column holds the time, or any usage.
        UnknownNameError: for a mapping to a column that Outlay does not know.
    """
    columns, found = open_mapped(scratch, job, FILE_SHAPE, {"source": job.source, "flags": None})
    _demand_columns(job, columns, found)
    present = {*job.constants, *(name for name, column in found.items() if column)}
    tuples = normalise(scratch, present, extract)
    rows, rejects = int(str(scratch.rows("SELECT count(*) FROM mapped")[0][0])), refused_rows(scratch)
    if rows and len(rejects) == rows:
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint="check --map and --set, and docs/how-to/import-events.md")
    ignored = [column for column in columns if column not in found.values()]
    return OpenedRows(rows=rows, rejects=rejects, tuples=tuples, ignored=ignored)


def _demand_columns(job: FileImport, columns: list[str], found: dict[str, str | None]) -> None:
    listed = ", ".join(columns[:30])
    if found["ts"] is None and "ts" not in job.constants:
        message = "no column holds the time of the request (ts)"
        raise MissingColumnError(message, hint=f"add --map ts=COLUMN; the file has {listed}")
    usage = (*COUNTS, "units", "cost")
    if not any(found[name] or name in job.constants for name in ("model", "cost")):
        message = "no column holds the model, so nothing could be priced"
        raise MissingColumnError(message, hint=f"add --map model=COLUMN or --set model=gpt-4o; the file has {listed}")
    if not any(found[name] or name in job.constants for name in usage):
        message = "no column holds usage (input_tokens, output_tokens, units or cost)"
        raise MissingColumnError(message, hint=f"add --map input_tokens=COLUMN; the file has {listed}")


def rated_batches(scratch: Scratch, rate: Rate, condition: str = "true") -> Iterator[pa.Table]:
    """The rows of the view `batch` that meet a condition, rated, in time order."""
    import pyarrow as pa

    for record_batch in open_batches(scratch, BATCH_ROWS, condition):
        yield rate_rows(pa.Table.from_batches([record_batch]), rate).select(list(BATCH))
