"""Exact money: a Decimal amount with its currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Final

from outlay.core.errors import UsageError

SCALE: Final = 12
"""Decimal places kept in the store: one unit is 1e-12 of the currency."""

UNIT: Final = Decimal(1).scaleb(-SCALE)
LIMIT: Final = Decimal(10) ** 11
"""Amounts above this are refused: the exact split multiplies them by weights in 128 bits."""

CONTEXT: Final = Context(prec=76, rounding=ROUND_HALF_EVEN)
"""Wide enough that no sum or product of stored amounts is rounded by the context."""


class CurrencyMismatchError(UsageError):
    """Two currencies met in one sum."""

    code = "money.currency_mismatch"

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            f"cannot combine {left} with {right}",
            hint="convert both to the reporting currency first",
        )


class AmountError(UsageError):
    """Not a usable amount of money."""

    code = "money.amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in one currency, exact to 1e-12.

    Raises:
        AmountError: if the amount is a float, is not finite, or exceeds `LIMIT`.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            message = f"money needs a Decimal, got {type(self.amount).__name__}"
            raise AmountError(message, hint="build it with Money.parse('12.30', 'USD')")
        if not self.amount.is_finite() or abs(self.amount) > LIMIT:
            message = f"amount {self.amount} is not usable money"
            raise AmountError(message, hint=f"amounts are finite and at most {LIMIT:f}")
        if len(self.currency) < 1 or self.currency != self.currency.upper():
            message = f"currency {self.currency!r} is not an upper-case code"
            raise AmountError(message, hint="use ISO 4217, such as USD")

    @classmethod
    def parse(cls, text: str | int | Decimal, currency: str) -> Money:
        """Build money from a plain decimal string, an int or a Decimal."""
        if isinstance(text, float):
            message = f"money cannot be built from the float {text!r}"
            raise AmountError(message, hint="pass the text that it was written as")
        try:
            amount = Decimal(text)
        except (InvalidOperation, ValueError, TypeError) as error:
            message = f"{text!r} is not a decimal number"
            raise AmountError(message, hint="write it plain, as 1234.56") from error
        return cls(amount=amount, currency=currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(amount=Decimal(0), currency=currency)

    def __add__(self, other: Money) -> Money:
        self._demand_same_currency(other)
        return Money(amount=CONTEXT.add(self.amount, other.amount), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._demand_same_currency(other)
        return Money(amount=CONTEXT.subtract(self.amount, other.amount), currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=self.amount.copy_negate(), currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        self._demand_same_currency(other)
        return self.amount < other.amount

    def convert(self, rate: Decimal, currency: str) -> Money:
        """Convert with a rate in target units per unit of this currency, rounded half-even to 1e-12."""
        product = CONTEXT.multiply(self.amount, rate)
        return Money(amount=quantize(product), currency=currency)

    def _demand_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)


def quantize(amount: Decimal) -> Decimal:
    """Round half-even to the store's scale of 1e-12."""
    return amount.quantize(UNIT, context=CONTEXT)


def divide(amount: Decimal, by: Decimal) -> Decimal | None:
    """Divide at the edge, rounded half-even to 1e-12; None (unknown) where the divisor is zero."""
    if by == 0:
        return None
    return quantize(CONTEXT.divide(amount, by))


def format_plain(amount: Decimal) -> str:
    """Write a decimal as plain digits without exponent or trailing zeros; never ``-0``."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
