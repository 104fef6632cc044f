"""FOCUS files over HTTP."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.jobs.export import ExportRequest, run_export

router = APIRouter(tags=["export"])


@router.get("/export/focus", response_class=FileResponse)
def get_focus(
    workspace: InWorkspace,
    subject: Annotated[str, Query(description="ledger or charges.")] = "ledger",
    version: Annotated[str, Query(description="1.4 or 1.2.")] = "1.4",
    format: Annotated[str, Query(description="csv or parquet.")] = "csv",  # noqa: A002 - the parameter's name
    since: Annotated[str | None, Query(description="First day; default: last month's first.")] = None,
    until: Annotated[str | None, Query(description="The day after the last; default: this month's first.")] = None,
) -> FileResponse:
    """Charges or the ledger as a FOCUS file; its sums stand in the header X-Outlay-Export."""
    request = ExportRequest(subject=subject, version=version, format=format, since=since, until=until)
    parent = workspace.settings.folder / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    folder = tempfile.TemporaryDirectory(prefix="export-", dir=parent)
    path = Path(folder.name) / f"outlay-{subject}-focus-{version}.{format}"
    try:
        report = run_export(workspace.store, workspace.settings, request, path)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path,
        filename=path.name,
        headers={"X-Outlay-Export": json.dumps(to_plain(report))},
        background=BackgroundTask(folder.cleanup),
    )
