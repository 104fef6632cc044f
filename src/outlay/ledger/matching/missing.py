"""Lists the keys, accounts and models whose calls telemetry misses: the shadow AI on bills that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.core.money import quantize
from outlay.ledger.matching.model import MissedCredential

if TYPE_CHECKING:
    from outlay.ledger.matching.comparing import Comparison
    from outlay.ledger.matching.facts import Sides

Where = tuple["str | None", "str | None", "str | None"]


@dataclass(slots=True)
class _Missed:
    amount: Decimal
    quantity: int | None
    first: date
    last: date
    is_unseen: bool


def missed_credentials(sides: Sides, comparison: Comparison) -> tuple[MissedCredential, ...]:
    """What telemetry misses by account, key and model, largest first; it adds up to the cause `untracked`."""
    found: dict[Where, _Missed] = {}
    for row in sides.missed:
        price = comparison.missed_prices.get((row["day"], row["model"], row["token_class"]))
        if price is not None and row["missed"]:
            amount = price * row["missed"]
            where = (row["account"], row["credential"], row["model"])
            _add(found, where, _Missed(amount, int(row["missed"]), row["day"], row["day"], row["is_unseen"]))
    for cell in comparison.unseen:
        place = cell.place
        where = (place.account, place.credential, place.model)
        _add(found, where, _Missed(cell.charged or Decimal(0), None, place.day, place.day, is_unseen=True))
    biller, _, account = sides.statement.partition("/")
    listed = [
        MissedCredential(
            biller=biller,
            billing_account=account,
            account=where[0],
            credential=where[1],
            model=where[2],
            amount=quantize(one.amount),
            quantity=one.quantity,
            first_seen=one.first,
            last_seen=one.last,
            is_unseen=one.is_unseen,
        )
        for where, one in found.items()
    ]
    return tuple(sorted(listed, key=lambda one: (-one.amount, str(one.credential), str(one.model))))


def _add(found: dict[Where, _Missed], where: Where, part: _Missed) -> None:
    known = found.get(where)
    if known is None:
        found[where] = part
        return
    known.amount += part.amount
    if part.quantity is not None:
        known.quantity = (known.quantity or 0) + part.quantity
    known.first, known.last = min(known.first, part.first), max(known.last, part.last)
    known.is_unseen = known.is_unseen and part.is_unseen
