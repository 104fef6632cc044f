"""Commitments over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.jobs.declared import NewEntry

router = APIRouter(tags=["commitments"])

Amount = Annotated[Decimal, Field(ge=-(10**11), le=10**11, decimal_places=12)]


class RollPeriodAnswer(BaseModel):
    """A month: opening + purchased - drawn - expired = closing."""

    month: str
    opening: str
    purchased: str
    drawn: str
    expired: str
    closing: str
    rows: int


class RollProblemAnswer(BaseModel):
    """Why a roll-forward does not close; `origins` are charges (`ch_…`) or declared entries."""

    text: str
    amount: str
    month: str
    origins: list[str]


class UsedDayAnswer(BaseModel):
    """How much of a day's commitment was used."""

    day: str
    used: str
    unused: str
    utilisation: str | None


class RunwayAnswer(BaseModel):
    """How long the balance lasts at the pace of the last thirty days with charges."""

    through: str
    drawdown_30d: str
    per_day: str | None
    lasts_until: str | None
    is_before_expiry: bool | None


class CliffAnswer(BaseModel):
    """When a grant stops paying, and what that costs a month."""

    day: str
    reason: str
    monthly_cost: str


class BurnDownAnswer(BaseModel):
    """How far an agreement is met, against how much of its term has passed."""

    committed: str
    drawn: str
    share: str | None
    elapsed: str | None
    remaining: str


class CommitmentAnswer(BaseModel):
    """A commitment with its roll-forward; amounts are in its own currency."""

    id: str
    kind: str
    model: str
    name: str | None
    biller: str
    billing_account: str | None
    owner: str | None
    currency: str | None
    starts: str | None
    ends: str | None
    renews: bool | None
    notice_days: int | None
    renewal: str | None
    committed_amount: str | None
    committed_quantity: str | None
    unit: str | None
    payment_model: str | None
    status: str
    source: str
    balance: str | None
    utilisation: str | None
    runway: RunwayAnswer | None
    cliff: CliffAnswer | None
    burn_down: BurnDownAnswer | None
    periods: list[RollPeriodAnswer]
    days: list[UsedDayAnswer]
    problems: list[RollProblemAnswer]
    notes: list[str]


class CommitmentsAnswer(BaseModel):
    """Every commitment, without its days."""

    commitments: list[CommitmentAnswer]


class EntryBody(BaseModel):
    """A movement: topup, refund (negative), opening, drawdown, expiry, or the balance that the vendor states."""

    model_config = ConfigDict(extra="forbid")

    movement: str
    amount: Amount
    currency: str
    on: date
    note: str | None = None
    vendor: str | None = Field(default=None, description="Begins a credit pool where there is none of the id.")
    account: str | None = None
    entry_id: str = Field(default="", description="Its own id, so that it can be sent twice; default: its content.")


@router.get("/commitments")
def get_commitments(workspace: InWorkspace) -> CommitmentsAnswer:
    """List commitments, declared and found on bills."""
    return CommitmentsAnswer.model_validate({"commitments": to_plain(workspace.declared.list_commitments())})


@router.get("/commitments/{identifier:path}")
def get_commitment(workspace: InWorkspace, identifier: str) -> CommitmentAnswer:
    """Show a commitment with its days."""
    return CommitmentAnswer.model_validate(to_plain(workspace.declared.show_commitment(identifier)))


@router.post("/commitments/{identifier:path}/entries")
def post_entry(workspace: InWorkspace, identifier: str, body: EntryBody) -> dict[str, Any]:
    """Take a movement of a commitment. The answer is that of an import."""
    new = NewEntry(commitment_id=identifier, **body.model_dump())
    plain: dict[str, Any] = to_plain(workspace.declared.add_entry(new))
    return plain
