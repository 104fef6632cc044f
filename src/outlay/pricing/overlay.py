"""What a price overlay says: cards, multipliers and daily windows that change or add to the price data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction

from outlay.pricing.ladder import Ladder
from outlay.pricing.model import PriceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an entry applies to. None means any, except tier, processing and speed of a card."""

    provider: str
    model: str | None = None
    prefix: str | None = None
    region: str | None = None
    tier: str | None = None
    processing: str | None = None
    speed: str | None = None
    valid_from: date = date.min
    valid_to: date | None = None

    def names(self, provider: str, models: tuple[str, ...]) -> bool:
        """Whether it speaks of the model; any of the model's names may match."""
        if self.provider != provider:
            return False
        if self.model is not None:
            return self.model in models
        return self.prefix is None or any(model.startswith(self.prefix) for model in models)

    def serves(self, context: PriceContext) -> bool:
        """Whether it speaks of requests served this way."""
        return (
            _fits(self.tier, context.service_tier)
            and _fits(self.processing, context.processing)
            and _fits(self.speed, context.speed)
            and self.reaches(context.region)
        )

    def reaches(self, region: str | None) -> bool:
        """Whether it speaks of the region."""
        return self.region is None or fnmatchcase(region or "", self.region)

    def holds(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


_STANDARD = {None, "default", "standard", "realtime"}


def _fits(wanted: str | None, served: str | None) -> bool:
    return wanted in {"*", served} or (wanted in _STANDARD and served is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayCard:
    """Rates for a scope, by unit name."""

    scope: Scope
    ladders: Mapping[str, Ladder]
    minimum: Mapping[str, int] = field(default_factory=dict)
    line: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiplier:
    """A factor on every rate of a scope, applied after the card."""

    scope: Scope
    factor: Fraction
    reason: str
    is_for_tokens: bool = False
    """Fees, such as those of searches, keep their price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWindow:
    """A factor during hours of the day (UTC, microseconds, end exclusive, may wrap midnight)."""

    scope: Scope
    hours: tuple[tuple[int, int], ...]
    weekdays: frozenset[int]
    """Monday is 0; a moment counts by its own UTC weekday."""
    factor: Fraction

    def active(self, weekday: int, moment: int) -> bool:
        """Whether a moment of a weekday lies inside."""
        if weekday not in self.weekdays:
            return False
        return any(
            begin <= moment < end if begin < end else (moment >= begin or moment < end) for begin, end in self.hours
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """One overlay file."""

    name: str
    kind: str
    """`source`: used where the price data has none, else compared; `override` and `correction`: win."""
    version: str
    cards: tuple[OverlayCard, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    windows: tuple[DailyWindow, ...] = ()
    _exact: Mapping[tuple[str, str], list[OverlayCard]] = field(init=False, default_factory=dict, repr=False)
    _by_prefix: Mapping[str, list[OverlayCard]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        exact: dict[tuple[str, str], list[OverlayCard]] = {}
        by_prefix: dict[str, list[OverlayCard]] = {}
        for card in self.cards:
            if card.scope.model is None:
                by_prefix.setdefault(card.scope.provider, []).append(card)
            else:
                exact.setdefault((card.scope.provider, card.scope.model), []).append(card)
        object.__setattr__(self, "_exact", exact)
        object.__setattr__(self, "_by_prefix", by_prefix)

    def cards_of(self, provider: str, models: tuple[str, ...]) -> list[OverlayCard]:
        """The cards that speak of a model by any of its names."""
        exact = (card for name in dict.fromkeys(models) for card in self._exact.get((provider, name), ()))
        return [*exact, *(card for card in self._by_prefix.get(provider, ()) if card.scope.names(provider, models))]

    def card_for(
        self, provider: str, models: tuple[str, ...], context: PriceContext, day: date | None
    ) -> OverlayCard | None:
        """The card that fits best: an exact model beats a prefix, a longer prefix a shorter, a region any."""
        fitting = [
            card
            for card in self.cards_of(provider, models)
            if card.scope.serves(context) and (day is None or card.scope.holds(day))
        ]
        return max(fitting, key=_closeness, default=None)

    def multipliers_for(self, provider: str, models: tuple[str, ...], context: PriceContext) -> list[Multiplier]:
        """The factors that may apply on some day."""
        return [
            entry
            for entry in self.multipliers
            if entry.scope.names(provider, models)
            and entry.scope.reaches(context.region)
            and _any_or(entry.scope.tier, context.service_tier)
            and _any_or(entry.scope.processing, context.processing)
            and _any_or(entry.scope.speed, context.speed)
        ]

    def windows_for(self, provider: str, models: tuple[str, ...]) -> list[DailyWindow]:
        """The daily windows of a model."""
        return [entry for entry in self.windows if entry.scope.names(provider, models)]


def _closeness(card: OverlayCard) -> tuple[bool, int, bool]:
    return card.scope.model is not None, len(card.scope.prefix or ""), card.scope.region is not None


def _any_or(wanted: str | None, served: str | None) -> bool:
    return wanted is None or _fits(wanted, served)
