"""Finds what the fees of committed use paid for: fees and covered usage that belong together are one pool.

Three links are trusted, in this order: the subscription that a covered row names itself (prices by consumption model),
the SKU and project that Google attributes a fee to, and what a fee's and a credit's description say they are for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

PRICED: Final = "priced"
"""A commitment whose usage is charged at a lower price, and offset against the fee."""
SPEND: Final = "spend"
"""A commitment to spend, whose usage is charged in full and credited."""
RESOURCE: Final = "resource"
"""A commitment to resources, whose usage is charged in full and credited."""

Key = tuple[str | None, ...]


class Fee(NamedTuple):
    """A row that charges a commitment's fee; money and quantities are whole units of 1e-12."""

    line: int
    account: str
    month: str
    currency: str
    day: str
    is_long: bool
    """Whether it covers more than a day."""
    start: str
    end: str
    kind: str
    commitment: str
    name: str
    covers: str | None
    origin: str | None
    """The SKU whose usage this part of the fee is for, where Google attributes fees."""
    project: str | None
    cost: int
    offset: int
    """What use of the commitment takes off the fee: zero or negative."""
    quantity: int
    unit: str | None
    content: str

    @property
    def scope(self) -> tuple[str, str, str]:
        return self.account, self.month, self.currency


class Covered(NamedTuple):
    """Usage that a commitment covers in whole or in part; money and quantities are whole units of 1e-12."""

    line: int
    account: str
    month: str
    currency: str
    day: str
    kind: str
    commitment: str | None
    covers: str | None
    project: str | None
    sku: str | None
    value: int
    """The part of its cost that is covered."""
    rate: int | None
    """Units of its currency for a dollar."""
    cost: int
    net: int
    listed: int | None
    contracted: int | None
    consumed: int | None
    priced: int | None
    unit: str | None
    content: str

    @property
    def scope(self) -> tuple[str, str, str]:
        return self.account, self.month, self.currency


@dataclass(slots=True, kw_only=True)
class Pool:
    """Fees of one day (or month) and the usage that they cover."""

    key: Key
    kind: str
    fees: list[Fee] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)
    is_attributed: bool = False
    """Whether Google says that these fees are for just this usage."""
    is_ambiguous: bool = False
    """Whether credits of its kind are left that match no fee: they may be what its fees are for."""

    @property
    def day(self) -> str:
        return str(self.key[3])


def compute_pools(fees: Sequence[Fee], covered: Iterable[Covered]) -> tuple[list[Pool], list[Covered]]:
    """The pools, and the covered usage whose fee is not known."""
    spans = _Spans({(*fee.scope, fee.kind) for fee in fees if fee.is_long})
    attributed = {(*fee.scope, spans.of(fee), fee.commitment) for fee in fees if fee.origin and fee.kind != PRICED}
    pools: dict[Key, Pool] = {}
    for fee in fees:
        is_attributed = (*fee.scope, spans.of(fee), fee.commitment) in attributed
        key = (*fee.scope, spans.of(fee), fee.kind, *_fee_key(fee, is_attributed=is_attributed))
        pool = pools.setdefault(key, Pool(key=key, kind=fee.kind, is_attributed=is_attributed))
        pool.fees.append(fee)
    orphans = [item for item in covered if not _join(item, (*item.scope, spans.of(item), item.kind), pools)]
    _mark_ambiguous(pools.values(), orphans)
    return list(pools.values()), orphans


def _mark_ambiguous(pools: Collection[Pool], orphans: Iterable[Covered]) -> None:
    """Doubt fees whose description matched no credit all month, while credits of that kind match no fee."""
    unmatched = {(*item.scope, item.kind) for item in orphans}
    matched = {_about(pool) for pool in pools if pool.covered}
    for pool in pools:
        is_left = pool.key[5] == "covers" and (*pool.key[:3], pool.kind) in unmatched
        pool.is_ambiguous = is_left and _about(pool) not in matched


def _about(pool: Pool) -> Key:
    """What a pool is about, whatever the day."""
    return *pool.key[:3], *pool.key[4:]


class _Spans:
    """Days, or the whole month where fees are charged for longer than a day."""

    def __init__(self, monthly: Collection[tuple[str, str, str, str]]) -> None:
        self._monthly = monthly

    def of(self, row: Fee | Covered) -> str:
        return row.month if (*row.scope, row.kind) in self._monthly else row.day


def _fee_key(fee: Fee, *, is_attributed: bool) -> Key:
    if fee.kind == PRICED:
        return "subscription", fee.commitment
    if not is_attributed:
        return "covers", fee.covers
    return ("sku", fee.project, fee.origin) if fee.origin else ("unused", fee.commitment)


def _join(item: Covered, start: Key, pools: dict[Key, Pool]) -> bool:
    """Put covered usage into the pool that its fee is in."""
    tails: list[Key] = [("sku", item.project, item.sku), ("covers", item.covers)]
    if item.kind == PRICED:
        tails = [("subscription", item.commitment)]
    for tail in tails:
        pool = pools.get((*start, *tail))
        if pool is not None and None not in tail[1:2]:
            pool.covered.append(item)
            return True
    return False


def sum_by_commitment(fees: Iterable[Fee]) -> dict[str, int]:
    """What each commitment cost, in an order of their names."""
    sums: dict[str, int] = defaultdict(int)
    for fee in fees:
        sums[fee.commitment] += fee.cost
    return dict(sorted(sums.items()))
