"""Cuts rows of the export into what commitments make of them: what is bought, used, left on demand, and unused.

Of each row its money, list price and quantities are cut to the last unit: the parts add up to the row.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from outlay.ingest.bills.gcp_billing.amortisation import Amortised, Leftover, Use, spread
from outlay.ingest.bills.gcp_billing.coverage import PRICED, RESOURCE, Covered, Fee

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Part(NamedTuple):
    """A charge that a row becomes in place of itself (`purchase`, `used`, `rest`) or beside itself."""

    line: int
    role: str
    number: int
    billed: int
    effective: int
    contracted: int | None = None
    listed: int | None = None
    consumed: int | None = None
    priced: int | None = None
    discount: str | None = None
    discount_name: str | None = None
    discount_kind: str | None = None
    discount_quantity: int | None = None
    starts: str | None = None
    ends: str | None = None


PURCHASE: Final = "purchase"
USED: Final = "used"
REST: Final = "rest"
UNUSED: Final = "unused"
GAP: Final = "gap"


def compute_parts(found: Amortised) -> Iterator[Part]:
    """The parts of every row that a commitment has to do with."""
    for fee in found.bought:
        quantity = fee.quantity if fee.kind == RESOURCE else fee.cost
        yield _named(Part(fee.line, PURCHASE, 0, fee.cost, 0, fee.cost, priced=fee.quantity), fee, quantity)
    by_line: dict[int, list[Use]] = defaultdict(list)
    for use in found.uses:
        by_line[use.item.line].append(use)
    for uses in by_line.values():
        yield from _usage(uses)
    for leftover in found.unused:
        units = leftover.quantity if leftover.fee.kind == RESOURCE else leftover.amount
        yield _named(_beside(leftover, UNUSED, billed=0), leftover.fee, units)
    for leftover in found.gaps:
        yield _beside(leftover, GAP, billed=leftover.amount)


def _usage(uses: Sequence[Use]) -> Iterator[Part]:
    item = uses[0].item
    rest = 0 if item.kind == PRICED else item.cost - sum(use.value for use in uses)
    is_kept = item.kind != PRICED and bool(rest or item.net)
    weights = [use.value for use in uses] + [rest] * is_kept
    listed, consumed, priced = (_cut(total, weights) for total in (item.listed, item.consumed, item.priced))
    for at, use in enumerate(uses):
        contracted = item.contracted if item.kind == PRICED else use.value
        part = Part(item.line, USED, at, 0, use.effective, contracted, listed[at], consumed[at], priced[at])
        quantity = priced[at] if use.fee.kind == RESOURCE else use.effective
        yield _named(part, use.fee, quantity)
    if is_kept:
        yield Part(item.line, REST, len(uses), item.net, item.net, rest, listed[-1], consumed[-1], priced[-1])


def _cut(total: int | None, weights: Sequence[int]) -> Sequence[int | None]:
    if total is None or len(weights) == 1:
        return [total] * len(weights)
    return spread(total, weights) if sum(weights) else [total, *[0] * (len(weights) - 1)]


def _beside(leftover: Leftover, role: str, *, billed: int) -> Part:
    return Part(leftover.fee.line, role, 0, billed, leftover.amount, starts=leftover.start, ends=leftover.end)


def _named(part: Part, fee: Fee, quantity: int | None) -> Part:
    kind = "Usage" if fee.kind == RESOURCE else "Spend"
    return part._replace(
        discount=fee.commitment, discount_name=fee.name, discount_kind=kind, discount_quantity=quantity
    )


def read_fees(rows: Sequence[tuple[object, ...]]) -> list[Fee]:
    """Fees from rows in the order of their fields."""
    return [Fee._make(row) for row in rows]


def read_covered(rows: Sequence[tuple[object, ...]]) -> list[Covered]:
    """Covered usage from rows in the order of its fields."""
    return [Covered._make(row) for row in rows]
