"""Spreads an amount over a term, exact to the last unit: the shares always add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from outlay.core.money import CONTEXT, SCALE, UNIT
from outlay.core.time import add_months, month_start

Amortise = Literal["monthly", "daily"]
_LONGEST: Final = 1200


def split_evenly(amount: Decimal, parts: int) -> list[Decimal]:
    """Equal shares of an amount; what cannot be shared goes to the first ones, a unit each."""
    units = int(amount.scaleb(SCALE, context=CONTEXT))
    share, rest = divmod(abs(units), parts)
    sign = -1 if units < 0 else 1
    return [CONTEXT.multiply(Decimal(sign * (share + (number < rest))), UNIT) for number in range(parts)]


def split_by_weights(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Shares in proportion to weights that are not negative, by the largest remainder; equal ones where all are 0."""
    total = sum(weights, Decimal(0))
    if total == 0:
        return split_evenly(amount, len(weights))
    units = int(amount.scaleb(SCALE, context=CONTEXT))
    whole = int(total.scaleb(SCALE, context=CONTEXT))
    parts = [divmod(abs(units) * int(weight.scaleb(SCALE, context=CONTEXT)), whole) for weight in weights]
    rest = abs(units) - sum(part for part, _ in parts)
    first = set(sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))[:rest])
    sign = -1 if units < 0 else 1
    return [CONTEXT.multiply(Decimal(sign * (part + (at in first))), UNIT) for at, (part, _) in enumerate(parts)]


def count_months(since: date, until: date) -> int | None:
    """How many whole months a period has; None where it has not whole ones."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if months > 0 and add_months(since, months) == until else None


def spread_days(amount: Decimal, since: date, until: date, amortise: Amortise) -> dict[date, Decimal]:
    """Each day's share of an amount: equal by month where the term has whole ones, then equal by day."""
    months = count_months(since, until) if amortise == "monthly" else None
    if months is None or months > _LONGEST:
        count = (until - since).days
        return {since + timedelta(days=at): share for at, share in enumerate(split_evenly(amount, count))}
    shares: dict[date, Decimal] = {}
    for number, share in enumerate(split_evenly(amount, months)):
        shares |= spread_days(share, add_months(since, number), add_months(since, number + 1), "daily")
    return shares


def sum_by_month(shares: dict[date, Decimal]) -> dict[date, Decimal]:
    """Shares of days summed by calendar month."""
    found: dict[date, Decimal] = {}
    for day, share in shares.items():
        month = month_start(day)
        found[month] = found.get(month, Decimal(0)) + share
    return found
