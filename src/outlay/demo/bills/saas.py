"""Subscriptions: Copilot seats at GitHub, and a vector database billed in euro with VAT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.demo.bills.charge import Bill, Charge, Item, flat, month_length
from outlay.demo.world import World

GITHUB: Final = Bill(
    name="github",
    issuer="GitHub, Inc.",
    provider="GitHub",
    account="quillhaven",
    account_name="Quillhaven",
    invoice_prefix="GH-",
)
VEKTORIA: Final = Bill(
    name="vektoria",
    issuer="Vektoria GmbH",
    provider="Vektoria",
    account="K-20417",
    account_name="Quillhaven",
    invoice_prefix="RE-",
    currency="EUR",
)
SEAT_PRICE: Final = Decimal(39)
SEATS: Final = 120
UNUSED_SEATS: Final = 30
SALES_TAX: Final = Decimal("0.0625")
VEKTORIA_MONTHLY: Final = Decimal(7_400)
VAT: Final = Decimal("0.19")

_SEATS_ITEM: Final = Item(
    service="GitHub Copilot",
    category="Developer Tools",
    subcategory="Development Environments",
    meter="Copilot Enterprise seats",
    unit="Seats",
    sku="copilot-enterprise",
    tags={"team": "engineering", "cost_center": "cc-300"},
    is_ai=True,
)
_ACTIONS_ITEM: Final = Item(
    service="GitHub Actions",
    category="Developer Tools",
    subcategory="Continuous Integration and Deployment",
    meter="Actions minutes",
    unit="Months",
    sku="actions",
    tags={"team": "engineering", "cost_center": "cc-300"},
)
_VECTORS_ITEM: Final = Item(
    service="Vektoria Cloud",
    category="Databases",
    subcategory="NoSQL Databases",
    meter="Vector database subscription",
    unit="Months",
    sku="vektoria-team",
    tags={"team": "discovery", "product": "storefront", "feature": "search", "environment": "production"},
)


def seats_of_month(world: World, index: int) -> int:
    """How many Copilot seats were bought: a tenth at first, all in the last six months."""
    months = len(world.calendar.bill_months)
    return min(SEATS, max(12, round(SEATS * (index + 1) / (months - 6))))


def github_charges(world: World) -> Iterator[Charge]:
    """Seats bought for the month on its first day, build minutes, and the sales tax on both."""
    for index, month in enumerate(world.calendar.bill_months):
        days, seats = month_length(month), Decimal(seats_of_month(world, index))
        amount = SEAT_PRICE * seats
        bought = flat(_SEATS_ITEM, month, amount, days=days, category="Purchase")
        yield replace(bought, quantity=seats, unit_price=SEAT_PRICE, contracted_price=SEAT_PRICE)
        minutes = Decimal(900 + 20 * index)
        yield flat(_ACTIONS_ITEM, month, minutes, days=days, category="Purchase")
        tax = ((amount + minutes) * SALES_TAX).quantize(Decimal("0.01"))
        yield _tax(_SEATS_ITEM, month, tax, "Sales tax")


def vektoria_charges(world: World) -> Iterator[Charge]:
    """A monthly subscription with value added tax."""
    for month in world.calendar.bill_months:
        yield flat(_VECTORS_ITEM, month, VEKTORIA_MONTHLY, days=month_length(month), category="Purchase")
        yield _tax(_VECTORS_ITEM, month, (VEKTORIA_MONTHLY * VAT).quantize(Decimal("0.01")), "VAT 19 %")


def _tax(item: Item, month: date, amount: Decimal, name: str) -> Charge:
    taxed = Item(
        service=item.service,
        category=item.category,
        subcategory=item.subcategory,
        meter=name,
        unit="Months",
        sku="tax",
    )
    return replace(flat(taxed, month, amount, days=month_length(month), category="Tax"), description=name)
