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


class CurrencyChangeAnswer(BaseModel):
    """What charges in one currency came to and come to now: effective cost in the reporting currency."""

    currency: str
    charges: int
    before: str
    after: str


class ReratingAnswer(BaseModel):
    """What settings of currency, tax and credits changed in money that was stored before."""

    currency: str
    charges: list[CurrencyChangeAnswer]
    reclassed: int
    invoices: int
    values: int
    requests: int


class RebuildAnswer(BaseModel):
    """What a rebuild did."""

    days: int
    rows: int
    seconds: float
    unresolved_payers: list[str]
    contested_payers: list[str]
    rerating: ReratingAnswer


@router.get("/explain/{identifier}")
def get_explanation(workspace: InWorkspace, identifier: str) -> ExplanationAnswer:
    """Explain a ledger row (`lg_…`) or a charge (`ch_…`)."""
    return ExplanationAnswer.model_validate(to_plain(workspace.explain(identifier)))


@router.post("/rebuild")
def post_rebuild(workspace: InWorkspace, since: date | None = None) -> RebuildAnswer:
    """Convert stored money as the settings say, then compute the ledger: of changed days, or of all since one."""
    found: dict[str, Any] = to_plain(workspace.recompute(since))
    return RebuildAnswer.model_validate({**found["ledger"], "days": len(found["ledger"]["days"]), **found})
