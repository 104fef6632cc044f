"""How the server and its facts are."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from outlay import __version__
from outlay.api.dependencies import InWorkspace

router = APIRouter(tags=["status"])


class FreshnessAnswer(BaseModel):
    """How far usage and bills reach."""

    usage_until: str | None
    bills_until: str | None


class StatusAnswer(BaseModel):
    """Version, emptiness, freshness and warnings."""

    version: str
    empty: bool
    demo: bool
    freshness: FreshnessAnswer
    today: str
    warnings: list[str]


@router.get("/health")
def get_health() -> dict[str, str]:
    """Say that the server is up."""
    return {"status": "ok"}


@router.get("/status")
def get_status(workspace: InWorkspace) -> StatusAnswer:
    """Say how far the facts reach, and what to look at."""
    fresh = workspace.freshness()
    return StatusAnswer(
        version=__version__,
        empty=fresh.is_empty,
        demo=workspace.is_demo,
        freshness=FreshnessAnswer(
            usage_until=fresh.usage_until,
            bills_until=fresh.bills_until.isoformat() if fresh.bills_until else None,
        ),
        today=workspace.settings.today.isoformat(),
        warnings=list(fresh.warnings),
    )
