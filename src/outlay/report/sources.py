"""Lists every source of facts: pulled ones, imported files, senders of telemetry and usage reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_TIMES: Final = ("started_at", "finished_at", "since", "until", "watermark")
_MONTHLY: Final = timedelta(days=40)
"""A bill that comes each month, and some patience."""
_QUIET: Final = timedelta(hours=24)
_UNPULLED: Final = timedelta(hours=48)

Origin = Literal["pull", "file", "telemetry", "usage_report"]
State = Literal["ok", "stale", "failed", "partial", "never"]
_ORDER: Final = ("failed", "partial", "stale", "never", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A source that is set up, as it may be shown."""

    name: str
    kind: str
    title: str
    managed_by: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was taken beside what the vendor states."""

    charged: Decimal
    stated: Decimal
    difference: Decimal
    currency: str


@dataclass(slots=True, kw_only=True)
class SourceRow:
    """A source with how fresh and how right it is."""

    id: str
    """Of this row: what came under one name as files, telemetry and usage reports are different sources."""
    name: str
    origin: Origin
    kind: str
    title: str
    currency: str
    managed_by: str | None = None
    state: State = "never"
    state_text: str = ""
    watermark: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    last_run: dict[str, Any] | None = None
    last_success_at: datetime | None = None
    loaded_at: datetime | None = None
    rows: int = 0
    charged: Decimal | None = None
    compared: Compared | None = None
    blocked: Decimal | None = None
    unknown_fields: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    hint: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCase:
    """What the list is told besides the store."""

    configured: Sequence[Configured]
    currency: str
    now: datetime
    sync_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """Every source, most urgent first."""

    as_of: datetime
    sources: Sequence[SourceRow]


def list_sources(reader: Reader, case: SourceCase) -> SourceList:
    """Put together what is known of every source."""
    rows = {one.name: _pulled(one, case.currency) for one in case.configured}
    _add_charged(reader, rows, case)
    _add_used(reader, rows, case)
    _add_runs(reader, rows)
    _add_blocked(reader, rows)
    for row in rows.values():
        _judge(row, case)
    ordered = sorted(rows.values(), key=lambda row: (_ORDER.index(row.state), row.origin != "pull", row.name))
    return SourceList(as_of=case.now, sources=ordered)


def load_configured(reader: Reader, settings: Settings) -> list[Configured]:
    """What is set up, in the store and in outlay.yaml, without its settings: for those who only look at how it goes."""
    rows = [(row["name"], row["kind"], "command") for row in reader.fetch("SELECT name, kind FROM source").to_pylist()]
    told = [(str(entry.get("name", "")), str(entry.get("kind", "")), "file") for entry in settings.sources]
    found = {name: (kind, managed_by) for name, kind, managed_by in (*rows, *told) if name}
    return [
        Configured(name=name, kind=kind, title=kind, managed_by=managed_by, settings={}, secrets={})
        for name, (kind, managed_by) in sorted(found.items())
    ]


def load_runs(reader: Reader, source: str, limit: int = 20) -> list[dict[str, Any]]:
    """The syncs of a source, newest first."""
    sql = "SELECT * FROM source_run WHERE source = ? ORDER BY started_at DESC, run_id LIMIT ?"
    return [_run(row) for row in reader.fetch(sql, [source, limit]).to_pylist()]


def _pulled(one: Configured, currency: str) -> SourceRow:
    return SourceRow(
        id=one.name,
        name=one.name,
        origin="pull",
        kind=one.kind,
        title=one.title,
        currency=currency,
        managed_by=one.managed_by,
        settings=one.settings,
        secrets=one.secrets,
    )


def _add_charged(reader: Reader, rows: dict[str, SourceRow], case: SourceCase) -> None:
    for found in _rows(reader, "sources_charged"):
        row = _row_of(rows, found, case)
        if found["kind"] == "focus" and row.origin == "file":
            issuer = found["issuer"] if found["issuers"] == 1 else f"{found['issuers']} vendors"
            row.title = f"{issuer} by file"
        row.rows += found["n"]
        row.charged = found["charged"] + (row.charged or 0)
        row.watermark = _aware(found["watermark"])
        row.loaded_at = _aware(found["loaded_at"])
        row.first_day = found["first_day"]
        row.last_day = (found["watermark"] - timedelta.resolution).date()


def _add_used(reader: Reader, rows: dict[str, SourceRow], case: SourceCase) -> None:
    for found in _rows(reader, "sources_used"):
        row = _row_of(rows, found, case)
        row.rows += found["n"]
        row.first_day = min(row.first_day or found["first_day"], found["first_day"])
        row.last_day = max(row.last_day or found["last_day"], found["last_day"])


def _row_of(rows: dict[str, SourceRow], found: Mapping[str, Any], case: SourceCase) -> SourceRow:
    """The row that facts belong to: their source's if it is set up, else one for each kind that came by its name."""
    name, kind, origin = found["source"], found["kind"], found["origin"]
    if name in rows:
        return rows[name]
    new = SourceRow(
        id=f"{origin}:{kind}:{name}", name=name, origin=origin, kind=kind, title=kind, currency=case.currency
    )
    return rows.setdefault(new.id, new)


