"""Imports over HTTP: files are uploaded one by one as raw bodies, then imported together."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from outlay.api.dependencies import InWorkspace
from outlay.core.errors import NotFoundError, UsageError
from outlay.core.plain import to_plain
from outlay.jobs.imports import ImportRequest

router = APIRouter(tags=["imports"])

_UPLOAD = re.compile(r"[0-9a-f]{32}")


class UploadAnswer(BaseModel):
    """Where an uploaded file waits for its import."""

    upload: str
    bytes: int


class ImportBody(BaseModel):
    """Uploaded files to import as one delivery."""

    model_config = ConfigDict(extra="forbid")

    uploads: list[str]
    source: str | None = None
    replace: bool = False
    map: dict[str, str] = {}
    set: dict[str, str] = {}


@router.post("/uploads")
async def post_upload(
    workspace: InWorkspace, request: Request, name: Annotated[str, Query(max_length=200)] = "upload.csv"
) -> UploadAnswer:
    """Take a file's bytes as the raw body."""
    upload = secrets.token_hex(16)
    folder = _uploads(workspace) / upload
    folder.mkdir(parents=True)
    path = folder / (re.sub(r"[^A-Za-z0-9._-]", "_", name).lstrip(".") or "upload")
    size = 0
    try:
        with path.open("wb") as stream:
            async for part in request.stream():
                size += stream.write(part)
    except BaseException:  # a client that goes away leaves nothing behind
        _remove(folder)
        raise
    return UploadAnswer(upload=upload, bytes=size)


@router.post("/imports/{kind}")
def post_import(workspace: InWorkspace, kind: str, body: ImportBody) -> dict[str, Any]:
    """Import uploaded files as one delivery; the uploads are gone afterwards, whatever the outcome."""
    if not body.uploads:
        message = "no upload is named"
        raise UsageError(message, hint="POST /api/v1/uploads first")
    folders = [_folder(workspace, upload) for upload in dict.fromkeys(body.uploads)]
    try:
        files = [path for folder in folders for path in folder.iterdir()]
        outcome = workspace.imports.run(
            ImportRequest(
                kind=kind,
                files=files,
                source=body.source,
                is_replacing=body.replace,
                mapping=body.map,
                constants=body.set,
            )
        )
    finally:
        for folder in folders:
            _remove(folder)
    plain: dict[str, Any] = to_plain(outcome)
    return plain


def _uploads(workspace: InWorkspace) -> Path:
    return workspace.settings.upload_dir


def _folder(workspace: InWorkspace, upload: str) -> Path:
    folder = _uploads(workspace) / upload
    if not _UPLOAD.fullmatch(upload) or not folder.is_dir():
        message = f"there is no upload {upload!r}"
        raise NotFoundError(message, hint="POST the file to /api/v1/uploads again")
    return folder


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
