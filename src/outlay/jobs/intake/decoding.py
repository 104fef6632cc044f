"""Turns records of the journal into rated rows: read by the shape of their kind, normalised, keyed and priced.

Pure but for the scratch database: the same records give the same rows, however they are cut into calls.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.events.letters import Letters
from outlay.ingest.events.normalising import normalise_rows, rated_batch, refused_rows
from outlay.ingest.events.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from outlay.ingest.events.letters import DeadLetter
    from outlay.ingest.events.model import Pricing
    from outlay.store.journal import Entry
    from outlay.store.scratch import Scratch

_OTLP: Final = "otlp-"
_METRICS: Final = "otlp-metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What records of the journal say."""

    batch: pa.Table
    """Rated rows, in the columns that the loader takes."""
    keys: list[dict[str, str | None]]
    cards: pa.Table
    metrics: list[dict[str, object]]
    letters: list[DeadLetter]
    without_usage: int


def decode_entries(entries: Iterable[Entry], scratch: Scratch, pricing: Pricing) -> Decoded:
    """Decode bodies of the journal.

    Every record of a body becomes a row, a dead letter, or one counted as without usage.
    """
    rows, letters = Rows(), Letters()
    metrics: list[dict[str, object]] = []
    for entry in entries:
        rows.begin(f"{entry.position.segment}:{entry.position.offset}", source=entry.source)
        letters.begin(entry.source or entry.kind, entry.kind)
        metrics += _read(entry, rows, letters)
    table = rows.table()
    keys = normalise_rows(scratch, table, pricing.extract)
    _set_refused_aside(scratch, table, letters)
    batch = rated_batch(scratch, pricing)
    used = batch.column("card_id").unique().drop_null().to_pylist()
    return Decoded(
        batch=batch,
        keys=keys,
        cards=pricing.describe(used),
        metrics=metrics,
        letters=letters.dead,
        without_usage=letters.without_usage,
    )


def _read(entry: Entry, rows: Rows, letters: Letters) -> list[dict[str, object]]:
    """Read one body. The front has parsed it before, so one that cannot be read is a fault of ours, kept apart."""
    try:
        if entry.kind.startswith(_METRICS):
            from outlay.ingest.otlp import read_metrics

            return read_metrics(entry.kind, entry.body, letters)
        if entry.kind.startswith(_OTLP):
            from outlay.ingest.otlp import read

            read(entry.kind, entry.body, rows, letters)
        else:
            from outlay.ingest.records import read_records

            read_records(entry.kind, entry.body, rows, letters)
    except FileFormatError as error:
        for _ in range(entry.count):
            letters.add(reason=error.message)
    return []


def _set_refused_aside(scratch: Scratch, table: pa.Table, letters: Letters) -> None:
    """Set rows aside that normalising could not use, as they were read."""
    for reject in refused_rows(scratch):
        found = table.slice(reject.row - 1, 1).to_pylist()[0]
        record = {name: value for name, value in found.items() if value is not None and not name.startswith("_")}
        letters.begin(str(found.get("source") or ""), "row")
        text = json.dumps(record, ensure_ascii=False, default=str)
        letters.add(reason=reject.reason, field=reject.column, record=text)
