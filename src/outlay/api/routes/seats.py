"""Seats over HTTP: who holds them, and which nobody uses."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain

router = APIRouter(tags=["seats"])


class SeatGroupAnswer(BaseModel):
    """Seats of a product, or of a product and team; null is unknown, such as use where no activity is told."""

    biller: str
    product: str
    team: str | None
    as_of: str | None
    bought: int | None
    assigned: int | None
    active: int | None
    new: int | None
    unassigned: int | None
    unused: int | None
    monthly_cost: str | None
    unused_cost: str | None
    cost_basis: str


class UnusedSeatAnswer(BaseModel):
    """A seat that someone holds and nobody needs, and why."""

    biller: str
    product: str
    as_of: str
    employee: str | None
    team: str | None
    plan: str | None
    assigned_on: str | None
    last_active_on: str | None
    idle_days: int | None
    monthly_cost: str | None
    cost_basis: str
    use: Literal["unused"]
    unused: str


class SeatsAnswer(BaseModel):
    """Seats that contracts bought, beside the latest list of who holds them; totals count what is known."""

    currency: str
    idle_days: int
    by: str
    seats: int
    unused: int
    unused_cost: str | None
    without_team: int
    groups: list[SeatGroupAnswer]
    unused_seats: list[UnusedSeatAnswer]
    notes: list[str]


@router.get("/seats")
def get_seats(workspace: InWorkspace, by: Literal["product", "team"] = "product") -> SeatsAnswer:
    """Seats by product or team: bought, assigned, used; what they cost a month, and which nobody uses."""
    return SeatsAnswer.model_validate(to_plain(workspace.seats(by)))
