"""Adds up what each cause explains, and makes the sum exact: what rounding leaves is rounding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.core.money import quantize
from outlay.ledger.matching.model import USAGE_CAUSES, Behind, Cause, Place

ZERO: Final = Decimal(0)
TOP: Final = 10
"""Cells that are shown behind a cause."""

Where = tuple["str | None", "str | None", "str | None", "str | None"]


@dataclass(slots=True)
class _Sum:
    amount: Decimal = ZERO
    quantity: int | None = None
    since: date = date.max
    until: date = date.min

    def add(self, day: date, amount: Decimal, quantity: int | None) -> None:
        self.amount += amount
        if quantity is not None:
            self.quantity = (self.quantity or 0) + quantity
        self.since, self.until = min(self.since, day), max(self.until, day)


@dataclass(slots=True)
class Tally:
    """Amounts by cause and place."""

    sums: dict[str, dict[Where, _Sum]] = field(default_factory=lambda: defaultdict(dict))
    details: dict[str, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, cause: str, place: Place, amount: Decimal, quantity: int | None = None) -> None:
        """Add a part of a cause."""
        if amount or quantity:
            self.sums[cause].setdefault(place[1:], _Sum()).add(place.day, amount, quantity)

    def tell(self, cause: str, detail: str, amount: Decimal) -> None:
        """Note a detail of a cause with the amount that it stands for; the largest is told."""
        told = self.details[cause]
        told[detail] = told.get(detail, ZERO) + abs(amount)

    def causes(self, difference: Decimal) -> tuple[Cause, ...]:
        """The causes in their order; they add up to the difference to the last unit."""
        amounts = {name: quantize(sum((one.amount for one in of.values()), ZERO)) for name, of in self.sums.items()}
        left = difference - sum(amounts.values(), ZERO)
        if left:
            amounts["rounding"] = amounts.get("rounding", ZERO) + left
        return tuple(self._cause(name, amounts[name]) for name in USAGE_CAUSES if amounts.get(name))

    def _cause(self, name: str, amount: Decimal) -> Cause:
        sums = self.sums.get(name, {})
        counts = [one.quantity for one in sums.values() if one.quantity is not None]
        details = self.details.get(name, {})
        return Cause(
            cause=name,
            amount=amount,
            quantity=sum(counts) if counts else None,
            detail=(min(details, key=lambda told: (-details[told], told)) or None) if details else None,
            cells=_largest(sums),
        )


def _largest(sums: dict[Where, _Sum]) -> tuple[Behind, ...]:
    ordered = sorted(sums.items(), key=lambda pair: (-abs(pair[1].amount), str(pair[0])))
    return tuple(
        Behind(
            account=where[0],
            credential=where[1],
            model=where[2],
            token_class=where[3],
            amount=quantize(one.amount),
            quantity=one.quantity,
            since=one.since,
            until=one.until,
        )
        for where, one in ordered[:TOP]
    )
