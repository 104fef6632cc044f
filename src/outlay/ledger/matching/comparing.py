"""Explains the difference of one bill's month, cell by cell, in the fixed order of causes.

A cell's quantities at our cards' prices are its base: what telemetry saw plus what it missed. The charge differs from
the base by the tier that was billed, the discount that cells share, and what is left of each model's price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.ledger.matching.facts import Cell, Line, Sides
from outlay.ledger.matching.model import Place
from outlay.ledger.matching.part_tiers import find_parts
from outlay.ledger.matching.prices import PriceBook, divide_fine, mean_price
from outlay.ledger.matching.ratios import ONE, Fit, shared_ratios
from outlay.ledger.matching.tally import ZERO, Tally
from outlay.ledger.matching.tiers import Compared, find_tiers, fits_a_tier
from outlay.ledger.matching.told_tiers import ToldTiers, told_tiers

_CENT: Final = Decimal("0.01")
_NEGLIGIBLE: Final = Decimal("0.0005")
_AT_MOST: Final = ONE

ContractRate = Callable[[date, "str | None"], "Decimal | None"]
IsCovered = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is known besides the two sides: prices, agreed discounts, and the days that bills cover."""

    book: PriceBook
    contract: ContractRate
    is_covered: IsCovered
    has_telemetry: bool = True
    """Whether any request of the month is known; without one, nothing can be missing among them."""


class Comparison:
    """One bill's month."""

    def __init__(self, sides: Sides, terms: Terms) -> None:
        self._sides = sides
        self._terms = terms
        self._unexplained: list[tuple[Cell, Decimal]] = []
        self._hints: dict[Place, str] = {}
        """The tier that could explain a cell's drift too; none is empty."""
        self.tally = Tally()
        self.counted = ZERO
        """What the quantities of others cost at list price, where there is no telemetry to compare them with."""
        self.missed_prices: dict[tuple[date, str | None, str | None], Decimal] = {}
        self.unseen: list[Cell] = []
        """Cells whose provider gives no quantity and of which telemetry saw nothing."""

    def run(self) -> Tally:
        """Explain everything."""
        for row in self._sides.others:
            place = Place(row["day"], row["account"], row["credential"], row["model"], row["token_class"])
            self.tally.add(row["kind"], place, row["amount"])
        compared = [found for cell in _ordered(self._sides.cells.values()) if (found := self._cover(cell))]
        self._explain_prices(compared)
        return self.tally

    def _cover(self, cell: Cell) -> Compared | None:
        """Explain what coverage explains; the answer is a cell whose price remains to be looked at."""
        seen = sum((line.seen_cost for line in cell.lines), ZERO)
        if cell.charged is None:
            is_covered = self._terms.is_covered(cell.place.day)
            self.tally.add("not_billed" if is_covered else "pending", cell.place, -seen, _seen(cell))
            return None
        if _is_unpriced(cell):
            self.tally.add("unpriced", cell.place, cell.charged - seen, _seen(cell))
            return None
        if all(line.quantity is None for line in cell.lines):
            self._cover_without_quantity(cell, seen)
            return None
        told = [told_tiers(line, self._terms.book) for line in cell.lines]
        missed = sum((self._missed(cell, line, one) for line, one in zip(cell.lines, told, strict=True)), ZERO)
        beyond = sum((self._beyond(line, one) for line, one in zip(cell.lines, told, strict=True)), ZERO)
        tiers = sum((self._told(line, one) for line, one in zip(cell.lines, told, strict=True)), ZERO)
        is_told = all(one is not None for one in told)
        return Compared(cell=cell, charged=cell.charged, base=seen + missed + beyond + tiers, is_told=is_told)

    def _cover_without_quantity(self, cell: Cell, seen: Decimal) -> None:
        charged = cell.charged or ZERO
        if not seen and not _seen(cell):
            self.tally.add("untracked" if self._terms.has_telemetry else "unexplained", cell.place, charged)
            self.unseen.append(cell)
            return
        rate = self._terms.contract(cell.place.day, cell.place.model)
        agreed = ZERO if rate is None else (rate - ONE) * seen
        self._discount(cell.place, agreed, rate)
        rest = charged - seen - agreed
        is_rounding = abs(rest) <= cell.rows * _CENT
        self.tally.add("rounding" if is_rounding else "unexplained", cell.place, rest)

    def _told(self, line: Line, told: ToldTiers | None) -> Decimal:
        if told is None or not told.moved:
            return ZERO
        return self._tier(line.place, told.into, told.amount, told.moved)

    def _missed(self, cell: Cell, line: Line, told: ToldTiers | None) -> Decimal:
        if not line.missed:
            return ZERO
        rate = told.apart if told else None
        if rate is None:
            rate = self._terms.book.of_missed(line, is_card_best=not self._sides.is_monthly)
        if rate is None:
            rate = _billed_price(cell)
        self.missed_prices[line.place.day, line.place.model, line.place.token_class] = rate
        amount = rate * line.missed
        if self._terms.has_telemetry:
            self.tally.add("untracked", line.place, amount, line.missed)
        else:
            self.counted += amount
        return amount

    def _beyond(self, line: Line, told: ToldTiers | None) -> Decimal:
        if not line.beyond:
            return ZERO
        rate = (told.apart if told else None) or mean_price(line) or self._terms.book.of(line) or ZERO
        amount = -rate * line.beyond
        self.tally.add("overcounted", line.place, amount, line.beyond)
        return amount

    def _explain_prices(self, compared: list[Compared]) -> None:
        fits = [_fit(one) for one in compared if not fits_a_tier(one, self._terms.book)]
        shared = shared_ratios(fits)
        ratios = {one.cell.place: self._ratio(one, shared) for one in compared}
        observed = {one.cell.place: shared.get(one.cell.place.day, ONE) for one in compared}
        tiers = find_tiers(compared, observed, self._terms.book)
        open_ = [one for one in compared if not one.is_told and one.cell.place not in tiers]
        parts = find_parts(open_, ratios, self._terms.book)
        rests: list[tuple[Compared, Decimal]] = []
        for one in compared:
            place = one.cell.place
            tier = ZERO
            if place in tiers:
                name, at_tier = tiers[place]
                tier = self._tier(place, name, at_tier - one.base, _quantity(one.cell))
            elif place in parts.found:
                part = parts.found[place]
                tier = self._tier(place, part.tier, part.amount, part.tokens)
            ratio = ratios[place]
            discount = (ratio - ONE) * (one.base + tier)
            self._discount(place, discount, ratio)
            rests.append((one, one.charged - one.base - tier - discount))
            self._hints[place] = parts.possible.get(place, "")
        self._settle(rests)

    def _tier(self, place: Place, name: str, amount: Decimal, tokens: int) -> Decimal:
        self.tally.add("tier", place, amount, tokens)
        self.tally.tell("tier", name, amount)
        return amount

    def _ratio(self, one: Compared, shared: dict[date, Decimal]) -> Decimal:
        agreed = self._terms.contract(one.cell.place.day, one.cell.place.model)
        return shared.get(one.cell.place.day, ONE) if agreed is None else agreed

    def _discount(self, place: Place, amount: Decimal, ratio: Decimal | None) -> None:
        self.tally.add("discount", place, amount)
        if amount and ratio is not None:
            self.tally.tell("discount", f"{ONE - ratio:f}", amount)

    def _settle(self, rests: list[tuple[Compared, Decimal]]) -> None:
        """What is left is a price that has drifted, unless rounding explains it over the month."""
        of_kind: dict[tuple[str | None, str | None], list[tuple[Compared, Decimal]]] = defaultdict(list)
        for one, rest in rests:
            of_kind[one.cell.place.model, one.cell.place.token_class].append((one, rest))
        for found in of_kind.values():
            cause = "rounding" if _is_rounding(found) else "drift"
            for one, rest in found:
                self.tally.add(cause, one.cell.place, rest)
                if cause == "drift":
                    self.tally.tell("drift", self._hints[one.cell.place], rest)


