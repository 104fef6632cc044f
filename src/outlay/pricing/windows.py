"""Compiles a model's prices and the overlays that speak of it into the cards of all its windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from outlay.pricing.compile import Moment, Target, compile_card
from outlay.pricing.model import DAYS_IN_WEEK, US_PER_DAY, CardSet
from outlay.pricing.overlay import DailyWindow, Overlay, Scope
from outlay.pricing.source import SourceModel, SourcePrice

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slices:
    """Where the windows of a model begin and end."""

    days: tuple[date, ...]
    cuts: tuple[int, ...]
    weekly: bool


def compile_cards(target: Target, found: SourceModel | None, overlays: Sequence[Overlay]) -> CardSet:
    """Compile every window of one model in one context."""
    slices = _slices(target, found, overlays)
    return CardSet(
        cards=tuple(compile_card(target, found, overlays, moment) for moment in _moments(slices)),
        day_starts=tuple((day - _EPOCH).days for day in slices.days),
        weekly=slices.weekly,
        cuts=slices.cuts,
    )


def _moments(slices: _Slices) -> Iterator[Moment]:
    begins = (None, *slices.days)
    ends = (*slices.days, None)
    cuts = (0, *slices.cuts, US_PER_DAY)
    for begin, end in zip(begins, ends, strict=True):
        first = begin or (end - timedelta(days=1) if end else _EPOCH)
        for weekday in range(DAYS_IN_WEEK) if slices.weekly else (None,):
            for start, stop in pairwise(cuts):
                daily = f"{_clock(start)}-{_clock(stop)}" if slices.cuts else None
                yield Moment(day=first, valid_from=begin, valid_to=end, weekday=weekday, microsecond=start, daily=daily)


def _clock(microsecond: int) -> str:
    minutes = microsecond // 60_000_000
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _slices(target: Target, found: SourceModel | None, overlays: Sequence[Overlay]) -> _Slices:
    priced: tuple[SourcePrice, ...] = (*found.prices, *target.variants_of(found)) if found else ()
    days = {price.condition.start for price in priced if price.condition.start}
    edges = {edge for price in priced if price.condition.daily for edge in price.condition.daily}
    windows: list[DailyWindow] = []
    for overlay in overlays:
        windows += overlay.windows_for(target.provider, target.models)
        for scope in _scopes(target, overlay):
            days |= {day for day in (scope.valid_from, scope.valid_to) if day and day != date.min}
    edges |= {edge for window in windows for hours in window.hours for edge in hours}
    weekly = any(len(window.weekdays) < DAYS_IN_WEEK for window in windows)
    return _Slices(days=tuple(sorted(days)), cuts=tuple(sorted(edges - {0, US_PER_DAY})), weekly=weekly)


def _scopes(target: Target, overlay: Overlay) -> list[Scope]:
    cards = [card.scope for card in overlay.cards_of(target.provider, target.models)]
    factors = overlay.multipliers_for(target.provider, target.models, target.context)
    windows = overlay.windows_for(target.provider, target.models)
    return [
        *(scope for scope in cards if scope.serves(target.context)),
        *(entry.scope for entry in factors),
        *(entry.scope for entry in windows),
    ]
