"""Reads the manifests that publishers write beside the files of an export, whatever they call things.

AWS Cost and Usage Report: `reportKeys`, `assemblyId`; AWS Data Exports: `dataFiles`, `executionId`; Azure Cost
Management exports: `blobs`, `runInfo`, `exportConfig`. Paths in them are those of the bucket or container.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

_SCHEME: Final = re.compile(r"^[a-z0-9]+://[^/]+/")
_PERIOD: Final = re.compile(r"(?:billing_?period|month|period)=(\d{4})-?(\d{2})", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?:^|/)(\d{4})(\d{2})\d{2}-\d{8}(?:T\d+Z?)?(?:/|$)")
_DAY_LENGTH: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a manifest says: the files of one version of one period of one export. Sizes are None where untold."""

    path: str
    export: str
    period: str
    version: str
    written_at: datetime
    files: tuple[tuple[str, int | None], ...]


def read_manifest(path: str, content: object, written_at: datetime) -> Manifest | None:
    """What a JSON document says, or None where it is no manifest of a bill."""
    if not isinstance(content, Mapping):
        return None
    files = _files(content)
    if files is None:
        return None
    run, export = _part(content, "runInfo"), _part(content, "exportConfig")
    version = content.get("assemblyId") or content.get("executionId") or run.get("runId") or ""
    return Manifest(
        path=path,
        export=_export_name(content, export, path),
        period=_period(content, run) or period_of(path) or "",
        version=str(version),
        written_at=_moment(run.get("submittedTime")) or written_at,
        files=files,
    )


def period_of(path: str) -> str | None:
    """The billing period that a path names, as `2026-10`."""
    found = _PERIOD.search(path) or _RANGE.search(path)
    return f"{found[1]}-{found[2]}" if found else None


def _files(content: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...] | None:
    for name in ("reportKeys", "dataFiles"):
        keys = content.get(name)
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            return tuple((_SCHEME.sub("", key), None) for key in keys)
    blobs = content.get("blobs")
    if isinstance(blobs, list) and all(isinstance(blob, Mapping) and "blobName" in blob for blob in blobs):
        return tuple((str(blob["blobName"]), _size(blob.get("byteCount"))) for blob in blobs)
    return None


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    return found if isinstance(found, Mapping) else {}


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _export_name(content: Mapping[str, Any], export: Mapping[str, Any], path: str) -> str:
    """What tells exports of one place apart: actual and amortised cost of a month are two."""
    if export:
        return f"{export.get('exportName', '')}/{export.get('type', '')}"
    name = content.get("reportId") or content.get("reportName") or content.get("exportName") or content.get("exportArn")
    return str(name) if name else re.sub(r"-?manifest\.json$", "", path.rsplit("/", 1)[-1], flags=re.IGNORECASE)


def _period(content: Mapping[str, Any], run: Mapping[str, Any]) -> str | None:
    told = content.get("billingPeriod")
    start = told.get("start") if isinstance(told, Mapping) else told
    text = str(start or run.get("startDate") or "")
    if re.match(r"\d{8}T", text):
        return f"{text[:4]}-{text[4:6]}"
    return text[:_DAY_LENGTH] if re.match(r"\d{4}-\d{2}", text) else None


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", str(text)))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
