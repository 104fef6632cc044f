"""A million rows of a FOCUS CSV, from the file to charges and daily slices in the store."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from outlay.core.settings import Settings
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.store.duckdb import DuckStore
from outlay.store.scratch import lend_scratch
from tests.bench.figure import Figure
from tests.bench.process import read_peak_mb

ROWS = 1_000_000
COLUMNS = 51


def write_bill(path: Path) -> None:
    """FOCUS 1.2 as a cloud exports it: daily usage of 50 accounts, 40 services, 200,000 resources, tags."""
    sql = (Path(__file__).parent / "bench_focus.sql").read_text(encoding="utf-8")
    with lend_scratch(path.parent / "scratch") as scratch:
        scratch.execute(sql.replace("ROWS", str(ROWS)).replace("TARGET", f"'{path}'"))


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.csv"
        write_bill(path)
        yield measure(path, "FOCUS CSV into the store", at_least=60_000)


def measure(path: Path, name: str, at_least: float | None = None) -> Figure:
    """Import a bill into a fresh store beside it."""
    settings = Settings(data_dir=path.parent / "data")
    store = DuckStore(settings.store_path)
    started, cpu = time.monotonic(), cpu_seconds()
    options = FocusOptions(now=datetime(2026, 11, 21, tzinfo=UTC))
    report = import_focus(store, settings, [path], options, lambda _pairs, _currency: {})
    seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
    store.close()
    return Figure(
        name=name,
        value=report.rows_out / seconds,
        unit="rows/s",
        at_least=at_least,
        peak_mb=read_peak_mb(),
        peak_at_most_mb=1536,
        note=f"{COLUMNS} columns, {path.stat().st_size / 1e6:,.0f} MB, {cpu:.0f} CPU-s",
    )
