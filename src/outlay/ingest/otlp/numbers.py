"""Numbers as attributes give them: whole, fractional or as text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

_DIGITS: Final = 18
_EXACT: Final = 2**53


def number_of(value: object) -> int | Decimal | None:
    """A finite number that is not negative, or None where the value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > _DIGITS:
        return None
    return int(number) if number == number.to_integral_value() else number


def whole_if_exact(number: float) -> int | float:
    """A whole number that was sent as a double, as some senders do with counts."""
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number
