"""Reads what moved a commitment: from the charges that carry its id, name it or match its rule, and from entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.time import month_start
from outlay.ingest.commitments.drawing import Drawn, load_applied, load_matched, load_tagged
from outlay.ingest.commitments.model import (
    AGREEMENT,
    ASSET,
    CONTINUOUS,
    CONTRACT,
    GRANT,
    PURCHASE,
    Commitment,
    Entry,
)
from outlay.ingest.contracts.spreading import spread_days
from outlay.report.commitments.model import Move, MoveKind

if TYPE_CHECKING:
    from datetime import date

    from outlay.store import Reader

_MOVED: Final[dict[str, MoveKind]] = {
    "opening": "opening",
    "purchase": "purchased",
    "drawdown": "drawn",
    "expiry": "expired",
    "balance": "balance",
}
_PROMISED: Final = frozenset({AGREEMENT, GRANT, ASSET})
"""Kinds whose amount is there from the start, without a payment."""
_ONE: Final = 1


@dataclass(slots=True, kw_only=True)
class Movements:
    """All moves in the commitment's currency, and what could not be counted."""

    currency: str | None
    moves: list[Move] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_movements(reader: Reader, commitment: Commitment, entries: Sequence[Entry]) -> Movements:
    """Gather what moved a commitment, oldest first; charges that carry its id speak before those that a rule finds."""
    tagged = load_tagged(reader, commitment.commitment_id)
    applied = load_applied(reader, commitment.commitment_id)
    currency = commitment.currency or next((one.currency for one in tagged), None)
    found = Movements(currency=currency)
    moves = [move for one in _of_currency(found, tagged) for move in _tagged_moves(one)]
    if commitment.kind in {CONTRACT, ASSET}:
        rows = {id(drawn): row for drawn, row in applied}
        own = _of_currency(found, (drawn for drawn, _ in applied))
        moves += [move for drawn in own for move in _contract_moves(drawn, rows[id(drawn)], commitment)]
    else:
        moves += [_draw(one, commitment) for one in _of_currency(found, (drawn for drawn, _ in applied))]
    is_ruled = commitment.kind not in {*CONTINUOUS, CONTRACT, ASSET}
    if is_ruled and not any(move.kind == "drawn" for move in moves):
        first = min((entry.day for entry in entries), default=None)
        matched = load_matched(reader, commitment, commitment.starts or first)
        moves += [_draw(one, commitment) for one in _of_currency(found, matched)]
    moves += _entry_moves(found, entries, moves)
    moves += _promised(commitment, moves)
    order = ("opening", "purchased", "drawn", "expired", "balance")
    found.moves = sorted(moves, key=lambda move: (move.day, order.index(move.kind), move.origin))
    return found


def _of_currency(found: Movements, drawn: Iterable[Drawn]) -> Iterator[Drawn]:
    """Charges in the commitment's own currency; the others are named, never summed with them."""
    strange: dict[str, int] = {}
    for one in drawn:
        if one.currency == found.currency:
            yield one
        else:
            strange[one.currency] = strange.get(one.currency, 0) + one.rows
    for currency, rows in sorted(strange.items()):
        found.notes.append(f"{rows:,} charges in {currency} are not counted: the commitment is in {found.currency}")


def _tagged_moves(one: Drawn) -> Iterator[Move]:
    about: dict[str, Any] = {"day": one.day, "rows": one.rows, "origin": one.example}
    if one.category == "Usage":
        yield Move(kind="expired" if one.status == "Unused" else "drawn", amount=one.effective, **about)
    elif one.category in {"Purchase", "Adjustment"}:
        yield Move(kind="purchased", amount=one.billed, **about)
        if one.effective:  # a fee that is consumed in its own period
            yield Move(kind="drawn", amount=one.effective, **about)
    elif one.category == "Credit":
        yield Move(kind="drawn", amount=-one.billed, **about)


def _contract_moves(drawn: Drawn, row: dict[str, Any], commitment: Commitment) -> Iterator[Move]:
    """An invoice's line was bought in its billing period; what is consumed is spread over its days of service."""
    if row["category"] == "Tax":
        return
    if row["invoice_id"] is not None and row["billed"]:
        yield Move(day=row["billing_period"], kind="purchased", amount=row["billed"], origin=row["example"])
    amortise = commitment.details.get("declared", {}).get("amortise", "monthly")
    days = spread_days(drawn.effective, row["since"].date(), row["until"].date(), amortise)
    months: dict[date, Decimal] = {}
    for day, share in days.items():
        start = max(month_start(day), row["since"].date())
        months[start] = months.get(start, Decimal(0)) + share
    for day, amount in months.items():
        yield Move(day=day, kind="drawn", amount=amount, rows=_ONE, origin=row["example"])


def _draw(one: Drawn, commitment: Commitment) -> Move:
    amount = one.billed if commitment.measure == "billed" else one.effective
    sign = -1 if commitment.kind == GRANT else 1
    return Move(day=one.day, kind="drawn", amount=sign * amount, rows=one.rows, origin=one.example)


def _entry_moves(found: Movements, entries: Sequence[Entry], known: Sequence[Move]) -> Iterator[Move]:
    """Declared entries; a purchase that the bill shows in the same month and amount is the same one."""
    bought = [(month_start(move.day), move.amount) for move in known if move.kind == "purchased"]
    for entry in entries:
        if entry.currency != found.currency:
            text = f"the entry of {entry.day} is in {entry.currency}, not {found.currency}: not counted"
            found.notes.append(text)
            continue
        same = month_start(entry.day), entry.amount
        if entry.movement == PURCHASE and same in bought:
            bought.remove(same)
            found.notes.append(f"the purchase declared for {entry.day} is on the bill: counted once")
            continue
        yield Move(day=entry.day, kind=_MOVED[entry.movement], amount=entry.amount, rows=0, origin=entry.entry_id)


def _promised(commitment: Commitment, moves: Sequence[Move]) -> list[Move]:
    amount = commitment.committed_amount
    if commitment.kind not in _PROMISED or amount is None or any(move.kind == "purchased" for move in moves):
        return []
    first = commitment.starts or min((move.day for move in moves), default=None)
    if first is None:
        return []
    return [Move(day=first, kind="purchased", amount=amount, rows=0, origin=commitment.commitment_id)]
