"""OpenAI: prepaid credits that daily token usage draws down, with one key that telemetry does not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.demo.bills.ai_api import TokenSeller, token_charges
from outlay.demo.bills.charge import ZERO, Bill, Charge, Item
from outlay.demo.features import EMBEDDING, GPT, GPT_OLD, MINI, UNPRICED
from outlay.demo.world import UNTRACKED, World

OPENAI: Final = Bill(
    name="openai",
    issuer="OpenAI, LLC",
    provider="OpenAI",
    account="org-quillhaven",
    account_name="Quillhaven",
    invoice_prefix="OAI-",
)
POOL_ID: Final = "openai-prepaid-credits"
TOP_UPS: Final = (Decimal(5_000), Decimal(30_000))
_REORDER_DAYS: Final = 5
PROJECT: Final = ("proj_quillhaven_prod", "production")
_SELLER: Final = TokenSeller(
    service="OpenAI API",
    developer="OpenAI",
    account=PROJECT[0],
    account_name=PROJECT[1],
    credential_column="CredentialId",
)
ROUTES: Final = (GPT, GPT_OLD, MINI, EMBEDDING, UNPRICED, UNTRACKED)
_POOL: Final = {
    "CommitmentDiscountId": POOL_ID,
    "CommitmentDiscountName": "Prepaid credits",
    "CommitmentDiscountType": "Prepaid Credits",
    "CommitmentDiscountCategory": "Spend",
    "CommitmentDiscountUnit": "USD",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The prepaid credits in all: opening balance zero."""

    purchased: Decimal
    drawn: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left."""
        return self.purchased - self.drawn


def charges(world: World) -> Iterator[Charge]:
    """Purchases of credits, and usage that they pay for."""
    usage = list(token_charges(world, ROUTES, _SELLER))
    for row in usage:
        columns = {**row.columns, **_POOL, "CommitmentDiscountStatus": "Used"}
        columns["CommitmentDiscountQuantity"] = f"{row.effective:f}"
        yield replace(row, billed=ZERO, pricing="Committed", columns=columns)
    yield from _purchases(world, usage)


def pool(rows: list[Charge]) -> Pool:
    """The roll-forward of the credits over all rows."""
    return Pool(
        purchased=sum((row.billed for row in rows if row.category == "Purchase"), ZERO),
        drawn=sum((row.effective for row in rows if row.category == "Usage"), ZERO),
    )


def _purchases(world: World, rows: list[Charge]) -> Iterator[Charge]:
    """Buy whenever the balance would not last a few days more."""
    spent: dict[date, Decimal] = {}
    for row in rows:
        spent[row.start] = spent.get(row.start, ZERO) + row.effective
    balance = ZERO
    item = _credits_item()
    for day in world.calendar.bill_days:
        today = spent.get(day, ZERO)
        if balance < today * _REORDER_DAYS:
            amount = next((one for one in TOP_UPS if one >= today * 4 * _REORDER_DAYS), TOP_UPS[-1])
            balance += amount
            yield _purchase(item, day, amount)
        balance -= today


def _purchase(item: Item, day: date, amount: Decimal) -> Charge:
    return Charge(
        item=item,
        start=day,
        billed=amount,
        effective=ZERO,
        list_cost=amount,
        contracted=amount,
        category="Purchase",
        frequency="One-Time",
        pricing="Committed",
        description="Prepaid credits",
        columns=dict(_POOL),
    )


def _credits_item() -> Item:
    return Item(
        service="OpenAI API",
        category="AI and Machine Learning",
        subcategory="Generative AI",
        meter="Prepaid credits",
        unit="Credits",
        sku="prepaid-credits",
        is_ai=True,
    )
