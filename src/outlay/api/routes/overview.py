"""The first page's answer."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from outlay.api.dependencies import InWorkspace
from outlay.api.routes.query import QueryAnswer
from outlay.core.plain import to_plain
from outlay.report import OverviewRequest

router = APIRouter(tags=["overview"])


class OverviewComparison(BaseModel):
    """A value against a named period."""

    label: str
    value: str | None
    change: str | None
    change_percent: str | None


class OverviewFigure(BaseModel):
    """One figure."""

    id: str
    label: str
    definition: str
    value: str | int | None
    unit: str
    currency: str
    compare: OverviewComparison | None
    note: str | None
    link: str


class OverviewMover(BaseModel):
    """What changed most."""

    dimension: str
    value: str | None
    before: str | None
    after: str | None
    change: str
    change_percent: str | None
    link: str


class OverviewRow(BaseModel):
    """A feature, model or customer."""

    value: str | None
    cost: str | None
    requests: int | None
    cost_per_request: str | None
    change: str | None
    change_percent: str | None
    link: str


class OverviewPeriod(BaseModel):
    """The periods that are compared."""

    label: str


class OverviewAnswer(BaseModel):
    """Six figures, the largest movers, spend over time, and features, models and customers."""

    figures: list[OverviewFigure]
    movers: list[OverviewMover]
    movers_period: OverviewPeriod
    spend: QueryAnswer
    spend_by: str = Field(description="The dimension of spend; empty where spend is shown as a whole.")
    tables: dict[str, list[OverviewRow]]
    complete_until: str
    notes: list[str] = Field(description="What the filter does not go with, and what is shown instead.")


@router.get("/overview", response_model=OverviewAnswer)
def get_overview(
    workspace: InWorkspace,
    since: str | None = None,
    until: str | None = None,
    view: str = "consumption",
    where: str | None = None,
    by: str = "cost_group",
) -> Response:
    """Put the overview of a range together."""
    request = OverviewRequest(since=since, until=until, view=view, where=where, by=by)
    overview = workspace.overview(request)
    content = {
        "figures": to_plain(overview.figures),
        "movers": to_plain(overview.movers),
        "movers_period": {"label": overview.movers_period},
        "spend": overview.spend.as_json(),
        "spend_by": overview.spend_by,
        "tables": to_plain(overview.tables),
        "complete_until": overview.complete_until.isoformat(),
        "notes": list(overview.notes),
    }
    return Response(json.dumps(content), media_type="application/json")
