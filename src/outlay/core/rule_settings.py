"""Rules among the settings: what people say of payers, shares, owners, discounts and lines of the income statement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PayerSetting(_Strict):
    """Who is paid for usage that matches an expression (see docs/reference/expressions.md)."""

    match: str
    biller: str
    billing_account: str = ""
    kind: Literal["metered", "committed", "seat", "self_hosted", "reseller"]


class AllocationRule(_Strict):
    """Which charges are split by which driver; the first rule that matches a charge wins."""

    name: str
    match: str
    driver: Literal["direct", "inference", "seats"]
    usage: str | None = None
    """For `inference`: which usage keys' requests are the weights; default: the payer's own usage."""
    measure: Literal["cost", "tokens", "requests"] = "cost"


class AmountSourceSetting(_Strict):
    """Who states a provider's amounts where several sources do, or that they are different money."""

    provider: str
    billing_account: str | None = None
    source: str | None = None
    both: bool = False

    @model_validator(mode="after")
    def _demand_one(self) -> AmountSourceSetting:
        if (self.source is None) == (not self.both):
            message = "name one `source`, or say `both: true` where they are different money"
            raise ValueError(message)
        return self


class DimensionRule(_Strict):
    """Sets dimensions on keys that match, such as an owner per team; later rules win."""

    match: str
    set: dict[str, str]


class DiscountSetting(_Strict):
    """An agreed discount: bills that match are charged at list price less a share."""

    match: str
    """May name biller, billing_account and model."""
    share: Annotated[Decimal, Field(gt=0, lt=1)]
    """0.05 is five percent off."""
    since: date | None = None
    until: date | None = None
    """The day after the last."""


PnlLine = Literal["cost_of_revenue", "research_development", "sales_marketing", "general_admin", "unclassified"]


class PnlRule(_Strict):
    """Puts the cost of keys that match on a line of the profit and loss statement, from a day on and before another."""

    name: str
    match: str
    line: PnlLine
    since: date | None = None
    until: date | None = None


class PnlSettings(_Strict):
    """Rules for lines of the profit and loss statement; they come before the shipped ones."""

    rules: list[PnlRule] = Field(default_factory=list)
    free_plans: list[str] = Field(default_factory=lambda: ["free", "trial"])
    """Plans whose customers pay nothing."""
    free_tier: PnlLine = "sales_marketing"
    """The line of what serves them."""
