"""Spans that repeat what their descendants used: they are events only while no such descendant is known."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from outlay.store.events import batches
from outlay.store.events.contributors import fold, identity, read_records, records_of, table_of, write_records
from outlay.store.events.descent import Aggregate, Span, superseded
from outlay.store.events.model import AGGREGATE, AGGREGATE_ONLY, PACKAGE, WINDOW
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import pyarrow as pa

    from outlay.store.engine import Write
    from outlay.store.events.model import Merge, Record
    from outlay.store.events.writing import EventWriter

_APART: Final = 0x2A5F_31C7_90D4_6BE8
"""Changes the ids of aggregates, so that they join no request: one that has the same ids is their descendant."""


class Traces:
    """Loads aggregates and the spans that link, and decides anew about the traces that they belong to."""

    def __init__(self, tx: Write, writer: EventWriter, *, merge: Merge) -> None:
        self._tx = tx
        self._writer = writer
        self._merge = merge

    def load(self, batch: pa.Table, aggregates: pa.Table | None, passes: pa.Table | None) -> None:
        """Load the aggregates and passing spans of a batch whose requests are loaded."""
        if passes is not None:
            self._writer.observe(self._unknown(passes))
        linked = [batch.column("trace_key")]
        new = 0
        if aggregates is not None:
            aggregates = _set_apart(aggregates)
            linked.append(aggregates.column("trace_key"))
            new = self._observe(aggregates)
        window = batches.window_of(batch, 2 * WINDOW)
        rows = self._spans(linked, window)
        change = self._decide(rows, window) if rows else 0
        self._writer.loaded += change
        self._writer.merged += new - change

    def _observe(self, rows: pa.Table) -> int:
        """Keep what is new of the aggregates, whole. Returns how many that are."""
        import pyarrow as pa

        fresh = self._unknown(rows)
        self._writer.duplicate += rows.num_rows - fresh.num_rows
        records = [write_records([record]) for record in records_of(fresh)]
        self._writer.observe(fresh.append_column("record", pa.array(records, pa.string())), "record")
        new: int = fresh.num_rows
        return new

    def _unknown(self, rows: pa.Table) -> pa.Table:
        rows = batches.drop_repeated(rows)
        self._tx.stage("incoming", batches.numbered(rows, ("source_key", "version", "content_hash", "role")))
        known = self._tx.fetch(load_sql(PACKAGE, "observation_known"), batches.window_of(rows))
        return batches.without(rows, set(known.column("n").to_pylist())) if known.num_rows else rows

    def _spans(self, linked: Sequence[pa.ChunkedArray], window: dict[str, datetime]) -> list[dict[str, Any]]:
        """What is known of the traces that have an aggregate."""
        import pyarrow as pa

        keys = pa.chunked_array([chunk for column in linked for chunk in column.chunks], pa.int64()).drop_null()
        if len(keys) == 0:
            return []
        self._tx.stage("linked", pa.table({"trace_key": keys}))
        wanted = self._tx.fetch(load_sql(PACKAGE, "trace_wanted"), window)
        if wanted.num_rows == 0:
            return []
        self._tx.stage("wanted_trace", wanted)
        return list(self._tx.fetch(load_sql(PACKAGE, "trace_spans"), window).to_pylist())

    def _decide(self, rows: Sequence[dict[str, Any]], window: dict[str, datetime]) -> int:
        """Bring the events of aggregates in line with what is known. Returns how many more there are."""
        records: dict[int, list[Record]] = defaultdict(list)
        for row in rows:
            if row["role"] == AGGREGATE:
                records[row["source_key"]] += read_records(row["record"])
        gone = _superseded(rows, records)
        self._tx.stage("aggregate", batches.column_of(sorted(records), "source_key"))
        standing = self._tx.fetch(load_sql(PACKAGE, "aggregate_standing"), window)
        events: dict[int, tuple[int, Record]] = {
            event["source_key"]: (place, event) for place, event in enumerate(standing.to_pylist())
        }
        wanted = {key: found for key, found in records.items() if key not in gone}
        same = {key for key, found in wanted.items() if key in events and _is_made_of(events[key][1], found)}
        withdrawn = [place for key, (place, _) in events.items() if key not in same]
        fresh = [found for key, found in wanted.items() if key not in same]
        if withdrawn:
            self._writer.withdraw(standing.take(withdrawn))
        if fresh:
            self._insert(fresh)
        return len(fresh) - len(withdrawn)

    def _insert(self, groups: Sequence[Sequence[Record]]) -> None:
        single = [records for records in groups if len(records) == 1]
        several = [records for records in groups if len(records) > 1]
        if single:
            self._writer.insert_merged(_flagged(table_of([records[0] for records in single])), single)
        if several:
            self._writer.insert_merged(_flagged(self._merge(self._tx, several)), several)


def _superseded(rows: Iterable[dict[str, Any]], records: dict[int, list[Record]]) -> set[int]:
    traces: dict[int, dict[int, Span]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row["version"], row["content_hash"])):
        if row["span_key"] is None:
            continue
        spans = traces[row["trace_key"]]
        span = spans.setdefault(row["span_key"], Span(row["span_key"]))
        span.parent = row["parent_key"] if row["parent_key"] is not None else span.parent
        if row["role"] == AGGREGATE:
            span.aggregate = _aggregate(row["source_key"], records[row["source_key"]])
        elif row["has_usage"]:
            span.requests.append(row["ts"])
    return set().union(*(superseded(spans) for spans in traces.values()))


def _aggregate(source_key: int, records: Sequence[Record]) -> Aggregate:
    last: Any = max(records, key=_newness)
    lasted = timedelta(milliseconds=last["latency_ms"] or 0)
    return Aggregate(source_key=source_key, ts=last["ts"], end=last["ts"] + lasted)


def _set_apart(rows: pa.Table) -> pa.Table:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = pa.array(np.bitwise_xor(rows.column("source_key").to_numpy(), _APART), pa.int64())
    for name in ("source_key", "request_key"):
        rows = rows.set_column(rows.column_names.index(name), name, keys)
    for name in ("trace_key", "span_key"):
        # a span of no trace is one by itself
        filled = pc.coalesce(rows.column(name).cast(pa.int64()), keys)
        rows = rows.set_column(rows.column_names.index(name), name, filled)
    return rows


def _is_made_of(event: Record, records: Sequence[Record]) -> bool:
    if len(records) == 1:
        return event["contributors"] is None and identity(event) == identity(records[0])
    return event["contributors"] == fold(records)


def _flagged(rows: pa.Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    flags = rows.column("flags").cast(pa.string())
    joined = pc.binary_join_element_wise(flags, pa.scalar(AGGREGATE_ONLY), ",", null_handling="skip")
    return rows.set_column(rows.column_names.index("flags"), "flags", joined)


def _newness(record: Record) -> tuple[Any, Any]:
    return record["version"], record["content_hash"]
