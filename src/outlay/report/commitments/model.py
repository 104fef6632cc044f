"""What is said of a commitment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

MoveKind = Literal["opening", "purchased", "drawn", "expired", "balance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that changed what is left of a commitment, or (`balance`) what its vendor says is left."""

    day: date
    kind: MoveKind
    amount: Decimal
    rows: int = 1
    origin: str = ""
    """A charge or declared entry that shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPeriod:
    """A month: opening + purchased - drawn - expired = closing."""

    month: date
    opening: Decimal
    purchased: Decimal
    drawn: Decimal
    expired: Decimal
    closing: Decimal
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollProblem:
    """Why a roll-forward does not close: by how much, and which charges or entries to look at."""

    text: str
    amount: Decimal
    month: date
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedDay:
    """How much of a day's commitment was used."""

    day: date
    used: Decimal
    unused: Decimal
    utilisation: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runway:
    """How long the balance lasts at the pace of the last thirty days with charges."""

    through: date
    """The last day that charges tell of."""
    drawdown_30d: Decimal
    per_day: Decimal | None
    lasts_until: date | None
    """None where nothing was drawn, or more than ten years are left."""
    is_before_expiry: bool | None
    """Whether it is used up before it ends; None where either is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cliff:
    """When a grant stops paying, and what that costs a month from then on."""

    day: date
    reason: Literal["ends", "used up"]
    monthly_cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnDown:
    """How far an agreement is met, against how much of its term has passed."""

    committed: Decimal
    drawn: Decimal
    share: Decimal | None
    elapsed: Decimal | None
    remaining: Decimal


@dataclass(slots=True, kw_only=True)
class CommitmentView:
    """A commitment as bills and declarations tell of it; amounts are in its own currency."""

    id: str
    kind: str
    model: Literal["continuous", "discontinuous"]
    name: str | None
    biller: str
    billing_account: str | None
    owner: str | None
    currency: str | None
    starts: date | None
    ends: date | None
    renews: bool | None
    notice_days: int | None
    renewal: date | None
    committed_amount: Decimal | None
    committed_quantity: Decimal | None
    unit: str | None
    payment_model: str | None
    status: str
    source: Literal["declared", "bill", "both"]
    balance: Decimal | None = None
    utilisation: Decimal | None = None
    """Used of used and unused, over the last thirty days with charges."""
    runway: Runway | None = None
    cliff: Cliff | None = None
    burn_down: BurnDown | None = None
    periods: list[RollPeriod] = field(default_factory=list)
    days: list[UsedDay] = field(default_factory=list)
    problems: list[RollProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
