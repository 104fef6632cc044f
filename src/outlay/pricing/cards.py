"""Finds cards by provider, model and context, compiles each once, and keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import resolve_provider
from outlay.pricing import source
from outlay.pricing.compile import Target, unknown_card
from outlay.pricing.model import CardSet, PriceContext
from outlay.pricing.overlay import Overlay
from outlay.pricing.windows import compile_cards

if TYPE_CHECKING:
    from outlay.core.settings import Settings

_CACHE_LIMIT: Final = 20_000
"""Model names come from users: a flood of new ones must not fill the memory."""
_STANDARD: Final = PriceContext()


class Cards:
    """All price cards, compiled when first asked for."""

    def __init__(self, overlays: Sequence[Overlay] = ()) -> None:
        self._overlays = tuple(overlays)
        self._compiled: dict[tuple[str | None, str | None, PriceContext], CardSet] = {}

    def find(self, provider: str | None, model: str | None, context: PriceContext = _STANDARD) -> CardSet:
        """The cards of a model; where it has no price they know none and say why."""
        key = (provider, model, context)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= _CACHE_LIMIT:
                self._compiled.clear()
            found = self._compiled[key] = self._compile(provider, model, context)
        return found

    def _compile(self, provider: str | None, model: str | None, context: PriceContext) -> CardSet:
        if not model or not model.strip():
            return CardSet(cards=(unknown_card(provider or "", "", ("no_model",)),))
        flags: tuple[str, ...] = ()
        name = model.strip()
        price_provider = source.price_provider(provider) if provider and provider.strip() else None
        if price_provider is None and not (provider and provider.strip()):
            inferred = source.infer_provider(name)
            if inferred is None:
                return CardSet(cards=(unknown_card("", name, ("unknown_provider",)),))
            price_provider, name = inferred
            flags = (f"provider_inferred:{price_provider}",)
        found = source.find_model(price_provider, name) if price_provider else None
        models = (name.casefold(),) if found is None else (name.casefold(), found.model.casefold())
        owner = price_provider or resolve_provider(provider or "")
        return compile_cards(Target(provider=owner, models=models, context=context, flags=flags), found, self._overlays)


def load_cards(settings: Settings | None = None) -> Cards:
    """Cards with the overlays that the settings list, read in order. Nothing is compiled yet.

    Raises:
        SettingsError: naming file and line of a wrong overlay.
    """
    if settings is None or not settings.price_overlays:
        return Cards()
    from outlay.pricing.overlay_file import load_overlay

    return Cards([load_overlay(path.expanduser()) for path in settings.price_overlays])
