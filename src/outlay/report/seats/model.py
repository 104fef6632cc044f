"""What is said of seats. What is not known is None, never zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Use = Literal["active", "new", "unused", "unknown"]
Product = tuple[str, str]
"""A biller and a product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat that someone holds; `unused` says why nobody needs it, `monthly_cost` is in the reporting currency."""

    biller: str
    product: str
    as_of: date
    employee: str | None
    team: str | None
    plan: str | None
    assigned_on: date | None
    last_active_on: date | None
    idle_days: int | None
    monthly_cost: Decimal | None
    cost_basis: str
    use: Use = "unknown"
    unused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Seats of a product that contracts bought, with what they cost this month in the reporting currency."""

    biller: str
    product: str
    seats: int
    monthly_cost: Decimal
    contracts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """Bought seats that nobody holds, and their part of the cost."""

    seats: int
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats that people hold, those that contracts bought, and those of them that nobody holds."""

    held: Sequence[SeatRow]
    bought: Mapping[Product, Purchase]
    spare: Mapping[Product, Spare]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGroup:
    """Seats of a product, or of a product and team: bought = active + new + unused where all are known."""

    biller: str
    product: str
    team: str | None
    as_of: date | None
    """The day of the list of holders; None where there is none."""
    bought: int | None
    assigned: int | None
    active: int | None
    new: int | None
    """Assigned too recently to be judged."""
    unassigned: int | None
    unused: int | None
    monthly_cost: Decimal | None
    unused_cost: Decimal | None
    cost_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReport:
    """Who holds what, and what nobody uses; the totals count what is known."""

    currency: str
    idle_days: int
    by: str
    seats: int
    """Bought ones, and those that are assigned where no contract says how many were bought."""
    unused: int
    unused_cost: Decimal | None
    without_team: int
    groups: tuple[SeatGroup, ...]
    unused_seats: tuple[SeatRow, ...]
    notes: tuple[str, ...]
