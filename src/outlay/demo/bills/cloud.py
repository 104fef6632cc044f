"""Steady lines of cloud bills: a resource with a price, a size and a growth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.demo.bills.charge import Charge, Item, usage
from outlay.demo.calendar import weekday_factor
from outlay.demo.world import World

_DAYS_A_MONTH: Final = 30.4375
_NOISE: Final = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A cloud service with its place among FOCUS categories."""

    service: str
    category: str
    subcategory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a resource runs and who is charged."""

    account: str
    account_name: str
    region: str
    region_name: str
    account_type: str = "Account"
    resource_prefix: str = ""

    def columns(self, resource: str, kind: str) -> dict[str, str]:
        """The FOCUS columns of a resource here."""
        return {
            "SubAccountId": self.account,
            "SubAccountName": self.account_name,
            "SubAccountType": self.account_type,
            "RegionId": self.region,
            "RegionName": self.region_name,
            "ResourceId": f"{self.resource_prefix}{resource}",
            "ResourceName": resource,
            "ResourceType": kind,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A resource of a cloud bill."""

    resource: str
    family: Family
    place: Place
    meter: str
    unit: str
    price: str
    monthly: int
    """What it costs a month at the end, in whole units of the bill's currency."""
    start: float | None = 0.8
    """Its size at first against the end; None grows with AI, from nothing."""
    since: date | None = None
    busy: bool = False
    """Whether it follows the weekdays."""
    tags: Mapping[str, str] | None = None
    details: Mapping[str, str | int] | None = None
    is_ai: bool = False
    is_gpu_cluster: bool = False
    seller: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def item(self) -> Item:
        """What every day of it shares."""
        return Item(
            service=self.family.service,
            category=self.family.category,
            subcategory=self.family.subcategory,
            meter=self.meter,
            unit=self.unit,
            sku=f"sku-{self.meter.lower().replace(' ', '-')}",
            columns={**self.place.columns(self.resource, self.meter), **self.columns},
            tags=self.tags,
            details=self.details,
            seller=self.seller,
            is_ai=self.is_ai,
            is_gpu_cluster=self.is_gpu_cluster,
            taggable=self.seller is None,
        )


def daily_quantities(world: World, line: Line) -> Iterator[tuple[date, Decimal]]:
    """A line's quantity of every day, to a thousandth."""
    days = world.calendar.bill_days
    noise = world.rng(line.resource).standard_normal(len(days))
    price = Decimal(line.price)
    for day, wobble in zip(days, noise, strict=True):
        if line.since is not None and day < line.since:
            continue
        size = world.calendar.ai_growth(day) if line.start is None else world.calendar.growth(day, line.start)
        weekday = weekday_factor(day) if line.busy else 1.0
        daily = line.monthly / _DAYS_A_MONTH * size * weekday * (1 + _NOISE * float(wobble))
        yield day, (Decimal(round(daily * 1_000_000)) / 1_000_000 / price).quantize(Decimal("0.001"))


def line_charges(world: World, lines: Iterable[Line]) -> Iterator[Charge]:
    """Every day's charge of every line."""
    for line in lines:
        item, price = line.item(), Decimal(line.price)
        for day, quantity in daily_quantities(world, line):
            if quantity > 0:
                yield usage(item, day, quantity, price)
