"""Compares tokens tier by tier, where the bill itself says in which service tier they were served."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.ledger.matching.prices import divide_fine

if TYPE_CHECKING:
    from outlay.ledger.matching.facts import Line
    from outlay.ledger.matching.prices import PriceBook

_ZERO: Final = Decimal(0)
_LIKE: Final = Decimal("0.01")
"""Share by which the tokens of all tiers may differ from what the provider counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTiers:
    """What a line's tokens come to in the tiers that they were billed in.

    `moved` were seen in one tier and billed in another, the largest of which is `into`. `apart` is the price of a token
    that only one side has, where none was moved: its tier is known then.
    """

    amount: Decimal
    moved: int
    into: str
    apart: Decimal | None


def told_tiers(line: Line, book: PriceBook) -> ToldTiers | None:
    """Compare a line's tokens in each tier; None where its bill or our cards do not tell."""
    billed = sum(one.billed for one in line.tiers.values())
    if not billed or line.quantity is None or abs(billed - line.quantity) > line.quantity * _LIKE:
        return None
    differences = {tier: one.billed - one.seen for tier, one in line.tiers.items() if one.billed != one.seen}
    prices = {tier: book.of(line, tier) for tier in differences}
    standard = book.of(line)
    if standard is None or any(price is None for price in prices.values()):
        return None
    difference = sum(((prices[tier] or _ZERO) * tokens for tier, tokens in differences.items()), _ZERO)
    more = {tier: tokens for tier, tokens in differences.items() if tokens > 0}
    less = -sum(tokens for tokens in differences.values() if tokens < 0)
    net = sum(differences.values())
    moved = min(sum(more.values()), less)
    if moved:
        # which of the billed tokens telemetry missed is not known then: they are taken for ordinary ones
        into = max(more, key=lambda tier: (more[tier], str(tier)))
        return ToldTiers(amount=difference - standard * net, moved=moved, into=into or "standard", apart=standard)
    apart = divide_fine(difference, Decimal(net)) if net else None
    return ToldTiers(amount=_ZERO, moved=0, into="", apart=apart)
