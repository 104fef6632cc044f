"""Builds the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from outlay import __version__
from outlay.api.problems import add_problem_handlers
from outlay.api.routes import catalog, imports, ledger, overview, query, session, status
from outlay.api.security import Guard
from outlay.web import mount_pages

if TYPE_CHECKING:
    from outlay.jobs import Workspace


def create_app(workspace: Workspace, *, token: str, is_local: bool = True) -> FastAPI:
    """The application over a workspace.

    Args:
        workspace: What it serves.
        token: The secret that writes need, and off localhost everything.
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
    for module in (query, catalog, overview, status, ledger, imports, session):
        app.include_router(module.router, prefix="/api/v1")
    add_problem_handlers(app)
    mount_pages(app)
    app.add_middleware(Guard, token=token, is_local=is_local)
    return app
