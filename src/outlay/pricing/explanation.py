"""A price leaf by leaf: count, the rate that it takes, and the amount, which add up to the price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from outlay.pricing.description import format_rate, lineage
from outlay.pricing.model import Band, Card, Count, Rate, Usage
from outlay.pricing.rate import atoms_of, band_of, format_amount, price_count, price_sampled
from outlay.pricing.units import all_units, priced_as
from outlay.pricing.vector import read_units

if TYPE_CHECKING:
    from collections.abc import Mapping

_MILLION: Final = 1_000_000
_COUNTS: Final = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLeaf:
    """One part of a price. Rate and amount are in USD and None where nothing prices the unit."""

    unit: str
    count: str
    priced_as: str | None
    """The unit whose rate it takes; another one where it has none of its own."""
    rate: str | None
    per: int
    """How many of the unit the rate is for."""
    amount: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceExplanation:
    """How a price comes about."""

    state: str
    total: str | None
    leaves: tuple[PriceLeaf, ...]
    card: dict[str, object] | None
    input_total: int
    """The whole input, cached tokens included: what a long-context threshold is compared with."""
    input_over: int | None
    """The threshold that it is above."""
    flags: tuple[str, ...]


def explain_price(card: Card, usage: Usage | None, requests: int = 1) -> PriceExplanation:
    """Rebuild what a card makes of usage, leaf by leaf; of several like requests, if one stands for more."""
    rated = price_sampled(card, usage, requests)
    at = band_of(card, usage, requests) if usage else 0
    atoms = atoms_of(card, card.bands[at], usage, requests)[0] if usage and card.known else []
    return PriceExplanation(
        state=rated.state,
        total=None if rated.total is None else format_amount(rated.total),
        leaves=tuple(_leaf(card.bands[at], unit, count) for unit, count in atoms if count),
        card=lineage(card) if card.known else None,
        input_total=sum(usage[:4]) if usage else 0,
        input_over=card.thresholds[at - 1] if at else None,
        flags=tuple(dict.fromkeys(rated.flags)),
    )


def usage_of(row: Mapping[str, Any]) -> Usage | None:
    """The usage of a stored request; None where it has none."""
    counts = [row[name] for name in _COUNTS]
    if row["units"] is None and all(count is None for count in counts):
        return None
    units, flags = read_units(row["units"]) if row["units"] else ({}, ())
    input_, read, write_5m, write_1h, output, reasoning = (count or 0 for count in counts)
    return Usage(input_, read, write_5m, write_1h, output, reasoning, units or None, flags)


def scale_of(unit: str) -> int:
    """For how many of a unit a person reads its price: a million tokens, else as the price data has it."""
    facts = all_units()[unit]
    return _MILLION if facts.is_token else facts.per


def _leaf(band: Band, unit: str, count: Count) -> PriceLeaf:
    priced = unit if unit in band.rates else priced_as(unit, band.rates)[0]
    rate: Rate | None = band.rates[priced] if priced else None
    per = scale_of(unit)
    return PriceLeaf(
        unit=unit,
        count=str(count),
        priced_as=priced,
        rate=format_rate(rate, per) if rate else None,
        per=per,
        amount=format_amount(price_count(count, rate)) if rate else None,
    )
