"""Looks ahead: how long a balance lasts, when a grant stops paying, how far an agreement is met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

from outlay.core.money import CONTEXT, divide
from outlay.ingest.commitments.model import Commitment
from outlay.report.commitments.model import BurnDown, Cliff, Move, Runway, UsedDay

WINDOW: Final = 30
_LONGEST: Final = 3650
_NOTHING: Final = Decimal(0)


def compute_runway(commitment: Commitment, moves: Sequence[Move], balance: Decimal, today: date) -> Runway | None:
    """When the balance is used up at the pace of the last thirty days that charges tell of."""
    drawn = [move for move in moves if move.kind == "drawn" and move.day <= today]
    if not drawn:
        return None
    through = max(move.day for move in drawn)
    window = through - timedelta(days=WINDOW)
    total = sum((move.amount for move in drawn if move.day > window), _NOTHING)
    per_day = divide(total, Decimal(WINDOW))
    lasts = _lasts_until(balance, total, through)
    ends = commitment.ends
    is_before = None if ends is None or (lasts is None and total <= 0) else lasts is not None and lasts < ends
    return Runway(through=through, drawdown_30d=total, per_day=per_day, lasts_until=lasts, is_before_expiry=is_before)


def compute_cliff(commitment: Commitment, runway: Runway | None, balance: Decimal) -> Cliff | None:
    """The day from which a grant pays no longer; None where it has no end and is not being used up."""
    monthly = runway.drawdown_30d if runway else _NOTHING
    lasts = runway.lasts_until if runway and balance > 0 else None
    if lasts is not None and (commitment.ends is None or lasts < commitment.ends):
        return Cliff(day=lasts, reason="used up", monthly_cost=monthly)
    if commitment.ends is not None and balance > 0:
        return Cliff(day=commitment.ends, reason="ends", monthly_cost=monthly)
    if runway is not None and balance <= 0:
        return Cliff(day=runway.through, reason="used up", monthly_cost=monthly)
    return None


def compute_burn_down(commitment: Commitment, drawn: Decimal, today: date) -> BurnDown | None:
    """How much of what was promised is spent, and how much of the time has passed."""
    committed = commitment.committed_amount
    if committed is None:
        return None
    elapsed = None
    if commitment.starts is not None and commitment.ends is not None:
        term = (commitment.ends - commitment.starts).days
        passed = min(max((today - commitment.starts).days, 0), term)
        elapsed = divide(Decimal(passed), Decimal(term))
    return BurnDown(
        committed=committed,
        drawn=drawn,
        share=divide(drawn, committed),
        elapsed=elapsed,
        remaining=committed - drawn,
    )


def compute_utilisation(days: Sequence[UsedDay]) -> Decimal | None:
    """Used of used and unused over the last thirty days that charges tell of."""
    if not days:
        return None
    window = days[-1].day - timedelta(days=WINDOW)
    recent = [day for day in days if day.day > window]
    used = sum((day.used for day in recent), _NOTHING)
    return divide(used, used + sum((day.unused for day in recent), _NOTHING))


def _lasts_until(balance: Decimal, drawdown: Decimal, through: date) -> date | None:
    if drawdown <= 0:
        return None
    if balance <= 0:
        return through
    days = CONTEXT.divide(balance * WINDOW, drawdown).to_integral_value(rounding=ROUND_DOWN)
    return None if days > _LONGEST else through + timedelta(days=int(days))
