"""List prices of tokens, asked once for all lines of a month and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import CONTEXT

if TYPE_CHECKING:
    from datetime import date

    from outlay.ledger.matching.facts import Line
    from outlay.ledger.matching.model import PriceList

TIERS: Final = ("batch", "flex", "priority")
"""Other ways to be served that a bill may charge for, the likeliest first."""
TOKEN_CLASSES: Final = frozenset({"input", "cache_read", "cache_write", "output"})
_TWO_PRICES: Final = frozenset({"cache_write"})
"""Classes whose tokens have several prices, by how long they are kept: the mean of those seen is best."""
_MILLION: Final = Decimal("0.000001")
_FINE: Final = Decimal(1).scaleb(-18)

_Key = tuple["str | None", "str | None", "str | None", "str | None", "date"]


class PriceBook:
    """Prices of one token, for the lines it was made for."""

    def __init__(self, lines: Iterable[Line], price: PriceList) -> None:
        wanted = sorted({key for line in lines for key in _keys(line)}, key=str)
        self._prices = dict(zip(wanted, _ask(wanted, price), strict=True)) if wanted else {}

    def of(self, line: Line, tier: str | None = None) -> Decimal | None:
        """The list price of one token of a line, in a tier; None where no card knows it."""
        found = self._prices.get(_key(line, tier))
        return None if found is None else CONTEXT.multiply(found, _MILLION)

    def of_missed(self, line: Line, *, is_card_best: bool) -> Decimal | None:
        """What a token costs that telemetry missed: the card's price, or the mean of those that it saw."""
        mean = mean_price(line)
        is_plain = is_card_best and line.named == line.place.model and line.place.token_class not in _TWO_PRICES
        card = self.of(line)
        first, second = (card, mean) if is_plain else (mean, card)
        return second if first is None else first


def mean_price(line: Line) -> Decimal | None:
    """What telemetry's priced tokens of a line cost in the mean."""
    priced = line.seen - line.unpriced
    if priced <= 0 or line.seen_cost <= 0:
        return None
    return divide_fine(line.seen_cost, Decimal(priced))


def divide_fine(amount: Decimal, by: Decimal) -> Decimal:
    """A price or ratio, finer than money: it is multiplied by many tokens."""
    return CONTEXT.divide(amount, by).quantize(_FINE, context=CONTEXT)


def _keys(line: Line) -> Iterator[_Key]:
    if line.place.token_class in TOKEN_CLASSES and line.quantity is not None:
        for tier in (None, *TIERS):
            yield _key(line, tier)


def _key(line: Line, tier: str | None) -> _Key:
    return line.provider, line.named, line.place.token_class, tier, line.place.day


def _ask(wanted: list[_Key], price: PriceList) -> list[Decimal | None]:
    import pyarrow as pa

    names = ("provider", "model", "token_class", "service_tier")
    columns = {name: pa.array([key[at] for key in wanted], pa.string()) for at, name in enumerate(names)}
    return price(pa.table(columns | {"day": pa.array([key[4] for key in wanted], pa.date32())}))
