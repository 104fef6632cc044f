"""Anthropic: token usage with a negotiated discount that ran out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from outlay.core.time import month_start
from outlay.demo.bills.ai_api import TokenSeller, discounted, token_charges
from outlay.demo.bills.charge import ZERO, Bill, Charge
from outlay.demo.features import HAIKU, SONNET, SONNET_CHAT
from outlay.demo.world import World

ANTHROPIC: Final = Bill(
    name="anthropic",
    issuer="Anthropic, PBC",
    provider="Anthropic",
    account="org-8f4c-quillhaven",
    account_name="Quillhaven",
    invoice_prefix="ANT-",
    version="1.2",
)
DISCOUNT: Final = Decimal("0.10")
WORKSPACE: Final = ("wrkspc_production", "production")
ROUTES: Final = (HAIKU, SONNET, SONNET_CHAT)
_SELLER: Final = TokenSeller(
    service="Claude API",
    developer="Anthropic",
    account=WORKSPACE[0],
    account_name=WORKSPACE[1],
    credential_column="x_CredentialId",
)


def charges(world: World) -> Iterator[Charge]:
    """Every row: discounted until the agreement ended."""
    for row in token_charges(world, ROUTES, _SELLER):
        is_discounted = row.start < world.calendar.price_change_day
        yield discounted(row, 1 - DISCOUNT) if is_discounted else row


def price_change(world: World, rows: list[Charge]) -> Decimal:
    """What the end of the discount cost in the month that missed its budget."""
    missed = world.calendar.missed_month
    full = sum((row.billed for row in rows if month_start(row.start) == missed), ZERO)
    return full * DISCOUNT
