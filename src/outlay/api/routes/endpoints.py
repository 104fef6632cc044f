"""What each endpoint costs."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.report.endpoint_model import EndpointsRequest

router = APIRouter(tags=["requests"])


class UnitCost(BaseModel):
    """The cost of one request, and what a month of today's traffic comes to at that cost."""

    value: str | None
    month: str | None


class EndpointComponent(BaseModel):
    """Model, infrastructure or transfer; null where the ledger does not have it yet."""

    name: str
    cost: str | None
    per_request: UnitCost


class EndpointComparison(BaseModel):
    """The cost of a request against the days before."""

    label: str
    value: str | None
    change: str | None
    change_percent: str | None


class EndpointDay(BaseModel):
    """A day of the trend."""

    day: str
    requests: int
    cost: str | None
    cost_per_request: str | None
    tokens_per_request: str | None


class EndpointSpike(BaseModel):
    """Days that stand out against the two weeks before; the amounts are of the first."""

    day: str
    until: str = Field(description="The last day; the same where it is one day.")
    measure: str = Field(description="cost_per_request or cost.")
    value: str
    usual: str
    times: str
    cause: str = Field(description="tokens, price, traffic or idle.")
    text: str


class EndpointRow(BaseModel):
    """An endpoint; `value` is unattributed where requests name none."""

    value: str | None
    is_named: bool
    requests: int
    errors: int
    cost: str | None
    calculated: str | None
    without_price: int
    tokens_per_request: str | None
    cost_per_request: UnitCost
    p50: UnitCost
    p95: UnitCost
    p99: UnitCost
    latency_p95: str | None
    requests_today: int
    compare: EndpointComparison | None
    components: list[EndpointComponent]
    trend_of: str = Field(description="calculated (known at once), or cost where most of it comes by bills.")
    days: list[EndpointDay]
    spikes: list[EndpointSpike]


class TodaysTraffic(BaseModel):
    """The 24 complete hours whose requests are today's traffic."""

    since: str
    until: str


class EndpointsAnswer(BaseModel):
    """Endpoints, the dearest first: unit costs, their trend with spikes, their parts."""

    by: str
    endpoints: list[EndpointRow]
    total: int = Field(description="How many there are; `limit` of them are given.")
    suggested_by: str | None = Field(description="What requests do carry, where none carries the asked dimension.")
    traffic: TodaysTraffic | None
    since: str
    until: str
    complete_until: str
    trend_since: str
    trend_until: str
    view: str
    currency: str
    notes: list[str]


@router.get("/endpoints", response_model=EndpointsAnswer)
def get_endpoints(
    workspace: InWorkspace,
    by: Annotated[str, Query(description="endpoint, service, feature or model.")] = "endpoint",
    name: Annotated[str | None, Query(description="One of them alone.")] = None,
    since: Annotated[
        str | None, Query(description="First day, or a look-back such as 30d; default: this month.")
    ] = None,
    until: Annotated[str | None, Query(description="The day after the last.")] = None,
    view: str = "consumption",
    where: Annotated[str | None, Query(description='An expression such as team == "search".')] = None,
    limit: int = 50,
) -> Response:
    """Tell what each endpoint costs per request, and what that comes to in a month of today's traffic."""
    request = EndpointsRequest(by=by, name=name, since=since, until=until, view=view, where=where, limit=limit)
    return Response(json.dumps(to_plain(workspace.endpoints(request))), media_type="application/json")
