"""Syncs a source that delivers files: each delivery is imported like files that a person names."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlay.core.errors import OutlayError
from outlay.core.private_file import write_private
from outlay.ingest.focus import FocusReport
from outlay.jobs.imports import ImportRequest

if TYPE_CHECKING:
    from outlay.ingest.pulling.model import FileDelivery, FileSource
    from outlay.jobs.imports import Imports, Report

_KNOWN = "files.json"


def sync_files(source: FileSource, name: str, imports: Imports, folder: Path, *, is_all: bool) -> dict[str, Any]:
    """Import what changed since last time; a delivery that fails stops no other."""
    known = {} if is_all else _load_known(folder)
    notes: list[str] = []
    errors: list[OutlayError] = []
    rows = done = refused = 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder) as scratch:
        for delivery in source.fetch_files(Path(scratch), known):
            notes += (f"{delivery.name}: {note}" for note in delivery.notes)
            if not delivery.files:
                continue
            try:
                report = _import(delivery, name, imports)
            except OutlayError as error:
                errors.append(error)
                notes.append(f"{delivery.name}: {error.message}")
            else:
                done += 1
                rows += _rows(report)
                if report.rejected:
                    refused += report.rejected
                    notes.append(f"{delivery.name}: {report.rejected:,} rows were refused; see {report.reject_file}")
                known = {**known, delivery.name: delivery.fingerprint}
                write_private(folder / _KNOWN, json.dumps(known, sort_keys=True).encode())
    return {
        "state": "ok" if not (errors or refused) else "partial" if done else "failed",
        "buckets": done,
        "rows": rows,
        "watermark": imports.now(),
        "notes": tuple(dict.fromkeys(notes)),
        "error": errors[0].message if errors else f"{refused:,} rows were refused" if refused else None,
        "hint": errors[0].hint if errors else "the reject file in the notes says why" if refused else None,
    }


def _import(delivery: FileDelivery, name: str, imports: Imports) -> Report:
    request = ImportRequest(kind=delivery.kind, files=delivery.files, source=name)
    return imports.run(request, is_rebuilding=False).report


def _rows(report: Report) -> int:
    return report.rows_out if isinstance(report, FocusReport) else report.loaded


def _load_known(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _KNOWN).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
