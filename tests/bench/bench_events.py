"""Bulk import of requests from Parquet: read, keyed, priced, stored with their rollups."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest
from tests.bench.figure import Figure

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

ROWS = 2_000_000
DAYS = 7
CUSTOMERS = 400
MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1-mini")
ENDPOINTS = 20
PLANS = ("free", "pro", "enterprise")
START = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) * 1_000_000
PIECE = 250_000


def run() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        _write(path)
        workspace = open_workspace(Settings(data_dir=Path(folder) / "data"))
        request = ImportRequest(kind="events", files=[path])
        started, used = time.perf_counter(), time.process_time()
        report = workspace.imports.run(request, is_rebuilding=False).report
        seconds, processor = time.perf_counter() - started, time.process_time() - used
        keys = workspace.store.fetch("SELECT count(*) AS n FROM key").column("n")[0].as_py()
        workspace.close()
    if report.loaded != ROWS or report.without_price:
        message = f"{report.loaded:,} of {ROWS:,} requests loaded, {report.without_price:,} without a price"
        raise RuntimeError(message)
    note = f"{ROWS:,} requests, {keys} keys, {CUSTOMERS} customers, {DAYS} days; {seconds:.1f} s, {processor:.1f} CPU s"
    yield Figure(
        name="import events from Parquet, priced", value=ROWS / seconds, unit="rows/s", at_least=150_000, note=note
    )
    yield Figure(name="the same for each second of processor time", value=ROWS / processor, unit="rows/CPU-s")


def _write(path: Path) -> None:
    """Piece by piece, so that making the file does not set the process's peak."""
    import numpy as np
    import pyarrow.parquet as pq

    draw = np.random.default_rng(20261121)
    writer = None
    for piece in range(ROWS // PIECE):
        table = _piece(draw, piece)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _piece(draw: np.random.Generator, piece: int) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    span = DAYS * 86_400_000_000 * PIECE // ROWS
    moments = np.sort(draw.integers(0, span, PIECE)) + START + piece * span
    endpoint = draw.integers(0, ENDPOINTS, PIECE)
    feature = endpoint // 4
    first = piece * PIECE

    def pick(names: Iterable[str], index: np.ndarray) -> pa.Array:
        return pa.array(names).take(pa.array(index))

    return pa.table(
        {
            "ts": pa.array(moments, pa.timestamp("us", "UTC")),
            "source_id": [f"req-{number:09d}" for number in range(first, first + PIECE)],
            "response_id": [f"resp_{number:024x}" for number in range(first, first + PIECE)],
            "provider": pick(["openai"], np.zeros(PIECE, dtype=np.int64)),
            "model": pick(MODELS, draw.integers(0, len(MODELS), PIECE)),
            "input_tokens": draw.integers(100, 5000, PIECE),
            "cache_read_tokens": draw.integers(0, 100, PIECE),
            "output_tokens": draw.integers(10, 900, PIECE),
            "latency_ms": draw.gamma(2, 400, PIECE),
            "status": pick(["ok"] * 50 + ["error"], draw.integers(0, 51, PIECE)),
            "customer": pick([f"customer-{n}" for n in range(CUSTOMERS)], draw.integers(0, CUSTOMERS, PIECE)),
            "user": pick([f"user-{n}" for n in range(5000)], draw.integers(0, 5000, PIECE)),
            "product": pick(["shop", "risk", "desk", "shop", "risk"], feature),
            "feature": pick(["search", "fraud-check", "assistant", "recommendations", "documents"], feature),
            "endpoint": pick([f"/v1/endpoint-{n}" for n in range(ENDPOINTS)], endpoint),
            "service": pick([f"service-{n}" for n in range(5)], feature),
            "environment": pick(["production"] * (ENDPOINTS - 1) + ["staging"], endpoint),
            "plan": pick(PLANS, draw.integers(0, len(PLANS), PIECE)),
        }
    )
