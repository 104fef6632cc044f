"""An import larger than a row group of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from outlay.core.settings import Settings
from outlay.ingest.events import import_events
from outlay.ingest.mapping import FileImport
from outlay.ingest.merging import build_merge
from outlay.jobs.rating import build_pricing
from outlay.store import open_store


def test_more_cells_than_a_row_group_are_all_kept(tmp_path):
    # 150,000 requests of many costs: their histogram alone is larger than a row group of the store
    rows = 150_000
    path = tmp_path / "many.parquet"
    start = datetime(2026, 10, 1, tzinfo=UTC)
    table = pa.table(
        {
            "ts": [start + timedelta(seconds=10 * number) for number in range(rows)],
            "id": [f"r{number}" for number in range(rows)],
            "provider": ["openai"] * rows,
            "model": ["gpt-4o"] * rows,
            "endpoint": [f"/{number % 500}" for number in range(rows)],
            "input_tokens": [100 + 37 * number % 90_000 for number in range(rows)],
            "output_tokens": [number % 4_000 for number in range(rows)],
            "latency_ms": [float(1 + number % 50_000) for number in range(rows)],
        }
    )
    pq.write_table(table, path)
    options = Settings(data_dir=tmp_path / "data")
    store = open_store(options)
    pricing = build_pricing(options)
    import_events(store, options, FileImport(files=(path,)), pricing, build_merge(options, pricing.rate))
    found = store.fetch("SELECT measure, sum(n) AS n, count(*) AS cells FROM event_hist GROUP BY 1").to_pylist()
    store.close()
    assert [row["n"] for row in found] == [rows, rows]
    assert sum(row["cells"] for row in found) > 122_880
