"""`outlay check-invoice`: is a bill what a file of a million requests says? In a process of its own, as it is asked."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.bench.figure import Figure

ROWS = 1_000_000
DAYS = 31
FIRST = date(2026, 10, 1)
PRICES = {"gpt-4o": (2.5, 1.25, 10.0), "gpt-4o-mini": (0.15, 0.075, 0.6), "gpt-4.1-mini": (0.4, 0.1, 1.6)}
METERS = ("Input Tokens", "Cached Input Tokens", "Output Tokens")
PIECE = 250_000


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counted = write_events(folder / "events.parquet")
        write_bill(folder / "bill.csv", counted)
        command = [sys.executable, "-m", "outlay", "check-invoice", str(folder / "bill.csv"), "--events"]
        command += [str(folder / "events.parquet"), "--data-dir", str(folder / "data"), "--json"]
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    causes = {cause["cause"]: cause["amount"] for cause in json.loads(answer.stdout)["causes"]}
    if "untracked" not in causes or "drift" in causes:
        message = f"the tenth of the calls that no request tells of was not found: {causes}"
        raise RuntimeError(message)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    note = f"{ROWS:,} requests in Parquet and a FOCUS bill of {DAYS} days; {processor:.1f} CPU-s"
    peak = after.ru_maxrss / 1024
    yield Figure(
        name="outlay check-invoice, from start to answer", value=seconds, unit="s", at_most=10, note=note, peak_mb=peak
    )


def write_events(path: Path) -> dict[tuple[date, str], list[int]]:
    """Requests, and the tokens of each day and model by class."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(20261122)
    models = np.array(list(PRICES))
    start = int(datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC).timestamp()) * 1_000_000
    counted: dict[tuple[date, str], list[int]] = {}
    writer = None
    for piece in range(ROWS // PIECE):
        day = np.sort(draw.integers(0, DAYS, PIECE))
        model = draw.integers(0, len(models), PIECE)
        tokens = [draw.integers(200, 5000, PIECE), draw.integers(0, 200, PIECE), draw.integers(10, 900, PIECE)]
        first = piece * PIECE
        table = pa.table(
            {
                "ts": pa.array(
                    start + day * 86_400_000_000 + draw.integers(0, 86_400_000_000, PIECE), pa.timestamp("us", "UTC")
                ),
                "id": [f"req-{number:09d}" for number in range(first, first + PIECE)],
                "response_id": [f"resp_{number:024x}" for number in range(first, first + PIECE)],
                "provider": ["openai"] * PIECE,
                "model": pa.array(models).take(pa.array(model)),
                "input_tokens": tokens[0],
                "cache_read_tokens": tokens[1],
                "output_tokens": tokens[2],
                "customer": pa.array([f"customer-{n}" for n in range(400)]).take(
                    pa.array(draw.integers(0, 400, PIECE))
                ),
                "service": pa.array([f"service-{n}" for n in range(5)]).take(pa.array(draw.integers(0, 5, PIECE))),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        _count(counted, day * len(models) + model, tokens)
    if writer:
        writer.close()
    return counted


def _count(counted: dict[tuple[date, str], list[int]], cell: Iterable[int], tokens: list[Iterable[int]]) -> None:
    import numpy as np

    names = list(PRICES)
    uncached = np.asarray(tokens[0]) - np.asarray(tokens[1])
    for at, counts in enumerate((uncached, tokens[1], tokens[2])):
        sums = np.bincount(np.asarray(cell), weights=np.asarray(counts), minlength=DAYS * len(names))
        for number, total in enumerate(sums):
            day, name = FIRST + timedelta(days=number // len(names)), names[number % len(names)]
            counted.setdefault((day, name), [0, 0, 0])[at] += int(total)


def write_bill(path: Path, counted: dict[tuple[date, str], list[int]]) -> None:
    """A FOCUS bill of a tenth more tokens than the requests have."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for (day, model), tokens in sorted(counted.items()):
            for meter, count, price in zip(METERS, tokens, PRICES[model], strict=True):
                row = _row(day, model, meter, (count * 11 // 10, price))
                if writer is None:
                    writer = csv.DictWriter(file, list(row))
                    writer.writeheader()
                writer.writerow(row)


def _row(day: date, model: str, meter: str, part: tuple[int, float]) -> dict[str, object]:
    tokens, price = part
    amount = f"{tokens * round(price * 1000) / 10**9:.9f}"
    return {
        "BilledCost": amount, "EffectiveCost": amount, "BillingAccountId": "org-1", "BillingCurrency": "USD",
        "BillingPeriodStart": "2026-10-01T00:00:00Z", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Usage", "ChargePeriodStart": f"{day}T00:00:00Z",
        "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z", "ServiceName": "OpenAI API",
        "ServiceCategory": "AI and Machine Learning", "ServiceProviderName": "OpenAI", "InvoiceIssuerName": "OpenAI",
        "SkuMeter": meter, "x_Model": model, "ConsumedQuantity": tokens, "ConsumedUnit": "Tokens",
    }  # fmt: skip