def _ordered(cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: str(cell.place))


def _seen(cell: Cell) -> int:
    return sum(line.seen for line in cell.lines)


def _quantity(cell: Cell) -> int:
    return sum(line.quantity or 0 for line in cell.lines)


def _is_unpriced(cell: Cell) -> bool:
    """Telemetry saw its requests, and no card priced them."""
    unpriced = sum(line.unpriced for line in cell.lines)
    return unpriced > 0 and not any(line.seen_cost for line in cell.lines)


def _billed_price(cell: Cell) -> Decimal:
    """What a token costs on the bill itself, where no card and no request tells."""
    quantity = _quantity(cell)
    return divide_fine(cell.charged or ZERO, Decimal(quantity)) if quantity else ZERO


def _fit(one: Compared) -> Fit:
    place = one.cell.place
    return Fit(place.day, (place.model, place.token_class), one.base, one.charged)


def _is_rounding(found: list[tuple[Compared, Decimal]]) -> bool:
    """At most a cent for each row, growing with the root of many; or nothing to speak of where cents are not kept."""
    left = abs(sum((rest for _, rest in found), ZERO))
    rows = Decimal(sum(one.cell.rows for one, _ in found))
    if all(one.cell.is_cents for one, _ in found):
        return left <= min(_CENT * rows, 2 * _CENT * rows.sqrt())
    charged = sum((abs(one.charged) for one, _ in found), ZERO)
    return left <= min(charged * _NEGLIGIBLE, _AT_MOST)
