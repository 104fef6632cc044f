"""One row of a bill, and the bill that it is on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Final, Literal

from outlay.core.ids import canonical_json
from outlay.core.time import add_months, month_start

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Who sends it, to which account, and how its files look."""

    name: str
    issuer: str
    provider: str
    account: str
    account_name: str
    invoice_prefix: str
    currency: str = "USD"
    version: Literal["1.2", "1.4"] = "1.4"
    format: Literal["csv.gz", "parquet"] = "csv.gz"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is charged: the columns that do not change from day to day."""

    service: str
    category: str
    subcategory: str
    meter: str
    unit: str
    sku: str
    columns: Mapping[str, str] = field(default_factory=dict)
    """More FOCUS columns, such as RegionId."""
    tags: Mapping[str, str] | None = None
    details: Mapping[str, str | int] | None = None
    seller: str | None = None
    """Who serves it, where that is not the biller: a marketplace."""
    is_ai: bool = False
    is_gpu_cluster: bool = False
    taggable: bool = False

    @cached_property
    def constant_columns(self) -> dict[str, str]:
        """The FOCUS columns that every charge of it shares."""
        found = {
            "ServiceName": self.service,
            "ServiceCategory": self.category,
            "ServiceSubcategory": self.subcategory,
            "SkuMeter": self.meter,
            "SkuId": self.sku,
            "SkuPriceId": f"{self.sku}.od",
            "ConsumedUnit": self.unit,
            "PricingUnit": self.unit,
            **self.columns,
        }
        if self.tags is not None:
            found["Tags"] = canonical_json(dict(self.tags))
        if self.details is not None:
            found["SkuPriceDetails"] = canonical_json(dict(self.details))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A row; `list_cost` None where the bill states no list price."""

    item: Item
    start: date
    days: int = 1
    billed: Decimal
    effective: Decimal
    list_cost: Decimal
    contracted: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    contracted_price: Decimal | None = None
    category: str = "Usage"
    frequency: str = "Usage-Based"
    pricing: str | None = "Standard"
    correction_in: date | None = None
    """The open billing period that holds a correction of an earlier, closed one."""
    description: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> date:
        """The month whose bill holds it."""
        return self.correction_in or month_start(self.start)

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.start + timedelta(days=self.days)


def usage(item: Item, day: date, quantity: Decimal, unit_price: Decimal) -> Charge:
    """Plain usage at list price: every cost is quantity times price, exactly."""
    cost = quantity * unit_price
    return Charge(
        item=item,
        start=day,
        billed=cost,
        effective=cost,
        list_cost=cost,
        contracted=cost,
        quantity=quantity,
        unit_price=unit_price,
        contracted_price=unit_price,
    )


def flat(item: Item, start: date, cost: Decimal, *, days: int = 1, category: str = "Usage") -> Charge:
    """An amount without quantity: a fee, a tax, a credit."""
    return Charge(
        item=item,
        start=start,
        days=days,
        billed=cost,
        effective=cost,
        list_cost=cost,
        contracted=cost,
        category=category,
        pricing=None if category in {"Tax", "Credit"} else "Standard",
        frequency="Recurring" if category in {"Usage", "Purchase"} else "One-Time",
    )


def month_length(month: date) -> int:
    """How many days a month has."""
    return (add_months(month, 1) - month).days


@cache
def moment(day: date) -> datetime:
    """Midnight UTC."""
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)
