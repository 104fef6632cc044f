"""Errors as RFC 9457 problem documents."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from outlay.core.errors import OutlayError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

_LOG = logging.getLogger("outlay.api")


def problem(status: int, code: str, detail: str, hint: str | None = None, field: str | None = None) -> JSONResponse:
    """A problem document; `field` names what of the request is wrong, where one thing is."""
    content: dict[str, object] = {
        "type": f"urn:outlay:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "hint": hint,
    }
    if field is not None:
        content["field"] = field
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def add_problem_handlers(app: FastAPI) -> None:
    """Translate every error of the app into a problem document."""

    async def on_outlay(_: Request, error: Exception) -> JSONResponse:
        known = error if isinstance(error, OutlayError) else OutlayError(str(error))
        return problem(known.http_status, known.stable_code, known.message, known.hint, getattr(known, "field", None))

    async def on_validation(_: Request, error: Exception) -> JSONResponse:
        found = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in found["loc"])
        return problem(
            422, "usage.malformed", f"{where}: {found['msg']}", "see /api/openapi.json for the shape of the request"
        )

    async def on_http(_: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else "failed"
        return problem(status, f"http.{status}", detail, None)

    async def on_fault(request: Request, error: Exception) -> JSONResponse:
        _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
        return problem(500, "internal", "an unexpected error; the server's log has the trace", "please report it")

    app.add_exception_handler(OutlayError, on_outlay)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
