"""Observations as decoders give them, loaded in any order, and what the store makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from outlay.core.ids import stable_int63
from outlay.facts.keys import KEY_DIMENSIONS, key_id
from outlay.ingest.events.model import BATCH
from outlay.ingest.events.rating import rate_rows
from outlay.ingest.merging import build_merge
from outlay.store.events import EventLoader
from outlay.store.keys import register_keys
from tests.unit.ingest.events import kit

START = datetime(2026, 10, 31, 2)  # noqa: DTZ001  # the store keeps UTC without a zone
NOW = START.replace(tzinfo=UTC)
TABLES = (
    "event", "observation", "event_alias", "event_hour", "event_hist", "customer_day", "customer_month", "dirty_day",
)  # fmt: skip
LEAVES = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
_INTS = {
    "request_key", "source_key", "key_id", "version", "content_hash", "trace_key", "span_key", "parent_key", "requests",
    *LEAVES,
}  # fmt: skip
_KEY = {*KEY_DIMENSIONS, "service_tier", "region"}


def observe(source_id="x", minute=0, **fields):
    """An observation; tokens are given as `input` and `output`, the rest by its column."""
    source = fields.pop("source", "otlp")
    raw = {"provider": "openai", "model": "m1", "cost_group": "ai", "workload_kind": "inference"}
    raw |= {name: fields.pop(name) for name in list(fields) if name in _KEY}
    raw = {name: value for name, value in raw.items() if value is not None}
    has_usage = fields.get("input") is not None
    if fields.get("stated_by") == "gateway" and fields["stated_cost"] == 0 and has_usage:
        # normalising takes it for no statement
        fields |= {"stated_by": None, "stated_cost": None}
    row = dict.fromkeys(BATCH) | dict.fromkeys(LEAVES, 0 if has_usage else None)
    row |= {"source": source, "source_id": source_id, "source_kind": "client", "version": 0, "role": "request"}
    row |= {"status": "ok", "requests": 1, "usage_flags": None, "ts": START + timedelta(minutes=minute)} | fields
    for name in ("trace", "span", "parent"):
        if (value := row.pop(name, None)) is not None:
            row[f"{name}_key"] = stable_int63([name.replace("parent", "span"), value])
    row["source_key"] = stable_int63(["s", source, source_id])
    answer = row["response_id"]
    row["request_key"] = row["source_key"] if answer is None else stable_int63(["r", raw["provider"], answer])
    row["content_hash"] = stable_int63([{name: str(value) for name, value in row.items()}, raw])
    return row | {"key_id": key_id(raw), "raw": raw}


def rows_of(observations, rate=kit.rate):
    """Observations as a rated batch."""
    extra = {"usage_flags", "stated_input", "stated_output", "probability"}
    columns = {}
    for name in (*BATCH, *extra, "provider", "model", "service_tier", "region"):
        if name in {*kit.COSTS, "cost_state", "card_id", "flags"}:
            continue
        values = [row["raw"].get(name) if name in _KEY else row.get(name) for row in observations]
        columns[name] = pa.array(values, _type(name))
    return rate_rows(pa.table(columns), rate).select(list(BATCH))


def _type(name):
    if name in _INTS:
        return pa.int64()
    return {
        "ts": pa.timestamp("us"), "latency_ms": pa.float64(), "probability": pa.float64(),
        "stated_cost": pa.decimal128(38, 12), "stated_input": pa.decimal128(38, 12),
        "stated_output": pa.decimal128(38, 12),
    }.get(name, pa.string())  # fmt: skip


class Bench(kit.Desk):
    """A store that takes observations."""

    def __init__(self, folder):
        super().__init__(folder)
        self.merge = build_merge(self.settings, kit.rate)

    def clear(self):
        """Forget all events."""
        with self.store.write() as tx:
            for table in TABLES:
                tx.delete(table)

    def take(self, *batches, now=NOW, **options):
        """Load batches of observations in one transaction; checks that each row was counted once."""
        with self.store.write() as tx:
            register_keys(tx, [row["raw"] for rows in batches for row in rows], self.settings)
            loader = EventLoader(tx, now=now, merge=self.merge, **options)
            for rows in batches:
                if rows:
                    loader.load(rows_of(rows))
            counts = loader.finish()
        carrying = sum(row["role"] != "passes" for rows in batches for row in rows)
        assert counts.loaded + counts.merged + counts.duplicate + counts.changed == carrying
        return counts

    def state(self):
        """Events and rollups, as far as order must not show."""
        return self.events(), self.rollups()
