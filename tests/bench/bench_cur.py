"""An AWS Cost and Usage Report in CSV becomes FOCUS charges, before they are imported."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from outlay.ingest.bills.aws_cur import convert
from outlay.ingest.bills.converting import ConversionJob
from outlay.store.scratch import lend_scratch
from tests.bench.figure import Figure

ROWS = 300_000
FILLERS = 70
"""Columns that are empty or not read: a report has one for each attribute of each product."""


def write_bill(path: Path) -> None:
    fillers = ", ".join(
        f"""{"'x'" if number % 9 == 0 else "NULL"} AS "product/a{number}" """ for number in range(FILLERS)
    )
    sql = (Path(__file__).parent / "bench_cur.sql").read_text(encoding="utf-8")
    with lend_scratch(path.parent / "scratch") as scratch:
        scratch.execute(sql.replace("ROWS", str(ROWS)).replace("TARGET", f"'{path}'").replace("FILLERS", fillers))


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "cur.csv"
        write_bill(path)
        started, cpu = time.monotonic(), cpu_seconds()
        with lend_scratch(folder / "scratch") as scratch:
            job = ConversionJob(files=[path], folder=folder, constants={}, now=datetime(2026, 10, 5, tzinfo=UTC))
            converted = convert(scratch, job)
        seconds, cpu = time.monotonic() - started, cpu_seconds() - cpu
        yield Figure(
            name="AWS CUR (CSV) to FOCUS charges",
            value=converted.conversion.rows_in / cpu,
            unit="rows/CPU-s",
            at_least=30_000,
            note=f"{ROWS:,} rows, {path.stat().st_size / 1e6:,.0f} MB, {cpu:.1f} CPU-s, {seconds:.1f} s",
        )
