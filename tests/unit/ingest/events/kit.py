"""Requests in files, a small exact price, and the rollups computed once more in plain Python."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from decimal import Decimal

import pyarrow as pa

from outlay.core.settings import Settings
from outlay.ingest.events import Pricing, import_events
from outlay.ingest.mapping import FileImport
from outlay.ingest.merging import build_merge
from outlay.store.duckdb import DuckStore

TOKENS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
COSTS = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost")
PRICE = Decimal("0.000000002")
"""Of any token; the model `mystery` has none."""


def rate(batch):
    """Price every token alike; a stated cost is the cost."""
    rows = []
    for row in batch.to_pylist():
        is_known = row["model"] != "mystery" and row["input"] is not None
        cost = dict.fromkeys(COSTS)
        if is_known:
            cost |= {"cost_input": PRICE * row["input"], "cost_output": PRICE * row["output"]}
            cost |= {"cost_cache_read": PRICE * row["cache_read"], "cost_units": Decimal(0)}
            cost["cost_cache_write"] = PRICE * (row["cache_write_5m"] + row["cache_write_1h"])
            cost["priced_cost"] = sum(cost[name] for name in COSTS[:5])
        state = "priced" if is_known else "unknown"
        if row["stated_cost"] is not None:
            cost, state = dict.fromkeys(COSTS) | {"priced_cost": row["stated_cost"]}, "stated"
        rows.append(cost | {"cost_state": state, "card_id": None, "flags": None})
    texts = ("cost_state", "card_id", "flags")
    schema = pa.schema([*((name, pa.decimal128(38, 12)) for name in COSTS), *((name, pa.string()) for name in texts)])
    return pa.Table.from_pylist(rows, schema=schema)


def extract(provider, body):
    """Bodies of one made-up provider: `{"in": 1, "out": 2}`."""
    if "in" not in body:
        return None
    return {"input_tokens": body["in"], "output_tokens": body.get("out", 0)}, body.get("model")


def describe(card_ids):
    """Cards of which a store only needs that they are there."""
    told = ("provider", "model", "source", "source_version", "confidence", "rates")
    return pa.Table.from_pylist(
        [{"card_id": found, **dict.fromkeys(told, "-")} for found in card_ids],
        schema=pa.schema([(name, pa.string()) for name in ("card_id", *told)]),
    )


def pricing_with(rate=rate):
    """Prices for a test."""
    return Pricing(rate=rate, extract=extract, describe=describe)


def _named(rows):
    """Rows with a model: a file without any is refused, because nothing in it could be priced."""
    return rows if any("model" in name for row in rows for name in row) else [{**row, "model": "m1"} for row in rows]


class Desk:
    """A store with shortcuts to import rows and to read what came of them."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = Settings(data_dir=folder)
        self.store = DuckStore(self.settings.store_path)
        self._files = 0

    def file(self, rows, suffix="jsonl"):
        self._files += 1
        path = self.folder / f"{self._files:04d}.{suffix}"
        WRITERS[suffix](path, rows)
        return path

    def load(self, *files, rate=rate, mapping=None, source="file", **constants):
        """Import files (paths or lists of rows) as one job."""
        paths = tuple(self.file(_named(found)) if isinstance(found, list) else found for found in files)
        job = FileImport(
            files=paths,
            mapping=mapping or {},
            constants=constants,
            source=source,
            reject_dir=self.folder / "rejects",
        )
        merge = build_merge(self.settings, rate)
        return import_events(self.store, self.settings, job, pricing_with(rate), merge)

    def rows(self, sql):
        return self.store.fetch(sql).to_pylist()

    def events(self, columns="*"):
        return self.rows(f"SELECT {columns} FROM event ORDER BY ts, request_key")

    def clear(self):
        with self.store.write() as tx:
            for table in (
                "event",
                "observation",
                "event_hour",
                "event_hist",
                "customer_day",
                "customer_month",
                "dirty_day",
            ):
                tx.delete(table)

    def rollups(self):
        """What the store holds, by cell; a cell may be there only once."""
        return {table: _by_cell(self.rows(f"SELECT * FROM {table}"), cells) for table, cells in CELLS.items()}

    def recomputed(self):
        """The same from the requests alone."""
        found = {table: {} for table in CELLS}
        keys = {row["key_id"]: row for row in self.rows("SELECT * FROM key")}
        for event in self.rows("SELECT * FROM event"):
            for table, cell in cells_of(event, keys[event["key_id"]]):
                _count(found[table], cell, event, is_histogram=table == "event_hist")
        return found


CELLS = {
    "event_hour": ("hour", "day", "key_id", "cost_state"),
    "event_hist": ("day", "key_id", "measure", "bucket"),
    "customer_day": ("day", "customer", "product", "payer_id", "payer_kind", "cost_state"),
    "customer_month": ("month", "customer", "feature", "payer_id", "payer_kind", "cost_state"),
}


def cells_of(event, key):
    ts, state, day = event["ts"], event["cost_state"], event["ts"].date()
    payer = (key["payer_id"], key["payer_kind"], state)
    yield "event_hour", (ts.replace(minute=0, second=0, microsecond=0), day, event["key_id"], state)
    yield "customer_day", (day, event["customer"], key["product"], *payer)
    yield "customer_month", (day.replace(day=1), event["customer"], key["feature"], *payer)
    if event["priced_cost"] is not None:
        mean = float(event["priced_cost"]) / event["requests"] * 1e12
        yield "event_hist", (day, event["key_id"], "cost", bucket(mean))
    if event["latency_ms"] is not None:
        yield "event_hist", (day, event["key_id"], "latency", bucket(event["latency_ms"] * 1000))


def bucket(value):
    return math.floor(math.log(value) / math.log(1.02)) if value else -1000


def _count(cells, cell, event, *, is_histogram):
    sums = cells.setdefault(cell, defaultdict(int))
    if is_histogram:
        sums["n"] += event["requests"]
        return
    sums["requests"] += event["requests"]
    sums["errors"] += event["requests"] if event["status"] == "error" else 0
    for name in (*TOKENS, *COSTS):
        sums[name] += event[name] or 0


def _by_cell(rows, names):
    found = {}
    for row in rows:
        cell = tuple(row.pop(name) for name in names)
        assert cell not in found
        found[cell] = row
    return found


def _write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _write_csv(path, rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)


def _write_parquet(path, rows):
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows), path)


WRITERS = {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}
