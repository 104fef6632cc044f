"""Fact files that are not loaded: GPU hours, budgets, and runs as their bills tell them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from outlay.core.money import format_plain
from outlay.demo.bills import aws_machine_learning
from outlay.demo.calendar import days_between
from outlay.demo.stories import Told, budgets
from outlay.demo.world import World

_GPU_DAYS: Final = 14
_CLUSTERS: Final = (
    # cluster, workload, GPU model, GPUs, mean activity
    ("gpu-serving", "llama-serving", "L40S", 32, 0.46),
    ("gpu-training", "ranking-research", "A100", 64, 0.61),
    ("gpu-training", "model-evaluation", "H100", 8, 0.33),
    ("sagemaker", "embedding-study-notebook", "A10G", 4, 0.0),
)


def write_waiting(folder: Path, told: Told) -> list[Path]:
    """Write every file that waits for its table."""
    folder.mkdir(parents=True, exist_ok=True)
    world = told.world
    makers = {
        "runs": (_runs(world), "run day feature kind status gpu_model planned_usd instance_hours usd"),
        "gpu_hours": (_gpu_hours(world), "hour cluster workload gpu_model gpu_hours activity"),
        "budgets": (_budgets(told), "month scope usd"),
    }
    return [_write(folder / f"{name}.csv", columns.split(), rows) for name, (rows, columns) in makers.items()]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _runs(world: World) -> Iterator[Sequence[object]]:
    for run in aws_machine_learning.retraining_runs(world):
        name = f"fraud-retraining-{run.day:%Y%m%d}"
        money = (format_plain(run.planned), format_plain(run.hours), format_plain(run.cost))
        yield name, run.day.isoformat(), "fraud-check", "training", run.status, "A100", *money


def _gpu_hours(world: World) -> Iterator[Sequence[object]]:
    until = world.calendar.bills_until
    for day in days_between(until - timedelta(days=_GPU_DAYS), until):
        for cluster, workload, gpu, count, mean in _CLUSTERS:
            wobble = world.rng(f"gpu {day} {workload}").random(24)
            for hour in range(24):
                moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
                activity = Decimal(round(mean * (600 + 800 * float(wobble[hour])))) / 1000
                yield moment.strftime("%Y-%m-%dT%H:%M:%SZ"), cluster, workload, gpu, count, format_plain(activity)


def _budgets(told: Told) -> Iterator[Sequence[object]]:
    for month, amount in budgets(told).items():
        yield f"{month:%Y-%m}", "all technology spend in USD, consumption view", format_plain(amount)
