"""Match to invoices, and the AI spend that no telemetry knows."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response

from outlay.api.dependencies import InWorkspace
from outlay.api.routes.reconcile_model import ReconciliationAnswer, ShadowAiAnswer
from outlay.core.plain import to_plain
from outlay.report.matching.model import MatchRequest

router = APIRouter(tags=["reconcile"])

Since = Annotated[str | None, Query(description="First month, such as 2026-10; default: the last complete one.")]
Until = Annotated[str | None, Query(description="The day after the last; default: one month.")]
Biller = Annotated[str | None, Query(description="The bills of one biller alone, such as openai.")]


@router.get("/reconcile", response_model=ReconciliationAnswer)
def get_reconciliation(
    workspace: InWorkspace, since: Since = None, until: Until = None, biller: Biller = None
) -> Response:
    """Explain invoices by charges and charges by usage, month by month and bill by bill."""
    return _answer(workspace.reconcile(MatchRequest(since=since, until=until, biller=biller)))


@router.get("/shadow-ai", response_model=ShadowAiAnswer)
def get_shadow_ai(workspace: InWorkspace, since: Since = None, until: Until = None, biller: Biller = None) -> Response:
    """List AI spend that no instrumented service made, the largest first."""
    return _answer(workspace.shadow_ai(MatchRequest(since=since, until=until, biller=biller)))


def _answer(found: object) -> Response:
    return Response(json.dumps(to_plain(found)), media_type="application/json")
