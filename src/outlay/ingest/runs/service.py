"""Imports files of runs: exports of Weights & Biases and MLflow, or any table with an id and a start."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.file_report import FileContext, FileReport
from outlay.ingest.mapping import FileImport, open_mapped
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.ingest.runs.model import GOING, SHAPE, STATES, state_of
from outlay.ingest.runs.recording import COLUMNS, canonical_runs, record_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.store import Write
    from outlay.store.scratch import Scratch

Text = dict[str, str | None]

_LONGEST_SECONDS: Final = 100 * 366 * 86_400
_SHOWN: Final = 20
_COPIED: Final = ("name", "project", "parent_id", "kind", "model", "employee", "team", "gpu_model", "host", "cluster")
_NOTHING: Final = frozenset({"", "null", "none", "nan", "nat", "-", "n/a"})
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(?:(\d+) days?,? )?(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_SPAN: Final = re.compile(r"(?:(\d+)d ?)?(?:(\d+)h ?)?(?:(\d+)m ?)?(?:(\d+)s)?")
_MILLISECONDS_FROM: Final = 10**11
"""Epoch numbers from here on count milliseconds, as MLflow's do; seconds reach it in the year 5138."""


class _BadCellError(ValueError):
    """A cell that cannot be read: its column, why, and what it holds."""


def import_runs(context: FileContext, job: FileImport) -> FileReport:
    """Import runs; a run of the same source and id is replaced.

    Raises:
        MissingColumnError: without an id or a start.
        FileFormatError: if no row can be used.
    """
    good: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    with context.store.scratch() as scratch:
        open_mapped(scratch, job, SHAPE)
        read = _read(scratch)
    for row in read:
        try:
            good.append(_run(row))
        except _BadCellError as error:
            rejects += rejects_of([(row["_file"], row["_row"], *error.args)])
    if read and not good:
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint="see docs/how-to/import-runs.md")
    with context.store.write() as tx:
        unchanged = _unchanged(tx, job.source, good)
        written = record_runs(tx, job.source, good)
    return FileReport(
        rows=len(read),
        loaded=written - unchanged,
        rejected=len(rejects),
        unchanged=len(good) - written + unchanged,
        reject_file=write_rejects(job.reject_dir, rejects),
        rejects=tuple(rejects[:_SHOWN]),
        notes=_notes(good),
    )


def _read(scratch: Scratch) -> list[Text]:
    found = scratch.fetch("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (SELECT * FROM mapped ORDER BY _file, _row)")
    return [{name: _cell(value) for name, value in row.items()} for row in found.to_pylist()]


def _cell(value: str | None) -> str | None:
    text = (value or "").strip()
    return None if text.casefold() in _NOTHING else text


def _run(row: Text) -> dict[str, Any]:
    if row["run_id"] is None:
        raise _BadCellError("run_id", "no id", None)
    start = _moment(row, "started_at")
    if start is None:
        raise _BadCellError("started_at", "no start", None)
    runtime, end = _seconds(row), _moment(row, "ended_at")
    if end is None and runtime is not None and state_of(row["state"]) not in GOING:
        end = start + timedelta(microseconds=int(runtime.scaleb(6)))
    if end is not None and end < start:
        raise _BadCellError("ended_at", "before the start", row["ended_at"])
    return {
        **{name: row[name] for name in _COPIED},
        "run_id": row["run_id"],
        "experiment": row["sweep"] or row["group"] or row["experiment"],
        "state": row["state"],
        "started_at": start,
        "ended_at": end,
        "runtime": runtime,
        "gpu_count": _count(row),
        "tags": row["tags"],
    }


def _moment(row: Text, name: str) -> datetime | None:
    text = row[name]
    if text is None:
        return None
    try:
        if _NUMBER.fullmatch(text):
            number = Decimal(text)
            seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(seconds.scaleb(6)))
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise _BadCellError(name, "not a time", text) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(row: Text) -> Decimal | None:
    """A runtime in seconds: a number, `1:02:03`, `1 day, 1:02:03` or `1h 2m 3s`."""
    text = row["runtime"]
    if text is None:
        return None
    if _NUMBER.fullmatch(text):
        found = Decimal(text)
    elif parts := _CLOCK.fullmatch(text) or _SPAN.fullmatch(text):
        days, hours, minutes, seconds = (Decimal(part or 0) for part in parts.groups())
        found = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    else:
        raise _BadCellError("runtime", "not a duration", text)
    if found < 0:
        raise _BadCellError("runtime", "negative", text)
    if found > _LONGEST_SECONDS:
        raise _BadCellError("runtime", "longer than a century", text)
    return found


def _count(row: Text) -> Decimal | None:
    text = row["gpu_count"]
    try:
        found = None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise _BadCellError("gpu_count", "not a number", text) from error
    if found is not None and not (found.is_finite() and found >= 0):
        raise _BadCellError("gpu_count", "not a count", text)
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
