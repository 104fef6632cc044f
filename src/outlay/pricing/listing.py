"""The prices themselves: a list of models with what they cost now, and all cards of one model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from outlay.core.errors import NotFoundError, UnknownNameError
from outlay.pricing import source
from outlay.pricing.cards import Cards
from outlay.pricing.context import read_context
from outlay.pricing.description import format_rate
from outlay.pricing.explanation import scale_of
from outlay.pricing.model import Card, PriceContext
from outlay.pricing.overlay import Overlay, Scope

_SHOWN: Final = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPrice:
    """What a model costs in the standard way, in USD for a million tokens."""

    provider: str
    model: str
    input: str | None
    output: str | None
    cache_read: str | None
    cache_write: str | None
    source: str
    source_version: str
    valid_from: date | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRate:
    """One rate of one card of a model."""

    context: str
    valid_from: date | None
    valid_to: date | None
    daily: str | None
    input_over: int | None
    unit: str
    price: str
    per: int
    source: str
    overlays: tuple[str, ...]
    confidence: str
    flags: tuple[str, ...]
    card_id: str


def list_prices(cards: Cards, text: str = "", *, provider: str | None = None, at: datetime) -> list[ListedPrice]:
    """Models whose `provider/model` contains every word of a text, with their standard price at a moment.

    Raises:
        UnknownNameError: for a provider that neither the price data nor an overlay knows.
    """
    owners = sorted({*source.price_providers(), *(scope.provider for scope in _scopes(cards.overlays))})
    if provider is not None:
        owner = source.price_provider(provider) or provider.casefold()
        if owner not in owners:
            raise UnknownNameError("provider", provider, owners)
        owners = [owner]
    words = text.casefold().split()
    moment = (at - _EPOCH) // timedelta(microseconds=1)
    found = (
        listed_price(cards.find(name, model).at(moment))
        for name in owners
        for model in models_of(cards, name)
        if all(word in f"{name}/{model}" for word in words)
    )
    return [listed for listed in found if listed is not None]


def models_of(cards: Cards, provider: str) -> list[str]:
    """The models of a provider that the price data or an overlay names."""
    own = [found.model.casefold() for found in source.load_models(provider)] if _is_known(provider) else []
    added = (scope.model for scope in _scopes(cards.overlays) if scope.provider == provider and scope.model)
    return sorted({*own, *added})


def show_model(cards: Cards, model: str, *, provider: str | None = None) -> list[CardRate]:
    """Every rate of a model: in all contexts, windows and bands.

    Raises:
        NotFoundError: if nothing prices the model.
    """
    standard = cards.find(provider, model)
    if provider is None and standard.cards[-1].known:
        provider, model = standard.cards[-1].provider, standard.cards[-1].model
        standard = cards.find(provider, model)
    rates = [rate for card in standard.cards for rate in _rates(card, "standard")]
    for label, context in _contexts(cards, standard.cards[-1]):
        for card in cards.find(provider, model, context).cards:
            # Flags say that the standard price stands in, which is shown already.
            rates += _rates(card, label) if not card.flags else ()
    if not rates:
        hint = _suggestion(cards, model)
        message = f"nothing prices {model!r}" + (f" of {provider!r}" if provider else "")
        raise NotFoundError(message, hint=hint)
    return rates


def listed_price(card: Card) -> ListedPrice | None:
    """What a card asks for a million tokens below any long-context threshold; None if it knows no price."""
    if not card.known:
        return None
    rates = card.bands[0].rates
    prices = {name: format_rate(rates[unit], 1_000_000) if unit in rates else None for name, unit in _SHOWN.items()}
    if prices["cache_write"] is None and "cache_write_5m_tokens" in rates:
        prices["cache_write"] = format_rate(rates["cache_write_5m_tokens"], 1_000_000)
    return ListedPrice(
        provider=card.provider,
        model=card.model,
        source=", ".join((card.source, *card.overlays)),
        source_version=card.source_version,
        valid_from=card.valid_from,
        confidence=card.confidence,
        **prices,
    )


def _rates(card: Card, label: str) -> Iterator[CardRate]:
    for over, band in zip((None, *card.thresholds), card.bands, strict=True):
        for unit, rate in sorted(band.rates.items()):
            yield CardRate(
                context=label,
                valid_from=card.valid_from,
                valid_to=card.valid_to,
                daily=card.daily,
                input_over=over,
                unit=unit,
                price=format_rate(rate, scale_of(unit)),
                per=scale_of(unit),
                source=f"{card.source} {card.source_version}".strip(),
                overlays=card.overlays,
                confidence=card.confidence,
                flags=(*card.flags, *band.flags),
                card_id=card.card_id,
            )


def _contexts(cards: Cards, card: Card) -> list[tuple[str, PriceContext]]:
    """The contexts that the price data or an overlay has for a card's model."""
    wishes = source.contexts_of(card.provider, card.model) if _is_known(card.provider) else []
    for scope in _scopes(cards.overlays):
        if scope.names(card.provider, (card.model.casefold(),)):
            parts = {"service_tier": scope.tier, "processing": scope.processing, "speed": scope.speed}
            named = {name: value for name, value in parts.items() if value and value != "*"}
            wishes.append({**named, **({"region": scope.region} if scope.region and "*" not in scope.region else {})})
    found: dict[PriceContext, str] = {}
    for wish in wishes:
        context = read_context(wish)
        label = " ".join(f"{name}={value}" for name, value in sorted(wish.items()))
        found.setdefault(context, label)
    found.pop(PriceContext(), None)
    return [(label, context) for context, label in found.items()]


def _scopes(overlays: tuple[Overlay, ...]) -> list[Scope]:
    cards = [card.scope for overlay in overlays for card in overlay.cards]
    return [*cards, *(entry.scope for overlay in overlays for entry in overlay.multipliers)]


def _is_known(provider: str) -> bool:
    return provider in source.price_providers()


def _suggestion(cards: Cards, model: str) -> str:
    listed = list_prices(cards, model.partition("/")[2] or model, at=datetime.now(tz=UTC))
    if not listed:
        return "see `outlay prices list`; an overlay can price it: docs/how-to/own-prices.md"
    names = ", ".join(f"{found.provider}/{found.model}" for found in listed[:5])
    return f"did you mean {names}? --provider names the one that bills"
