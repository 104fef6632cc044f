"""Compiles one card: the prices that hold in one window, changed by overlays, as integer rates per band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from decimal import Decimal
from fractions import Fraction

from outlay.core.ids import stable_id
from outlay.core.money import format_plain
from outlay.pricing.ladder import Ladder, Ladders
from outlay.pricing.model import LEAVES, Band, Card, Count, PriceContext, Rate
from outlay.pricing.overlay import Overlay, OverlayCard
from outlay.pricing.source import SOURCE, SourceModel, SourcePrice, source_version
from outlay.pricing.units import all_units, priced_as

_TOLERANCE = Fraction(1, 200)
"""Two sources that differ by more than 0.5 % dispute a price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is being priced."""

    provider: str
    models: tuple[str, ...]
    """The name asked for and the price data's own, in lower case."""
    context: PriceContext
    flags: tuple[str, ...] = ()

    def variants_of(self, found: SourceModel) -> tuple[SourcePrice, ...]:
        """The context prices that match; at another provider's model none does."""
        wishes = self.context.wishes().items()
        return () if found.borrowed else tuple(v for v in found.variants if v.when.items() <= wishes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A window and a moment in it that stands for all of it."""

    day: date
    valid_from: date | None
    valid_to: date | None
    weekday: int | None
    microsecond: int
    daily: str | None


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A card being made."""

    ladders: dict[str, Ladder] = member(default_factory=dict)
    flags: list[str] = member(default_factory=list)
    flat: dict[str, Ladder] = member(default_factory=dict)
    """The standard price of units that has long-context steps where the context's price has none."""
    learnt: bool = False
    context: dict[str, str] = member(default_factory=dict)
    """The part of the context that the rates are really for."""
    minimum: dict[str, Count] = member(default_factory=dict)
    overlays: list[str] = member(default_factory=list)
    source: str = SOURCE
    source_version: str = ""
    confidence: str = "single"


def compile_card(target: Target, found: SourceModel | None, overlays: Sequence[Overlay], moment: Moment) -> Card:
    """Compile the card of one window. A model that nothing prices gives a card that knows no price."""
    draft = _from_source(target, found, moment) if found else _Draft(flags=_beyond_overlays(target))
    for overlay in overlays:
        _apply_card(draft, overlay, target, moment)
    for overlay in overlays:
        _apply_factors(draft, overlay, target, moment)
    if not draft.ladders:
        reason = "no_price" if found else "unknown_model"
        return unknown_card(target.provider, target.models[0], (*target.flags, reason))
    return _finish(draft, target, found, moment)


def unknown_card(provider: str, model: str, flags: tuple[str, ...]) -> Card:
    """A card for what has no price: its cost is unknown, never zero."""
    band = Band(rates={}, leaves=(None,) * len(LEAVES), fallback=(False,) * len(LEAVES))
    return Card(
        card_id="",
        provider=provider,
        model=model,
        source="",
        source_version="",
        bands=(band,),
        flags=flags,
        known=False,
    )


def _from_source(target: Target, found: SourceModel, moment: Moment) -> _Draft:
    draft = _Draft(source_version=source_version(), minimum=dict(found.minimum))
    draft.ladders.update(_standard(found, moment))
    matched = [v for v in target.variants_of(found) if v.condition.active(moment.day, moment.microsecond)]
    own: dict[str, Ladder] = {}
    for variant in matched:
        for unit, ladder in variant.ladders.items():
            own.setdefault(unit, ladder)
    flat = (unit for unit, ladder in own.items() if not ladder.steps)
    draft.flat = {unit: draft.ladders[unit] for unit in flat if unit in draft.ladders and draft.ladders[unit].steps}
    draft.ladders.update(own)
    for variant in matched:
        draft.context.update(variant.when)
    draft.learnt = any(variant.condition.start is not None for variant in matched)
    draft.flags += _unmatched(target.context.wishes(), matched)
    return draft


def _standard(found: SourceModel, moment: Moment) -> Ladders:
    for price in reversed(found.prices):
        if price.condition.active(moment.day, moment.microsecond):
            return price.ladders
    return found.prices[0].ladders


def _unmatched(wishes: Mapping[str, str], matched: Sequence[SourcePrice]) -> list[str]:
    """Flag each wish that no price met, and wishes that are met only one at a time."""
    met = {pair for variant in matched for pair in variant.when.items()}
    flags = [f"context_unmatched:{key}={value}" for key, value in wishes.items() if (key, value) not in met]
    both = met & wishes.items()
    if len(both) > 1 and not any(both <= variant.when.items() for variant in matched):
        flags.append("context_unmatched:" + "+".join(f"{key}={value}" for key, value in sorted(both)))
    return flags


def _beyond_overlays(target: Target) -> list[str]:
    """Flags for the parts of a context that an overlay cannot speak of."""
    return _unmatched(dict(target.context.other), ())


def _apply_card(draft: _Draft, overlay: Overlay, target: Target, moment: Moment) -> None:
    card = overlay.card_for(target.provider, target.models, target.context, moment.day)
    if card is None:
        return
    if overlay.kind == "source" and draft.ladders:
        if draft.source == SOURCE and not draft.overlays:
            draft.confidence = _compare(draft.ladders, card)
        return
    if not draft.ladders:
        draft.source, draft.source_version = overlay.name, overlay.version
    if draft.flags:
        # The standard rates are no answer to this context, so they must not complete the overlay's.
        draft.ladders = {unit: ladder for unit, ladder in draft.ladders.items() if not all_units()[unit].is_token}
        draft.flags = [flag for flag in draft.flags if flag in _beyond_overlays(target)]
    draft.ladders.update(card.ladders)
    draft.flat = {unit: ladder for unit, ladder in draft.flat.items() if unit not in card.ladders}
    draft.minimum.update(card.minimum)
    draft.context = target.context._replace(other=()).wishes()
    draft.overlays.append(":".join(part for part in (overlay.kind, overlay.name, card.reason) if part))


def _compare(ladders: Ladders, card: OverlayCard) -> str:
    for unit, ladder in card.ladders.items():
        own = ladders.get(unit)
        if own is not None and abs(own.base - ladder.base) > _TOLERANCE * max(own.base, ladder.base):
            return "disputed"
    return "high"


def _apply_factors(draft: _Draft, overlay: Overlay, target: Target, moment: Moment) -> None:
    factors: list[tuple[Fraction, str, bool]] = [
        (entry.factor, entry.reason, entry.is_for_tokens)
        for entry in overlay.multipliers_for(target.provider, target.models, target.context)
        if entry.scope.holds(moment.day)
    ]
    factors += [
        (window.factor, f"hours {moment.daily}", False)
        for window in overlay.windows_for(target.provider, target.models)
        if window.scope.holds(moment.day) and window.active(moment.weekday or 0, moment.microsecond)
    ]
    for factor, reason, is_for_tokens in factors:
        if not draft.ladders:
            return
        draft.ladders = {
            unit: ladder if is_for_tokens and not all_units()[unit].is_token else ladder.scaled(factor)
            for unit, ladder in draft.ladders.items()
        }
        draft.overlays.append(f"times {_plain(factor)}:{overlay.name}:{reason}")


def _plain(factor: Fraction) -> str:
    return format_plain(Decimal(factor.numerator) / Decimal(factor.denominator))


def _finish(draft: _Draft, target: Target, found: SourceModel | None, moment: Moment) -> Card:
    flags = (*target.flags, *draft.flags)
    stepped = (*draft.ladders.values(), *draft.flat.values())
    thresholds = tuple(sorted({start for ladder in stepped for start, _ in ladder.steps}))
    bands = tuple(_band(draft, threshold, plain=not flags) for threshold in (None, *thresholds))
    provider = found.provider if found else target.provider
    model = found.model if found else target.models[0]
    region = target.context.region
    context = {**draft.context, **({"region": region} if region else {})}
    rates = [sorted(band.rates.items()) for band in bands]
    identity = (provider, model, draft.source, draft.source_version, moment.valid_from, moment.daily, moment.weekday)
    return Card(
        card_id=stable_id("card", *identity, context, thresholds, rates, draft.overlays, flags, *_quirks(draft, bands)),
        provider=provider,
        model=model,
        source=draft.source,
        source_version=draft.source_version,
        valid_from=moment.valid_from,
        valid_to=moment.valid_to,
        daily=moment.daily,
        context=tuple(sorted(context.items())),
        learnt=draft.learnt,
        confidence=draft.confidence,
        overlays=tuple(draft.overlays),
        flags=flags,
        thresholds=thresholds,
        bands=bands,
        minimum=draft.minimum,
    )


def _quirks(draft: _Draft, bands: Sequence[Band]) -> list[object]:
    """What else changes an amount; nothing for most cards, whose ids thereby stay what they were."""
    minimum = sorted((unit, str(least)) for unit, least in draft.minimum.items())
    return [*minimum, *(band.flags for band in bands if band.flags)]


def _band(draft: _Draft, threshold: int | None, *, plain: bool) -> Band:
    rates: dict[str, Rate] = {}
    for unit, ladder in draft.ladders.items():
        rate = ladder.above(threshold)
        rates[unit] = rate.numerator, rate.denominator
    return make_band(rates, ("band_unmatched",) if threshold is not None and draft.flat else (), plain=plain)


def make_band(rates: Mapping[str, Rate], flags: tuple[str, ...], *, plain: bool) -> Band:
    """A band from its rates; `plain` says that its card has no flags."""
    priced = [priced_as(leaf, rates) for leaf in LEAVES]
    leaves = tuple(rates[unit] if unit else None for unit, _ in priced)
    fallback = tuple(flagged and unit is not None for unit, flagged in priced)
    whole = tuple(rate[0] for rate in leaves if rate is not None and rate[1] == 1)
    is_exact = plain and not flags and "requests" not in rates and len(whole) == len(LEAVES)
    return Band(
        rates=rates,
        leaves=leaves,
        fallback=fallback,
        flags=flags,
        exact=whole if is_exact else None,
        may_fall=any(fallback),
    )
