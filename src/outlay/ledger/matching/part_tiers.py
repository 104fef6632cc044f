"""Finds days on which a part of a model's calls was billed in another service tier, where a bill tells amounts alone.

One amount has two unknowns: how many tokens were in the other tier, and whether the price itself drifted. What explains
an amount exactly is taken: a whole number of tokens at the tier's price, or a round price of all tokens. Where both do,
or neither does, it is drift, and the tier is a possibility to ask about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, Final

from outlay.ledger.matching.prices import TIERS, divide_fine

if TYPE_CHECKING:
    from outlay.ledger.matching.model import Place
    from outlay.ledger.matching.prices import PriceBook
    from outlay.ledger.matching.tiers import Compared

_WHOLE: Final = Decimal("0.001")
"""How far from a whole number of tokens an amount may be; bills of few decimals do not tell single tokens."""
_ROUND: Final = Context(prec=3, rounding=ROUND_HALF_EVEN)
_CENT: Final = Decimal("0.01")
_FINEST: Final = Decimal("1e-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Tokens of a cell that were billed in another tier, and by how much that changes its amount at list price."""

    tier: str
    tokens: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was found, and the cells whose drift a tier could explain too, with that tier."""

    found: Mapping[Place, Part]
    possible: Mapping[Place, str]


def find_parts(compared: list[Compared], ratios: Mapping[Place, Decimal], book: PriceBook) -> Parts:
    """Look at all classes of a model's day together: calls that move to another tier take all their tokens along."""
    groups: dict[tuple[object, ...], list[Compared]] = defaultdict(list)
    for one in compared:
        groups[one.cell.place[:4]].append(one)
    found: dict[Place, Part] = {}
    possible: dict[Place, str] = {}
    for group in groups.values():
        for tier in TIERS:
            tokens = _moved(tier, group, ratios, book)
            if tokens is None:
                continue
            is_drift = all(_is_round(one, ratios[one.cell.place]) for one in group if tokens[one.cell.place] > _WHOLE)
            if is_drift:
                continue
            if all(abs(count - round(count)) <= _WHOLE for count in tokens.values()):
                found |= {
                    place: _part(tier, one, tokens, book) for one in group if tokens[place := one.cell.place] >= 1
                }
                break
            possible |= {place: possible.get(place, tier) for place in tokens}
    return Parts(found=found, possible={place: tier for place, tier in possible.items() if place not in found})


def _moved(
    tier: str, group: list[Compared], ratios: Mapping[Place, Decimal], book: PriceBook
) -> dict[Place, Decimal] | None:
    """How many tokens of each cell would have to be in a tier; None where that cannot be."""
    found = {}
    for one in group:
        step = _step(tier, one, book)
        quantity = sum(line.quantity or 0 for line in one.cell.lines)
        if not step or not ratios[one.cell.place]:
            return None
        count = divide_fine(divide_fine(one.charged, ratios[one.cell.place]) - one.base, step)
        if not -_WHOLE <= count <= quantity + _WHOLE:
            return None
        found[one.cell.place] = count
    return found if any(count > _WHOLE for count in found.values()) else None


def _step(tier: str, one: Compared, book: PriceBook) -> Decimal | None:
    """What a token more in a tier changes; None for cells of several prices, and where no card knows them."""
    if len(one.cell.lines) != 1:
        return None
    (line,) = one.cell.lines
    standard, other = book.of(line), book.of(line, tier)
    return None if standard is None or other is None else other - standard


def _part(tier: str, one: Compared, tokens: Mapping[Place, Decimal], book: PriceBook) -> Part:
    count = round(tokens[one.cell.place])
    return Part(tier=tier, tokens=count, amount=(_step(tier, one, book) or Decimal(0)) * count)


def _is_round(one: Compared, ratio: Decimal) -> bool:
    """Whether one price of few digits, as price lists have them, gives the whole amount."""
    quantity = Decimal(sum(line.quantity or 0 for line in one.cell.lines))
    if not quantity or not ratio:
        return False
    price = _ROUND.plus(divide_fine(divide_fine(one.charged, ratio), quantity))
    slack = one.cell.rows * _CENT if one.cell.is_cents else max(abs(one.charged) * _FINEST, one.cell.rows * _FINEST)
    return abs(price * quantity * ratio - one.charged) <= slack
