"""Exports as an edge asks for them: names are checked, the range is that of whole days."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast, get_args

from outlay.core.errors import UnknownNameError
from outlay.core.full_disk import telling_full_disk
from outlay.core.time import TimeRange, add_months, parse_day
from outlay.ledger.adoption import ruleset_id
from outlay.report.focus_export import FocusExport, FocusExportReport, export_focus
from outlay.report.focus_export.model import Format, Subject, Version

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store

_CHOICES: Final = {"subject": get_args(Subject), "version": get_args(Version), "format": get_args(Format)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to export, as it was typed; by default the ledger of last month as FOCUS 1.4."""

    subject: str = "ledger"
    version: str = "1.4"
    format: str = "csv"
    since: str | None = None
    until: str | None = None


def run_export(store: Store, settings: Settings, request: ExportRequest, path: Path) -> FocusExportReport:
    """Write a FOCUS file beside its place, then move it there whole.

    Raises:
        UnknownNameError: for a subject, version or format that there is not.
        TimeError: for a day that cannot be read, or an empty range.
        NotFoundError: if the range holds nothing.
    """
    for name, known in _CHOICES.items():
        if getattr(request, name) not in known:
            raise UnknownNameError(f"{name} of an export", getattr(request, name), known)
    this_month = settings.today.replace(day=1)
    wish = FocusExport(
        period=TimeRange(
            since=parse_day(request.since, today=settings.today) if request.since else add_months(this_month, -1),
            until=parse_day(request.until, today=settings.today) if request.until else this_month,
        ),
        subject=cast("Subject", request.subject),
        version=cast("Version", request.version),
        format=cast("Format", request.format),
    )
    half = path.with_name(f".{path.name}.half")
    try:
        with telling_full_disk(path.absolute().parent):
            report = export_focus(store, wish, half, currency=settings.currency, ruleset=ruleset_id(settings))
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return report
