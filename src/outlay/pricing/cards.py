"""Finds cards by provider, model and context, compiles each once, and keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import resolve_provider
from outlay.pricing import source
from outlay.pricing.compile import Target, unknown_card
from outlay.pricing.model import Card, CardSet, PriceContext
from outlay.pricing.overlay import Overlay
from outlay.pricing.windows import compile_cards

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings

_CACHE_LIMIT: Final = 20_000
"""Model names come from users: a flood of new ones must not fill the memory."""
_STANDARD: Final = PriceContext()

OWN_FOLDER: Final = "prices"
"""Where in the data folder the overlays lie that `outlay prices` writes."""
_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})


class Cards:
    """All price cards, compiled when first asked for."""

    def __init__(self, overlays: Sequence[Overlay] = ()) -> None:
        self._own = tuple(overlays)
        self._compiled: dict[tuple[str | None, str | None, PriceContext], CardSet] = {}
        self._by_id: dict[str, Card] = {}

    def find(self, provider: str | None, model: str | None, context: PriceContext = _STANDARD) -> CardSet:
        """The cards of a model; where it has no price they know none and say why."""
        key = (provider, model, context)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= _CACHE_LIMIT:
                self._forget()
            found = self._compiled[key] = self._compile(provider, model, context)
            self._by_id.update((card.card_id, card) for card in found.cards if card.known)
        return found

    def card(self, card_id: str) -> Card | None:
        """A card that was found lately, by its id."""
        return self._by_id.get(card_id)

    def _forget(self) -> None:
        """Drop what was compiled; its cards stay known by id until the next time, for rows rated just now."""
        recent = self._compiled.values()
        self._by_id = {card.card_id: card for found in recent for card in found.cards if card.known}
        self._compiled = {}

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
        target = Target(provider=owner, models=models, context=context, flags=flags)
        return compile_cards(target, found, (_uplifts(), *self._own))

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """The overlays of the settings, in order."""
        return self._own


@cache
def _uplifts() -> Overlay:
    from importlib.resources import as_file, files

    from outlay.pricing.overlay_file import load_overlay

    with as_file(files("outlay.pricing") / "uplifts.yaml") as path:
        return load_overlay(path)


def load_cards(settings: Settings | None = None) -> Cards:
    """Cards with the overlays of the settings and then of the folder `prices` in the data folder, in order of name.

    Nothing is compiled yet.

    Raises:
        SettingsError: naming file and line of a wrong overlay.
    """
    paths = overlay_paths(settings) if settings is not None else []
    if not paths:
        return Cards()
    from outlay.pricing.overlay_file import load_overlay

    return Cards([load_overlay(path) for path in paths])


def price_stamp(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """What changes when an overlay is added, changed or removed: a long-running process then loads its cards anew."""
    found = []
    for path in overlay_paths(settings):
        with suppress(OSError):
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def overlay_paths(settings: Settings) -> list[Path]:
    """The overlay files of the settings, then those of the data folder."""
    own = (path for path in (settings.folder / OWN_FOLDER).glob("*") if path.suffix in _SUFFIXES)
    return [*(path.expanduser() for path in settings.price_overlays), *sorted(own)]
