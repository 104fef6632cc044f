"""What `contracts.yaml` says: licences and rates agreed with a vendor, and hardware of one's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from outlay.core.time import add_months
from outlay.facts.providers import resolve_provider
from outlay.ingest.contracts.spreading import count_months
from outlay.ingest.fact_files.cells import past_last_day

Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 11, decimal_places=12)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Group = Literal["ai", "compute", "storage", "network", "saas", "people_tools", "other"]

OWNED: tuple[str, ...] = (
    "team", "owner", "business_unit", "cost_center", "environment", "service", "feature", "initiative",
    "cluster", "workload_kind",
)  # fmt: skip
"""Dimensions that a contract may give its charges."""


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]
    currency: Currency = "USD"
    account: str | None = None
    sub_account: str | None = None
    owner: str | None = None
    team: str | None = None
    business_unit: str | None = None
    cost_center: str | None = None
    environment: str | None = None
    service: str | None = None
    feature: str | None = None
    initiative: str | None = None
    cluster: str | None = None
    workload_kind: str | None = None
    region: str | None = None
    note: str | None = None
    removed_on: date | None = None
    """Set when the file no longer holds it: nothing is charged from the next month on."""


class Contract(_Declared):
    """A licence, subscription or private rate: what it costs over its term, and who answers for it."""

    kind: Literal["contract"] = "contract"
    vendor: str
    product: str
    seats: Annotated[int, Field(gt=0)] | None = None
    price_per_seat: Amount | None = None
    price: Amount | None = None
    per: Literal["month", "year", "term"] = "month"
    starts: date
    ends: date | None = None
    """The first day without it; the last day of whole months is read as the last day with it."""
    billing: Literal["monthly", "annual", "upfront"] = "monthly"
    renewal: date | None = None
    renews: bool = False
    notice_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    cancelled: date | None = None
    cost_group: Group | None = None
    amortise: Literal["monthly", "daily"] = "monthly"

    @field_validator("ends")
    @classmethod
    def _half_open(cls, ends: date | None, info: object) -> date | None:
        starts = getattr(info, "data", {}).get("starts")
        return ends if ends is None or starts is None else past_last_day(starts, ends)

    @model_validator(mode="after")
    def _demand_sense(self) -> Contract:
        if (self.price is None) == (self.price_per_seat is None):
            raise ValueError("give either `price` or `price_per_seat`")
        if self.price_per_seat is not None and self.seats is None:
            raise ValueError("`price_per_seat` needs `seats`")
        if self.ends is not None and self.ends <= self.starts:
            raise ValueError("`ends` must be after `starts`")
        if self.per == "term" and self.ends is None:
            raise ValueError("a price `per: term` needs `ends`")
        months = self.months
        if self.ends is not None and self.per != "term" and (months is None or (self.per == "year" and months % 12)):
            raise ValueError(f"the term is not whole {self.per}s: give the price `per: term`")
        if self.ends is None and self.per == "year":
            raise ValueError("a price `per: year` needs `ends`")
        return self

    @property
    def biller(self) -> str:
        """The vendor's slug."""
        return resolve_provider(self.vendor)

    @property
    def months(self) -> int | None:
        """How many whole months its term has; None without an end or where it has not whole ones."""
        return None if self.ends is None else count_months(self.starts, self.ends)

    @property
    def unit_price(self) -> Decimal:
        """What it costs for a month, year or term as `per` says, with all its seats."""
        if self.price is not None:
            return self.price
        return (self.price_per_seat or Decimal(0)) * (self.seats or 1)

    @property
    def total(self) -> Decimal | None:
        """What the whole term costs; None where it has no end."""
        if self.ends is None:
            return None
        times = {"term": 1, "month": self.months or 0, "year": (self.months or 0) // 12}[self.per]
        return self.unit_price * times

    @property
    def stops(self) -> date | None:
        """From when on nothing is charged: the months that begin before are whole."""
        known = [day for day in (self.cancelled, self.removed_on) if day is not None]
        return min(known) if known else None


class Asset(_Declared):
    """Hardware of one's own: its price over its life, its power and the room that it stands in."""

    kind: Literal["asset"]
    name: str
    vendor: str = "own hardware"
    price: Amount
    salvage: Amount = Decimal(0)
    in_service: date
    life_months: Annotated[int, Field(gt=0, le=600)]
    retired: date | None = None
    power_kw: Amount | None = None
    price_per_kwh: Amount | None = None
    colocation_per_month: Amount | None = None
    gpu_model: str | None = None
    gpu_count: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _demand_sense(self) -> Asset:
        if self.salvage > self.price:
            raise ValueError("`salvage` is above `price`")
        if (self.power_kw is None) != (self.price_per_kwh is None):
            raise ValueError("`power_kw` and `price_per_kwh` belong together")
        if self.gpu_model is not None and self.gpu_count is None:
            raise ValueError("`gpu_model` needs `gpu_count`")
        return self

    @property
    def biller(self) -> str:
        """Whose charges they are: one's own."""
        return resolve_provider(self.vendor)

    @property
    def ends(self) -> date:
        """The first day after its life."""
        return add_months(self.in_service, self.life_months)

    @property
    def stops(self) -> date | None:
        """From when on nothing is charged."""
        known = [day for day in (self.retired, self.removed_on) if day is not None]
        return min(known) if known else None


Declared = Contract | Asset
