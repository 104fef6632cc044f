"""Training and evaluation by experiment and model: iterations, the share that failed, GPU hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.core.money import divide
from outlay.core.time import TimeRange, parse_day
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from outlay.store import Reader

_HOUR = Decimal(3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsRequest:
    """The range of days on which runs began: unchecked text; default: the last 30 days."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGroup:
    """The runs of an experiment and model; what is not known is None.

    An iteration is a run of an experiment or with a parent, failed ones too. Stopped runs were ended by a person or
    a scheduler and are not failed.
    """

    project: str | None
    experiment: str | None
    model: str | None
    runs: int
    iterations: int
    failed: int
    stopped: int
    going: int
    failed_share: Decimal | None
    """Of the runs that ended."""
    gpu_hours: Decimal | None
    failed_gpu_hours: Decimal | None
    without_gpu_time: int
    first_started: date
    last_started: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Groups of runs, those with most GPU hours first, and their sums."""

    since: date
    until: date
    rows: tuple[RunGroup, ...]
    runs: int
    iterations: int
    failed: int
    failed_share: Decimal | None
    gpu_hours: Decimal | None
    failed_gpu_hours: Decimal | None
    notes: tuple[str, ...]


def load_runs(reader: Reader, request: RunsRequest, *, today: date) -> Runs:
    """The runs that began in a range.

    Raises:
        UsageError: for a range that cannot be read.
    """
    until = parse_day(request.until, today=today) if request.until else today + timedelta(days=1)
    asked = TimeRange(since=parse_day(request.since or "30d", today=today), until=until)
    bounds = {
        "since": datetime.combine(asked.since, time()),
        "until": datetime.combine(asked.until, time()),
    }
    found = [_group(row) for row in reader.fetch(load_sql("outlay.report", "runs"), bounds).to_pylist()]
    rows = sorted(found, key=lambda row: (-(row.gpu_hours or 0), -row.runs, _name(row)))
    ended = sum(row.runs - row.going for row in rows)
    failed = sum(row.failed for row in rows)
    return Runs(
        since=asked.since,
        until=asked.until,
        rows=tuple(rows),
        runs=sum(row.runs for row in rows),
        iterations=sum(row.iterations for row in rows),
        failed=failed,
        failed_share=divide(Decimal(failed), Decimal(ended)) if ended else None,
        gpu_hours=_sum(row.gpu_hours for row in rows),
        failed_gpu_hours=_sum(row.failed_gpu_hours for row in rows),
        notes=_notes(rows),
    )


def _group(row: Mapping[str, Any]) -> RunGroup:
    ended = row["runs"] - row["going"]
    counts = {name: row[name] for name in ("runs", "iterations", "failed", "stopped", "going", "without_gpu_time")}
    return RunGroup(
        **{name: row[name] for name in ("project", "experiment", "model")},
        **counts,
        failed_share=divide(Decimal(row["failed"]), Decimal(ended)) if ended else None,
        gpu_hours=_hours(row["gpu_seconds"]),
        failed_gpu_hours=_hours(row["failed_gpu_seconds"]),
        first_started=row["first_started"].date(),
        last_started=row["last_started"].date(),
    )


def _hours(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else divide(seconds, _HOUR)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _name(row: RunGroup) -> tuple[str, str, str]:
    return row.project or "", row.experiment or "", row.model or ""


def _notes(rows: Iterable[RunGroup]) -> tuple[str, ...]:
    blind = sum(row.without_gpu_time for row in rows)
    return (f"{blind:,} runs have no known GPU time: it is in no GPU hours",) if blind else ()
