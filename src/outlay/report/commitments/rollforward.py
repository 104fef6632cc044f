"""The roll-forward: opening + purchased - drawn - expired = closing, each figure from its own rows, and its checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.core.money import divide
from outlay.core.time import add_months, month_start
from outlay.ingest.commitments.model import AGREEMENT, ASSET, CONTINUOUS, CONTRACT, CREDIT_POOL, GRANT, Commitment
from outlay.report.commitments.model import Move, RollPeriod, RollProblem, UsedDay

_NOTHING: Final = Decimal(0)
_SUBUNIT: Final = {"JPY": Decimal(1), "KRW": Decimal(1), "VND": Decimal(1), "CLP": Decimal(1), "ISK": Decimal(1)}
_CENT: Final = Decimal("0.01")
_SHOWN: Final = 5
_HELD: Final = frozenset({*CONTINUOUS, CREDIT_POOL, GRANT, ASSET})
"""Kinds of which no more can be drawn than was paid or granted."""


def compute_rollforward(moves: Sequence[Move], until: date | None = None) -> list[RollPeriod]:
    """A period for each month from the first move to the last, or to the month of `until`."""
    counted = [move for move in moves if move.kind != "balance"]
    if not counted:
        return []
    sums: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    rows: dict[date, int] = defaultdict(int)
    for move in counted:
        month = month_start(move.day)
        sums[month, move.kind] += move.amount
        rows[month] += move.rows
    month, last = min(rows), max([*rows, *([month_start(until)] if until else [])])
    periods = []
    balance = sum((sums[at, "opening"] for at in rows), _NOTHING)
    while month <= last:
        bought, drawn, expired = (sums[month, kind] for kind in ("purchased", "drawn", "expired"))
        closing = balance + bought - drawn - expired
        periods.append(
            RollPeriod(
                month=month,
                opening=balance,
                purchased=bought,
                drawn=drawn,
                expired=expired,
                closing=closing,
                rows=rows.get(month, 0),
            )
        )
        balance, month = closing, add_months(month, 1)
    return periods


def check_rollforward(
    commitment: Commitment, moves: Sequence[Move], periods: Sequence[RollPeriod], today: date
) -> list[RollProblem]:
    """Where the roll-forward cannot be right: overdrawn, something left at its end, or not what the vendor states."""
    tolerance = _tolerance(commitment.currency, sum(move.rows for move in moves))
    found = [*_overdrawn(commitment, moves, periods, tolerance)]
    if not found:
        found += _left_at_end(commitment, moves, periods, (today, tolerance))
    found += _recurring(commitment, moves, periods, tolerance)
    return [*found, *_stated(moves, tolerance)]


def compute_used_days(moves: Sequence[Move]) -> list[UsedDay]:
    """How much of each day's commitment was used."""
    used: dict[date, Decimal] = defaultdict(Decimal)
    unused: dict[date, Decimal] = defaultdict(Decimal)
    for move in moves:
        if move.kind == "drawn":
            used[move.day] += move.amount
        elif move.kind == "expired":
            unused[move.day] += move.amount
    return [
        UsedDay(day=day, used=used[day], unused=unused[day], utilisation=divide(used[day], used[day] + unused[day]))
        for day in sorted({*used, *unused})
    ]


def _overdrawn(
    commitment: Commitment, moves: Sequence[Move], periods: Sequence[RollPeriod], tolerance: Decimal
) -> Iterator[RollProblem]:
    if commitment.kind not in _HELD:
        return
    low = next((period for period in periods if period.closing < -tolerance), None)
    if low is None:
        return
    is_unpaid = not any(move.kind in {"purchased", "opening"} for move in moves)
    reason = "no purchase is known" if is_unpaid else "more is drawn than was purchased"
    text = (
        f"{reason}: {-low.closing:,.2f} too much by the end of {low.month:%Y-%m}; "
        "declare what was held before the first bill as an `opening` entry, or import the bill of the purchase"
    )
    yield RollProblem(text=text, amount=-low.closing, month=low.month, origins=_origins(moves, low.month, "drawn"))


def _left_at_end(
    commitment: Commitment, moves: Sequence[Move], periods: Sequence[RollPeriod], at: tuple[date, Decimal]
) -> Iterator[RollProblem]:
    today, tolerance = at
    if not periods or commitment.ends is None or commitment.ends > today or abs(periods[-1].closing) <= tolerance:
        return
    closing, month = periods[-1].closing, periods[-1].month
    words = {
        AGREEMENT: "was promised and not spent: a shortfall may be invoiced",
        CONTRACT: "differs between what was invoiced and what was consumed",
        GRANT: "was granted and not used: declare it as an `expiry` entry",
        CREDIT_POOL: "was paid and not used: declare it as an `expiry` entry",
    }
    told = words.get(commitment.kind, "of the purchases is in no used or unused row of the term")
    text = f"it ended before {commitment.ends}, and {closing:,.2f} {told}"
    yield RollProblem(text=text, amount=closing, month=month, origins=_origins(moves, None, "purchased"))


def _recurring(
    commitment: Commitment, moves: Sequence[Move], periods: Sequence[RollPeriod], tolerance: Decimal
) -> Iterator[RollProblem]:
    """Where nothing is paid ahead, each month's fee is what was used and unused in it."""
    if commitment.kind not in CONTINUOUS or commitment.payment_model != "No Upfront":
        return
    for period in periods:
        difference = period.purchased - period.drawn - period.expired
        if abs(difference) > tolerance:
            text = f"{period.month:%Y-%m}: the fee is {difference:,.2f} off what was used and unused"
            yield RollProblem(
                text=text, amount=difference, month=period.month, origins=_origins(moves, period.month, "purchased")
            )


def _stated(moves: Sequence[Move], tolerance: Decimal) -> Iterator[RollProblem]:
    """Balances that the vendor states, against what the moves until that day come to."""
    balance, since = _NOTHING, date.min
    for move in moves:
        if move.kind == "balance":
            difference = move.amount - balance
            if abs(difference) > tolerance:
                text = f"{move.day}: the vendor states {move.amount:,.2f}, the rows come to {balance:,.2f}"
                between = tuple(one.origin for one in moves if since < one.day <= move.day and one.kind != "balance")
                yield RollProblem(text=text, amount=difference, month=month_start(move.day), origins=between[-_SHOWN:])
            since = move.day
        else:
            balance += move.amount if move.kind in {"opening", "purchased"} else -move.amount


def _origins(moves: Sequence[Move], month: date | None, kind: str) -> tuple[str, ...]:
    """The largest rows behind a figure."""
    chosen = [move for move in moves if move.kind == kind and month in {None, month_start(move.day)}]
    largest = sorted(chosen, key=lambda move: (-abs(move.amount), move.day, move.origin))
    return tuple(dict.fromkeys(move.origin for move in largest))[:_SHOWN]


def _tolerance(currency: str | None, rows: int) -> Decimal:
    """What rounding of single rows may add up to: half a subunit for the square root of their number, at least one."""
    subunit = _SUBUNIT.get(currency or "", _CENT)
    return max(subunit, Decimal("0.5") * Decimal(rows).sqrt() * subunit)
