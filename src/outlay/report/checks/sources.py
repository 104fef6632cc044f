"""Whether sources are pulled, complete, and agree with their vendors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from outlay.core.money import format_plain
from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.report.checks.model import Examination, Finding
from outlay.report.sources import SourceCase, SourceRow, list_sources, load_configured

if TYPE_CHECKING:
    from outlay.store import Reader

_AREA: Final = "sources"
_DAY: Final = timedelta(days=1)
_SHOWN: Final = 5


def examine_sources(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Name each source that is failing, stale, never synced, incomplete, changed, or not of its vendor's opinion."""
    settings = case.settings
    told = SourceCase(
        configured=load_configured(reader, settings),
        currency=settings.currency,
        now=case.now,
        sync_minutes=settings.sync_minutes,
    )
    pulled = [row for row in list_sources(reader, told).sources if row.origin == "pull"]
    for row in pulled:
        found = [*_progress(row), *_agreement(row), *_gaps(row, HeldBuckets(settings.folder / "sources" / row.name))]
        yield from found
        if not found:
            yield Finding(area=_AREA, state="ok", text=f"{row.name} {row.state_text}")


def _progress(row: SourceRow) -> Iterator[Finding]:
    if row.state in {"failed", "partial"}:
        problem = f"{row.name} could not be synced" if row.state == "failed" else f"{row.name} was synced in part"
        yield Finding(area=_AREA, state="problem", text=f"{problem}: {row.error}", hint=row.hint or _try(row))
    elif row.state in {"stale", "never"}:
        yield Finding(area=_AREA, state="warning", text=f"{row.name} {row.state_text}", hint=row.hint)


def _agreement(row: SourceRow) -> Iterator[Finding]:
    compared = row.compared
    if compared is not None and compared.difference:
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{row.name}: charges add up to {format_plain(compared.charged)} {compared.currency}, its vendor "
            f"states {format_plain(compared.stated)}",
            hint=f"fetch the time again that differs: outlay sync {row.name} --since DATE; if it stays, report it",
        )
    if row.unknown_fields:
        yield Finding(
            area=_AREA,
            state="note",
            text=f"{row.name} brings what Outlay does not know: {', '.join(row.unknown_fields[:_SHOWN])}",
            hint="it is kept and counted; a newer Outlay may know it",
        )


def _gaps(row: SourceRow, held: HeldBuckets) -> Iterator[Finding]:
    """Days that no bucket holds although days before and after are held.

    Snapshots, of which there is one for each day with a sync, begin later than what has a history.
    """
    since = held.pulled_since
    starts: dict[str, list[date]] = {}
    for dataset, start in held.load_starts():
        starts.setdefault(dataset, []).append(start.date())
    for dataset, days in starts.items():
        missing = _missing(days) if since is not None and min(days) <= since.date() else []
        if missing:
            named = ", ".join(day.isoformat() for day in missing[:_SHOWN])
            yield Finding(
                area=_AREA,
                state="warning",
                text=f"{row.name}: {dataset} lacks {len(missing)} days between those that are held: {named}",
                hint=f"outlay sync {row.name} --since {missing[0]}",
            )


def _missing(days: list[date]) -> list[date]:
    """What lacks in a row of days; in a row of longer periods nothing does."""
    ordered = sorted(set(days))
    steps = [after - before for before, after in pairwise(ordered)]
    if not steps or steps.count(_DAY) * 2 <= len(steps):
        return []
    held = set(ordered)
    span = (ordered[0] + _DAY * n for n in range((ordered[-1] - ordered[0]).days))
    return [day for day in span if day not in held]


def _try(row: SourceRow) -> str:
    return f"outlay sources test {row.name}"
