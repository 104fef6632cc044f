"""What routes ask for by type."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from outlay.jobs import Workspace


def _workspace(request: Request) -> Workspace:
    found = request.app.state.workspace
    assert isinstance(found, Workspace)  # noqa: S101 - create_app puts it there
    return found


InWorkspace = Annotated[Workspace, Depends(_workspace)]
