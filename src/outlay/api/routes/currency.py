"""Constant currency over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain

router = APIRouter(tags=["currency"])


class CurrencyMonthAnswer(BaseModel):
    """Charges of a month in one currency; amounts but `cost` are in the reporting currency."""

    month: date
    currency: str
    charges: int
    cost: str
    converted: str
    lowest_rate: str
    highest_rate: str
    rate_date: date
    source: str
    is_stale: bool
    constant_rate: str | None
    constant: str | None
    effect: str | None


class CurrencyAnswer(BaseModel):
    """What exchange rates did to the bills."""

    reporting_currency: str
    base: date
    months: list[CurrencyMonthAnswer]
    converted: str
    constant: str | None
    effect: str | None
    notes: list[str]


@router.get("/currency")
def get_currency(
    workspace: InWorkspace,
    since: Annotated[str | None, Query(description="First day; default: twelve months ago.")] = None,
    until: Annotated[str | None, Query(description="The day after the last; default: tomorrow.")] = None,
    base: Annotated[str | None, Query(description="Day whose rates are held constant; default: since.")] = None,
) -> CurrencyAnswer:
    """Tell what bills in other currencies come to at the rates of one day."""
    return CurrencyAnswer.model_validate(to_plain(workspace.currencies(since, until, base)))
