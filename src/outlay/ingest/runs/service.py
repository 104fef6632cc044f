"""Imports files of runs: exports of Weights & Biases and MLflow, or any table with an id and a start."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.fact_files.lines import BadCellError, Line, load_lines, read_each
from outlay.ingest.fact_files.report import FileContext, FileReport, demand_some, report_of
from outlay.ingest.runs.model import GOING, SHAPE, STATES, state_of
from outlay.ingest.runs.recording import COLUMNS, canonical_runs, record_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.ingest.mapping import FileImport
    from outlay.store import Write

_LONGEST_SECONDS: Final = 100 * 366 * 86_400
_SHOWN: Final = 20
_COPIED: Final = ("name", "project", "parent_id", "kind", "model", "employee", "team", "gpu_model", "host", "cluster")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(?:(\d+) days?,? )?(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_SPAN: Final = re.compile(r"(?:(\d+)d ?)?(?:(\d+)h ?)?(?:(\d+)m ?)?(?:(\d+)s)?")
_MILLISECONDS_FROM: Final = 10**11
"""Epoch numbers from here on count milliseconds, as MLflow's do; seconds reach it in the year 5138."""


def import_runs(context: FileContext, job: FileImport) -> FileReport:
    """Import runs; a run of the same source and id is replaced.

    Raises:
        MissingColumnError: without an id or a start.
        FileFormatError: if no row can be used.
    """
    lines = load_lines(context.store, job, SHAPE)
    good, rejects = read_each(lines, _run)
    demand_some(lines, good, rejects, "import-runs")
    with context.store.write() as tx:
        unchanged = _unchanged(tx, job.source, good)
        written = record_runs(tx, job.source, good)
    return report_of(job, lines, rejects, written - unchanged, len(good) - written + unchanged, _notes(good))


def _run(line: Line) -> dict[str, Any]:
    run_id = line.get("run_id")
    if run_id is None:
        raise BadCellError("run_id", "no id", None)
    start = _moment(line, "started_at")
    if start is None:
        raise BadCellError("started_at", "no start", None)
    runtime, end = _seconds(line), _moment(line, "ended_at")
    if end is None and runtime is not None and state_of(line.get("state")) not in GOING:
        end = start + timedelta(microseconds=int(runtime.scaleb(6)))
    if end is not None and end < start:
        raise BadCellError("ended_at", "before the start", line.get("ended_at"))
    return {
        **{name: line.get(name) for name in _COPIED},
        "run_id": run_id,
        "experiment": line.get("sweep") or line.get("group") or line.get("experiment"),
        "state": line.get("state"),
        "started_at": start,
        "ended_at": end,
        "runtime": runtime,
        "gpu_count": _count(line),
        "tags": line.get("tags"),
    }


def _moment(line: Line, name: str) -> datetime | None:
    text = line.get(name)
    if text is None:
        return None
    try:
        if _NUMBER.fullmatch(text):
            number = Decimal(text)
            seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(seconds.scaleb(6)))
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise BadCellError(name, "not a time", text) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(line: Line) -> Decimal | None:
    """A runtime in seconds: a number, `1:02:03`, `1 day, 1:02:03` or `1h 2m 3s`."""
    text = line.get("runtime")
    if text is None:
        return None
    if _NUMBER.fullmatch(text):
        found = Decimal(text)
    elif parts := _CLOCK.fullmatch(text) or _SPAN.fullmatch(text):
        days, hours, minutes, seconds = (Decimal(part or 0) for part in parts.groups())
        found = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    else:
        raise BadCellError("runtime", "not a duration", text)
    if found < 0:
        raise BadCellError("runtime", "negative", text)
    if found > _LONGEST_SECONDS:
        raise BadCellError("runtime", "longer than a century", text)
    return found


def _count(line: Line) -> Decimal | None:
    text = line.get("gpu_count")
    try:
        found = None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise BadCellError("gpu_count", "not a number", text) from error
    if found is not None and not (found.is_finite() and found >= 0):
        raise BadCellError("gpu_count", "not a count", text)
    return found


def _unchanged(tx: Write, source: str, rows: list[dict[str, Any]]) -> int:
    """How many of the runs are held already just so."""
    held = tx.fetch("SELECT * FROM run WHERE source = $source", {"source": source}).to_pylist()
    before = {row["run_id"]: tuple(row[name] for name in COLUMNS) for row in held}
    after = canonical_runs(source, rows)
    return sum(before.get(row["run_id"]) == tuple(row[name] for name in COLUMNS) for row in after)


def _notes(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    states = sorted({word for row in rows if (word := state_of(row["state"])) and word not in STATES})
    blind = sum(_is_blind(row) for row in rows)
    notes = []
    if states:
        notes.append(f"states that Outlay does not know are kept as they are: {', '.join(states[:_SHOWN])}")
    if blind:
        notes.append(f"{blind} runs name no GPU count, so their GPU hours are unknown: --map gpu_count=COLUMN")
    return tuple(notes)


def _is_blind(row: Mapping[str, Any]) -> bool:
    return row["gpu_count"] is None
