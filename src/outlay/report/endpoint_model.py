"""What the page of endpoints is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from outlay.report.model import Comparison

ENDPOINT_DIMENSIONS: Final = ("endpoint", "service", "feature", "model")
"""What requests can be told apart by here; the first that requests carry is the one to look at."""

COMPONENTS: Final = ("model", "infrastructure", "transfer")
MONTH_DAYS: Final = 30
"""The days of a month at today's traffic."""

Cause = Literal["tokens", "price", "traffic", "idle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointsRequest:
    """What the page is asked for: unchecked text, as its address has it."""

    by: str = "endpoint"
    name: str | None = None
    since: str | None = None
    until: str | None = None
    view: str = "consumption"
    where: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """The cost of one request, and what a month of today's traffic comes to at that cost; None without traffic."""

    value: Decimal | None
    month: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of the unit cost; None where the ledger does not have it yet, which is never zero."""

    name: str
    cost: Decimal | None
    per_request: UnitCost


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointDay:
    """A day of the trend; None where nothing is known of it."""

    day: date
    requests: int
    cost: Decimal | None
    cost_per_request: Decimal | None
    tokens_per_request: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Days, `until` with them, that stand out upwards against the usual of the days before, and why.

    The amounts are of the first day.
    """

    day: date
    until: date
    measure: Literal["cost_per_request", "cost"]
    value: Decimal
    usual: Decimal
    times: Decimal
    cause: Cause
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint's figures.

    `trend_of` says what the days show: calculated cost, known at once; or all cost, where most of it comes by bills.
    """

    value: str | None
    is_named: bool
    requests: int
    errors: int
    cost: Decimal | None
    calculated: Decimal | None
    without_price: int
    tokens_per_request: Decimal | None
    cost_per_request: UnitCost
    p50: UnitCost
    p95: UnitCost
    p99: UnitCost
    latency_p95: Decimal | None
    requests_today: int
    compare: Comparison | None
    components: tuple[Component, ...]
    trend_of: Literal["calculated", "cost"]
    days: tuple[EndpointDay, ...]
    spikes: tuple[Spike, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The 24 complete hours that "today's traffic" means."""

    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """The page's answer; `suggested_by` is what to look at instead where no request carries the asked dimension."""

    by: str
    endpoints: tuple[Endpoint, ...]
    total: int
    suggested_by: str | None
    traffic: Traffic | None
    since: date
    until: date
    complete_until: date
    trend_since: date
    trend_until: date
    view: str
    currency: str
    notes: tuple[str, ...]
