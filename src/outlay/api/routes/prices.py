"""Prices over HTTP: how a stored request's price comes about."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.jobs.request_price import explain_request

router = APIRouter(tags=["prices"])


class PriceLeafAnswer(BaseModel):
    """One part of a price, in USD; null where nothing prices the unit."""

    unit: str
    count: str
    priced_as: str | None
    rate: str | None
    per: int
    amount: str | None


class PriceAnswer(BaseModel):
    """What a card makes of usage, leaf by leaf."""

    state: str
    total: str | None
    leaves: list[PriceLeafAnswer]
    card: dict[str, Any] | None
    input_total: int
    input_over: int | None
    flags: list[str]


class RequestPriceAnswer(BaseModel):
    """A stored request's price and where it comes from."""

    request_key: str
    ts: str
    source: str
    source_id: str
    response_id: str | None
    provider: str | None
    model: str | None
    state: str
    cost: str | None
    currency: str
    requests: int
    stated_cost: str | None
    stated_by: str | None
    flags: list[str]
    price: PriceAnswer | None
    notes: list[str]


@router.get("/prices/explain")
def get_price_explanation(workspace: InWorkspace, request: str) -> RequestPriceAnswer:
    """Explain the price of the newest request with a response id, source id or request key."""
    found = explain_request(workspace.store, workspace.settings, request)
    return RequestPriceAnswer.model_validate(to_plain(found))
