"""Gives the usage that a commitment covers its share of the fee, exact to the last unit; the rest of the fee is unused.

Pure: whole units of 1e-12 in, whole units out. What is shared out of a fee is always the fee.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from outlay.ingest.bills.gcp_billing.coverage import (
    PRICED,
    SPEND,
    Covered,
    Fee,
    Pool,
    compute_pools,
    sum_by_commitment,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ONE: Final = 10**12
_CENTS: Final = 100
"""The fee of a commitment to spend counts its units in cents of a dollar an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A part of a covered row: which commitment it draws on, what it would have cost, and its share of the fee."""

    item: Covered
    fee: Fee
    value: int
    effective: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What nothing used of a commitment's fee in a day, or by how much its offset differs from what it covers."""

    fee: Fee
    """A fee of it, for all that the row says beside the amount."""
    start: str
    end: str
    amount: int
    quantity: int | None = None


@dataclass(slots=True, kw_only=True)
class Amortised:
    """What became of fees and of covered usage."""

    bought: list[Fee] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    unused: list[Leftover] = field(default_factory=list)
    gaps: list[Leftover] = field(default_factory=list)
    unknown_fees: list[Fee] = field(default_factory=list)
    """Fees of which the export does not say what they are for."""
    unknown_uses: list[Covered] = field(default_factory=list)
    """Covered usage of which the export does not hold the fee."""


def amortise(fees: Sequence[Fee], covered: Sequence[Covered]) -> Amortised:
    """Share each fee out over what it covers; the order of the rows does not matter."""
    by_content = attrgetter("content")
    pools, orphans = compute_pools(sorted(fees, key=by_content), sorted(covered, key=by_content))
    found = Amortised(unknown_uses=orphans)
    unused: dict[tuple[str, ...], int] = defaultdict(int)
    settled: dict[tuple[str, ...], list[Fee]] = defaultdict(list)
    gaps: dict[tuple[str, ...], tuple[Fee, int]] = {}
    for pool in pools:
        used = _used(pool)
        if used is None:
            found.unknown_fees += pool.fees
            found.unknown_uses += pool.covered
            continue
        found.bought += pool.fees
        found.uses += _uses(pool, used)
        paid = sum_by_commitment(pool.fees)
        for fee in pool.fees:
            settled[(*fee.scope, pool.day, fee.commitment)].append(fee)
        for commitment, amount in paid.items():
            unused[(*pool.fees[0].scope, pool.day, commitment)] += amount - used[commitment]
        if pool.kind == PRICED:
            _add_gap(pool, gaps)
    found.unused = [_leftover(settled[key], amount) for key, amount in unused.items() if amount]
    found.gaps = [_leftover([fee], amount) for fee, amount in gaps.values() if amount]
    return found


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total by weights to the last unit: each gets its share rounded down, the largest remainders one more.

    Weights may be negative, as those of corrections are; their sum may not be zero.
    """
    if len(weights) == 1:
        return [total]
    whole = sum(weights)
    if whole < 0:
        whole, weights = -whole, [-weight for weight in weights]
    parts = [divmod(total * weight, whole) for weight in weights]
    shares = [share for share, _ in parts]
    short = total - sum(shares)
    for position in sorted(range(len(parts)), key=lambda at: -parts[at][1])[:short]:
        shares[position] += 1
    return shares


def _used(pool: Pool) -> Mapping[str, int] | None:
    """How much of each commitment's fee was used; None where the export does not tell."""
    paid = {name: max(amount, 0) for name, amount in sum_by_commitment(pool.fees).items()}
    total = sum(paid.values())
    worth = sum(item.value for item in pool.covered)
    if not pool.covered:
        is_told = not (pool.is_ambiguous or any(fee.offset or fee.origin for fee in pool.fees))
        return dict.fromkeys(paid, 0) if is_told else None
    if worth <= 0 or total <= 0:
        return None
    used = _used_total(pool, total, worth)
    return None if used is None else dict(zip(paid, spread(used, list(paid.values())), strict=True))


def _used_total(pool: Pool, total: int, worth: int) -> int | None:
    if pool.kind == PRICED:
        return min(worth, total)
    if pool.is_attributed:
        return total
    committed = sum(fee.quantity for fee in pool.fees)
    drawn = _drawn_spend(pool) if pool.kind == SPEND else _drawn_units(pool)
    if committed <= 0 or drawn is None:
        return None
    return max(0, min(total, total * drawn // committed))


def _drawn_spend(pool: Pool) -> int | None:
    """How many cents of a dollar the credits are."""
    if any(not item.rate for item in pool.covered):
        return None
    return sum(item.value * _ONE * _CENTS // (item.rate or _ONE) for item in pool.covered)


def _drawn_units(pool: Pool) -> int | None:
    """How many units of the resource are covered, where usage and fee count in the same."""
    units = {fee.unit for fee in pool.fees} | {item.unit for item in pool.covered}
    if len(units) > 1 or any(not item.cost or item.priced is None for item in pool.covered):
        return None
    return sum((item.priced or 0) * item.value // item.cost for item in pool.covered)


def _uses(pool: Pool, used: Mapping[str, int]) -> list[Use]:
    if not pool.covered:
        return []
    fees: dict[str, Fee] = {}
    for fee in pool.fees:
        fees.setdefault(fee.commitment, fee)
    shares = spread(sum(used.values()), [item.value for item in pool.covered])
    found = []
    for item, owners in zip(pool.covered, _assign(shares, used), strict=True):
        amounts = [amount for _, amount in owners]
        values = spread(item.value, amounts) if sum(amounts) else [item.value, *[0] * (len(owners) - 1)]
        found += [
            Use(item=item, fee=fees[owner], value=value, effective=amount)
            for (owner, amount), value in zip(owners, values, strict=True)
        ]
    return found


def _assign(shares: Sequence[int], used: Mapping[str, int]) -> list[list[tuple[str, int]]]:
    """Say on which commitments each share draws, one commitment after the other, so that few shares are cut."""
    owners = list(used)
    if len(owners) == 1:
        return [[(owners[0], share)] for share in shares]
    left = dict(used)
    left[owners[0]] -= sum(share for share in shares if share < 0)
    found: list[list[tuple[str, int]]] = []
    at = 0
    for share in shares:
        parts = [(owners[0], share)] if share < 0 else []
        rest = max(share, 0)
        while rest:
            taken = min(rest, left[owners[at]]) if at < len(owners) - 1 else rest
            if taken:
                parts.append((owners[at], taken))
                left[owners[at]] -= taken
                rest -= taken
            if rest:
                at += 1
        found.append(parts or [(owners[at], 0)])
    return found


def _add_gap(pool: Pool, gaps: dict[tuple[str, ...], tuple[Fee, int]]) -> None:
    """Count what offsets take off the fee more or less than the usage that they are for is charged."""
    first = pool.fees[0]
    key = (*first.scope, first.commitment)
    fee, before = gaps.get(key, (first, 0))
    amount = sum(item.value for item in pool.covered) + sum(one.offset for one in pool.fees)
    gaps[key] = fee, before + amount


def _leftover(fees: Sequence[Fee], amount: int) -> Leftover:
    fee = min(fees, key=lambda one: (one.origin is not None, one.content))
    paid = sum(one.cost for one in fees)
    units = sum(one.quantity for one in fees)
    return Leftover(
        fee=fee,
        start=min(one.start for one in fees),
        end=max(one.end for one in fees),
        amount=amount,
        quantity=units * amount // paid if paid else None,
    )
