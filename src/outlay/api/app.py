"""Builds the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from outlay import __version__
from outlay.api.ingest_token import IngestToken
from outlay.api.problems import add_problem_handlers
from outlay.api.receivers import add_receivers
from outlay.api.routes import (
    catalog,
    commitments,
    currency,
    endpoints,
    export,
    imports,
    intake,
    invoices,
    ledger,
    overview,
    prices,
    query,
    reconcile,
    reprice,
    requests,
    runs,
    seats,
    session,
    sources,
    status,
)
from outlay.api.security import Guard
from outlay.web import mount_pages

if TYPE_CHECKING:
    from outlay.jobs import Workspace


def create_app(
    workspace: Workspace, *, token: str, ingest_token: IngestToken | None = None, is_local: bool = True
) -> FastAPI:
    """The application over a workspace.

    Args:
        workspace: What it serves.
        token: The secret that writes need, and off localhost everything.
        ingest_token: What senders of telemetry show off localhost; without one the other secret alone will do.
        is_local: Whether it is bound to localhost alone.
    """
    app = FastAPI(
        title="Outlay",
        version=__version__,
        description="All technology spend and every inference in one ledger that adds up to the bills.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.workspace = workspace
    app.state.token = token
    for module in (
        query,
        catalog,
        currency,
        overview,
        endpoints,
        export,
        requests,
        runs,
        status,
        ledger,
        reconcile,
        prices,
        reprice,
        imports,
        invoices,
        commitments,
        intake,
        seats,
        session,
        sources,
    ):
        app.include_router(module.router, prefix="/api/v1")
    add_receivers(app, workspace)
    add_problem_handlers(app)
    mount_pages(app)
    app.add_middleware(Guard, token=token, ingest_token=ingest_token, is_local=is_local)
    return app
