"""Finds the discount that most of a bill's cells share: each model and class has one vote, however much it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from outlay.ledger.matching.prices import divide_fine

ONE: Final = Decimal(1)
_WIDTH: Final = Decimal("1.005")
"""Ratios this close are the same one: charges of small cells are rounded to cents."""
_SNAP: Final = Decimal("0.0001")
_NO_DISCOUNT: Final = Decimal("0.0005")
_MAJORITY: Final = Decimal("0.5")
_FEWEST: Final = 3
"""Cells that must agree before a day may have a discount of its own."""

Kind = tuple["str | None", "str | None"]


class Fit(NamedTuple):
    """A cell's charge against what its quantities cost by our cards."""

    day: date
    kind: Kind
    base: Decimal
    charged: Decimal


class _Cluster(NamedTuple):
    ratio: Decimal
    share: Decimal
    cells: int


def shared_ratios(fits: Sequence[Fit]) -> dict[date, Decimal]:
    """The share of list price that is charged on each day; 1 where nothing, or a surcharge, is shared.

    A day on which most cells agree on another ratio than the month's has its own: agreements begin and end.
    """
    usable = [fit for fit in fits if fit.base > 0 and fit.charged > 0]
    if not usable:
        return {}
    by_day: dict[date, list[Fit]] = defaultdict(list)
    for fit in usable:
        by_day[fit.day].append(fit)
    month = _cluster(usable)
    found = {}
    for day, of_day in by_day.items():
        own = _cluster(of_day)
        is_agreed = own.share > _MAJORITY and own.cells >= _FEWEST
        found[day] = _discount(own.ratio if is_agreed and not _is_near(own.ratio, month.ratio) else month.ratio)
    return found


def _discount(ratio: Decimal) -> Decimal:
    rounded = ratio.quantize(_SNAP)
    return ONE if rounded > ONE - _NO_DISCOUNT else rounded


def _is_near(one: Decimal, other: Decimal) -> bool:
    return max(one, other) <= min(one, other) * _WIDTH


def _cluster(fits: Sequence[Fit]) -> _Cluster:
    """The range of like ratios with most votes; where votes tie, the one that is nearest to the list price."""
    total: dict[Kind, Decimal] = defaultdict(Decimal)
    for fit in fits:
        total[fit.kind] += fit.charged
    votes = sorted((divide_fine(fit.charged, fit.base), divide_fine(fit.charged, total[fit.kind]), fit) for fit in fits)
    best: tuple[Decimal, Decimal] | None = None
    chosen: list[Fit] = []
    start = 0
    weight = Decimal(0)
    for end, (ratio, vote, _) in enumerate(votes):
        weight += vote
        while not _is_near(votes[start][0], ratio):
            weight -= votes[start][1]
            start += 1
        middle = votes[(start + end) // 2][0]
        rank = (weight.quantize(_SNAP), -abs(ONE - middle))
        if best is None or rank > best:
            best, chosen = rank, [fit for _, _, fit in votes[start : end + 1]]
    share = divide_fine(best[0], Decimal(len(total))) if best else Decimal(0)
    return _Cluster(_ratio(chosen), share, len({fit.kind for fit in chosen}))


def _ratio(fits: Iterable[Fit]) -> Decimal:
    charged = base = Decimal(0)
    for fit in fits:
        charged += fit.charged
        base += fit.base
    return divide_fine(charged, base)