def _add_runs(reader: Reader, rows: dict[str, SourceRow]) -> None:
    success = {found["source"]: found["at"] for found in _rows(reader, "sources_success")}
    stated = {found["source"]: found for found in _rows(reader, "sources_stated")}
    for found in _rows(reader, "sources_runs"):
        row = rows.get(found["source"])
        if row is None:
            continue
        run = _run(found)
        row.last_run = run
        row.last_success_at = _aware(success.get(row.name))
        row.watermark = run["watermark"] or row.watermark
        row.unknown_fields, row.notes = run["unknown_fields"], run["notes"]
        row.error, row.hint = run["error"], run["hint"]
        total = stated.get(row.name)
        if total is not None:
            row.compared = Compared(
                charged=total["charged"],
                stated=total["stated"],
                difference=total["charged"] - total["stated"],
                currency=total["currency"],
            )


def _add_blocked(reader: Reader, rows: dict[str, SourceRow]) -> None:
    for found in _rows(reader, "sources_blocked"):
        row = rows.get(found["source"]) or rows.get(f"file:{found['kind']}:{found['source']}")
        if row is not None:
            row.blocked = found["n"] + (row.blocked or 0)


def _judge(row: SourceRow, case: SourceCase) -> None:
    reaches = f"reaches {row.last_day}" if row.last_day else "has brought nothing yet"
    row.state, row.state_text = "ok", reaches
    if row.origin == "pull":
        _judge_pulled(row, case, reaches)
    elif row.last_day is not None:
        quiet = _QUIET if row.origin == "telemetry" else _MONTHLY
        if case.now - datetime.combine(row.last_day + timedelta(days=1), datetime.min.time(), tzinfo=UTC) > quiet:
            row.state, row.state_text = "stale", f"{reaches}; nothing newer has come"


def _judge_pulled(row: SourceRow, case: SourceCase, reaches: str) -> None:
    if row.last_run is None:
        row.state, row.state_text = "never", "was never synced"
        row.hint = f"outlay sync {row.name}"
        return
    if row.last_run["state"] != "ok":
        row.state, row.state_text = row.last_run["state"], f"the last sync failed; {reaches}"
        return
    patience = max(timedelta(minutes=3 * case.sync_minutes), timedelta(hours=2)) if case.sync_minutes else _UNPULLED
    if row.last_success_at is None or case.now - row.last_success_at > patience:
        row.state, row.state_text = "stale", f"no sync has succeeded for {patience.total_seconds() / 3600:g} hours"
        row.hint = f"outlay sync {row.name}, or keep `outlay serve` running"


def _run(row: Mapping[str, Any]) -> dict[str, Any]:
    run = dict(row)
    for name in _TIMES:
        run[name] = _aware(run[name])
    for name in ("unknown_fields", "notes"):
        run[name] = json.loads(run[name]) if run[name] else []
    return run


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _rows(reader: Reader, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.fetch(load_sql(_PACKAGE, name)).to_pylist()
    return found
