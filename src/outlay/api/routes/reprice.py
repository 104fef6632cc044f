"""Price stored requests again, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.jobs.reprice import RepriceRequest, reprice

router = APIRouter(tags=["prices"])


class RepriceBody(BaseModel):
    """Which requests to price again, and why."""

    model_config = ConfigDict(extra="forbid")

    since: date
    until: date | None = Field(default=None, description="The day after the last; default: no end.")
    provider: str | None = None
    model: str | None = None
    reason: str = ""
    dry_run: bool = False


class RepricedCellAnswer(BaseModel):
    """Requests of a day and model whose card changed from one to another."""

    day: str
    provider: str | None
    model: str | None
    old_card: str | None
    new_card: str | None
    requests: int
    old_cost: str | None
    new_cost: str | None


class RepriceAnswer(BaseModel):
    """What pricing again changed; a cost is null where none is known."""

    reprice_id: str
    is_written: bool
    days: int
    closed_days: list[str]
    looked_at: int
    changed: int
    cells: list[RepricedCellAnswer]
    ledger: dict[str, Any] | None


@router.post("/reprice")
def post_reprice(workspace: InWorkspace, body: RepriceBody) -> RepriceAnswer:
    """Price the requests of days again with the present prices; each day changes whole or not at all."""
    wish = RepriceRequest(
        since=body.since,
        until=body.until,
        provider=body.provider,
        model=body.model,
        reason=body.reason,
        is_dry_run=body.dry_run,
    )
    report = reprice(workspace.store, workspace.settings, workspace.imports, wish)
    return RepriceAnswer.model_validate(to_plain(report))
