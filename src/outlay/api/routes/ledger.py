"""The ledger: compute it again, and explain its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain

router = APIRouter(tags=["ledger"])


class ExplanationStep(BaseModel):
    """One step back towards the origin."""

    title: str
    text: str
    rows: list[dict[str, str | int | None]]


class ExplanationAnswer(BaseModel):
    """A ledger row or charge back to its origin and rules."""

    id: str
    kind: str
    summary: str
    steps: list[ExplanationStep]


class RebuildAnswer(BaseModel):
    """What a rebuild did."""

    days: int
    rows: int
    seconds: float
    unresolved_payers: list[str]
    contested_payers: list[str]


@router.get("/explain/{identifier}")
def get_explanation(workspace: InWorkspace, identifier: str) -> ExplanationAnswer:
    """Explain a ledger row (`lg_…`) or a charge (`ch_…`)."""
    return ExplanationAnswer.model_validate(to_plain(workspace.explain(identifier)))


@router.post("/rebuild")
def post_rebuild(workspace: InWorkspace, since: date | None = None) -> RebuildAnswer:
    """Compute the ledger again: of changed days, or of every day since one."""
    report: dict[str, Any] = to_plain(workspace.rebuild(since))
    return RebuildAnswer(
        days=len(report["days"]),
        rows=report["rows"],
        seconds=report["seconds"],
        unresolved_payers=report["unresolved_payers"],
        contested_payers=report["contested_payers"],
    )
