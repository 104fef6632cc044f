"""Finds cells whose charges fit another service tier of the same model than telemetry says, such as batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.ledger.matching.prices import TIERS, PriceBook
from outlay.ledger.matching.ratios import ONE

if TYPE_CHECKING:
    from outlay.ledger.matching.facts import Cell
    from outlay.ledger.matching.model import Place

_CLOSE: Final = Decimal("0.003")
_CENT: Final = Decimal("0.01")
_APART: Final = Decimal("0.02")
"""A tier's price differs from the standard one by far more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A cell with its charge and its base: all its quantities at our cards' prices."""

    cell: Cell
    charged: Decimal
    base: Decimal
    is_told: bool = False
    """The bill says in which tier: its base has the prices of those tiers already."""


def find_tiers(
    compared: list[Compared], ratios: Mapping[Place, Decimal], book: PriceBook
) -> dict[Place, tuple[str, Decimal]]:
    """Cells that were billed in another tier: its name, and what their quantities cost in it by our cards.

    All classes of a model's day must fit, beside the discount that the bill's cells share.
    """
    groups: dict[tuple[object, ...], list[Compared]] = defaultdict(list)
    for one in compared:
        if not one.is_told:
            groups[one.cell.place[:4]].append(one)
    found: dict[Place, tuple[str, Decimal]] = {}
    for group in groups.values():
        ratio = ratios[group[0].cell.place]
        tier = next((tier for tier in TIERS if _is_billed_in(tier, group, ratio, book)), None)
        if tier is not None:
            for one in group:
                found[one.cell.place] = (tier, _at(tier, one.cell, book) or one.base)
    return found


def fits_a_tier(one: Compared, book: PriceBook) -> bool:
    """Whether the charge is the list price of a tier that telemetry does not say."""
    return not one.is_told and any(_is_billed_in(tier, [one], ONE, book) for tier in TIERS)


def _is_billed_in(tier: str, group: list[Compared], ratio: Decimal, book: PriceBook) -> bool:
    charged = base = Decimal(0)
    in_tier = Decimal(0)
    for one in group:
        at_tier = _at(tier, one.cell, book)
        if at_tier is None or not _is_close(one, at_tier * ratio):
            return False
        charged, base, in_tier = charged + one.charged, base + one.base, in_tier + at_tier
    is_apart = abs(charged - base * ratio) > max(abs(charged) * _APART, _CENT)
    return is_apart and abs(charged - in_tier * ratio) <= abs(charged) * _CLOSE + _CENT


def _is_close(one: Compared, expected: Decimal) -> bool:
    slack = one.cell.rows * _CENT if one.cell.is_cents else Decimal(0)
    return abs(one.charged - expected) <= max(abs(one.charged) * _CLOSE, slack)


def _at(tier: str, cell: Cell, book: PriceBook) -> Decimal | None:
    """What a cell's quantities cost in a tier; None where that is not known of all of them."""
    total = Decimal(0)
    for line in cell.lines:
        price = book.of(line, tier)
        if price is None or line.quantity is None:
            return None
        total += price * line.quantity
    return total
