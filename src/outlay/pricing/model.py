"""Value types of pricing: usage in disjoint leaves, context, cards, and what a card makes of usage.

Money inside pricing is an integer number of 1e-12 USD. A rate is a pair (numerator, divisor) of such units
per one unit of usage, so that every price is exact until the one rounding of its leaf.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

Rate: TypeAlias = tuple[int, int]
"""Numerator and divisor: 1e-12 USD per one unit of usage, in lowest terms."""

Count: TypeAlias = int | Decimal

LEAVES: Final = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "output_reasoning_tokens",
)
"""The token leaves in the order of `Usage`; the fifth is the output without reasoning."""

US_PER_DAY: Final = 86_400_000_000
DAYS_IN_WEEK: Final = 7
_EPOCH_WEEKDAY: Final = 3


class Usage(NamedTuple):
    """One request's usage: the first four never overlap; `reasoning` is part of `output`.

    `units` holds everything else under the names of the price data. Token details in it, such as
    `input_audio_tokens`, are parts of the totals; the rest (searches, seconds, pages) stands alone.
    """

    input: int
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int
    output: int
    reasoning: int
    units: Mapping[str, Count] | None = None
    flags: tuple[str, ...] = ()


class PriceContext(NamedTuple):
    """How a request was served; None is the standard way."""

    service_tier: str | None = None
    processing: str | None = None
    speed: str | None = None
    region: str | None = None
    other: tuple[tuple[str, str], ...] = ()

    def wishes(self) -> dict[str, str]:
        """The parts that a price must match, without the region, which only multipliers know."""
        named = {"service_tier": self.service_tier, "processing": self.processing, "speed": self.speed}
        return {key: value for key, value in (*named.items(), *self.other) if value is not None}


class Rated(NamedTuple):
    """What a card makes of usage, in 1e-12 USD; None where nothing of that part has a price."""

    input: int | None
    cache_read: int | None
    cache_write: int | None
    output: int | None
    units: int | None
    total: int | None
    units_input: int = 0
    units_output: int = 0
    flags: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """`priced`, `modelled` where something was inferred, `unknown` where no price exists."""
        if self.total is None:
            return "unknown"
        return "modelled" if is_modelled(self.flags) else "priced"


_HARMLESS: Final = frozenset({"convention_corrected", "cache_write_split", "unknown_unit"})


def is_modelled(flags: tuple[str, ...]) -> bool:
    """Whether any of the flags says that usage or rate was inferred."""
    return any(flag.partition(":")[0] not in _HARMLESS for flag in flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The rates of one context-length band."""

    rates: Mapping[str, Rate]
    leaves: tuple[Rate | None, ...]
    """The rate of each of `LEAVES`: its own or that of the nearest priced unit above it."""
    fallback: tuple[bool, ...]
    """Which of `LEAVES` take a rate that is not theirs and therefore carry a flag."""
    flags: tuple[str, ...] = ()
    exact: tuple[int, ...] | None = None
    """The leaves' rates if all are whole and nothing needs a flag or a fee: the fast way."""
    may_fall: bool = False
    """Whether any leaf is flagged in `fallback`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The price of one model in one context during one window, with its lineage."""

    card_id: str
    provider: str
    model: str
    source: str
    source_version: str
    valid_from: date | None = None
    valid_to: date | None = None
    daily: str | None = None
    context: tuple[tuple[str, str], ...] = ()
    learnt: bool = False
    """The window's start may be the day that the source learnt of the price."""
    confidence: str = "single"
    overlays: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    thresholds: tuple[int, ...] = ()
    bands: tuple[Band, ...]
    minimum: Mapping[str, Count] = field(default_factory=dict)
    known: bool = True

    def band_of(self, input_total: int) -> int:
        """The band's index: a threshold must be exceeded, reaching it is not enough."""
        return bisect_left(self.thresholds, input_total)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSet:
    """All windows of one model in one context: days, and where they matter weekdays and hours (UTC)."""

    cards: tuple[Card, ...]
    day_starts: tuple[int, ...] = ()
    """Days since 1970 on which a new window begins; the first window is open to the past."""
    weekly: bool = False
    cuts: tuple[int, ...] = ()
    """Microseconds of the day at which a daily window begins or ends."""

    def at(self, moment: int) -> Card:
        """The card of a moment in microseconds since 1970 (UTC)."""
        if len(self.cards) == 1:
            return self.cards[0]
        day, rest = divmod(moment, US_PER_DAY)
        index = bisect_right(self.day_starts, day)
        if self.weekly:
            index = index * DAYS_IN_WEEK + weekday_of(day)
        if self.cuts:
            index = index * (len(self.cuts) + 1) + bisect_right(self.cuts, rest)
        return self.cards[index]


def weekday_of(day: int) -> int:
    """Monday is 0, for a day since 1970."""
    return (day + _EPOCH_WEEKDAY) % DAYS_IN_WEEK
