"""Single requests: a list that can be polled, and the lineage of one."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.report.requests import RequestsRequest

router = APIRouter(tags=["requests"])


class RequestTokens(BaseModel):
    """Tokens by class; the classes do not overlap, but reasoning is a part of output. Null: not reported."""

    input: int | None
    cache_read: int | None
    cache_write_5m: int | None
    cache_write_1h: int | None
    output: int | None
    reasoning: int | None


class RequestCosts(BaseModel):
    """The cost by token class; null where that part is not known."""

    input: str | None
    cache_read: str | None
    cache_write: str | None
    output: str | None
    units: str | None


class RequestFlag(BaseModel):
    """What is odd about a request."""

    flag: str
    text: str


class RequestCard(BaseModel):
    """The price card: whose price, from where, for which days and which way of serving."""

    id: str
    source: str | None
    provider: str | None = None
    model: str | None = None
    source_version: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    daily: str | None = None
    context: dict[str, str] = {}
    overlays: list[str] = []
    confidence: str | None = None
    is_learnt: bool = False


class RequestRow(BaseModel):
    """A request, without any content."""

    id: str
    at: str
    status: str
    latency_ms: str | None
    weight: int = Field(description="How many requests it stands for: more than one where telemetry was sampled.")
    tokens: RequestTokens
    units: dict[str, str]
    costs: RequestCosts
    cost: str | None
    cost_state: str
    state_text: str
    is_weight: bool = Field(description="Whether the cost only weighs: servers, seats or commitments are what is paid.")
    flags: list[RequestFlag]
    card: RequestCard | None
    served: dict[str, str] = Field(description="How it was served, as far as it was told: tier, processing, speed.")
    dimensions: dict[str, str]
    customer: str | None
    user: str | None
    session: str | None
    response_id: str | None
    source: str
    source_id: str
    source_kind: str | None
    contributor_count: int


class RequestsAnswer(BaseModel):
    """Requests in the asked order."""

    requests: list[RequestRow]
    sample: str
    currency: str


class LineageLine(BaseModel):
    """Count times rate is amount; the rate is in USD."""

    name: str
    label: str
    count: str
    rate_per_million: str | None
    amount: str | None


class RequestLineage(BaseModel):
    """How the cost came about, leaf by leaf."""

    lines: list[LineageLine]
    band: int | None = Field(description="The long-context threshold that the input exceeded.")
    total: str | None
    is_explained: bool = Field(description="Whether the lines add up to the total.")


class RequestAnswer(RequestRow):
    """A request with the lineage of its cost and the records that speak of it."""

    lineage: RequestLineage
    contributors: list[dict[str, str | None]]
    currency: str


@router.get("/requests", response_model=RequestsAnswer)
def get_requests(
    workspace: InWorkspace,
    request: Request,
    since: Annotated[str | None, Query(description="First day, or a look-back; default: the last 7 days.")] = None,
    until: Annotated[str | None, Query(description="The day after the last.")] = None,
    where: Annotated[str | None, Query(description='An expression such as endpoint == "/v1/search".')] = None,
    sample: Annotated[str, Query(description="newest, dearest, slowest or errors.")] = "newest",
    limit: int = 50,
    before: Annotated[str | None, Query(description="Only older ones than this request: the next page.")] = None,
    after: Annotated[str | None, Query(description="Only newer ones than this request: for polling.")] = None,
) -> Response:
    """List single requests. Newest and failed ones reach back 31 days at most, dearest and slowest 7.

    The answer has an ETag: asked again with If-None-Match it is 304 while nothing changed.
    """
    asked = RequestsRequest(
        since=since, until=until, where=where, sample=sample, limit=limit, before=before, after=after
    )
    content = {"requests": workspace.requests(asked), "sample": sample, "currency": workspace.settings.currency}
    body = json.dumps(content, default=str)
    tag = f'"{hashlib.blake2b(body.encode(), digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/requests/{identifier}", response_model=RequestAnswer)
def get_request(workspace: InWorkspace, identifier: str) -> Response:
    """Show one request: each count, its rate and its amount, the card, and who told of it."""
    found: dict[str, Any] = to_plain(workspace.request(identifier))
    return Response(json.dumps({**found, "currency": workspace.settings.currency}), media_type="application/json")
