"""Reads a LiteLLM price file as an overlay of kind `source`: used where the price data has no price, else compared."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from outlay.core.errors import SettingsError
from outlay.pricing.ladder import PICO, Ladder
from outlay.pricing.overlay import Overlay, OverlayCard, Scope
from outlay.pricing.source import price_provider

_UNITS: Final = {
    "input_cost_per_token": ("input_tokens",),
    "output_cost_per_token": ("output_tokens",),
    "cache_read_input_token_cost": ("cache_read_tokens",),
    "cache_creation_input_token_cost": ("cache_write_5m_tokens",),
    "cache_creation_input_token_cost_above_1hr": ("cache_write_1h_tokens",),
    "output_cost_per_reasoning_token": ("output_reasoning_tokens",),
    "input_cost_per_audio_token": ("input_audio_tokens",),
    "output_cost_per_audio_token": ("output_audio_tokens",),
    "input_cost_per_image_token": ("input_image_tokens",),
    "output_cost_per_image_token": ("output_image_tokens",),
    "cache_read_input_audio_token_cost": ("cache_audio_read_tokens",),
    "input_cost_per_second": ("audio_seconds", "input_audio_seconds"),
    "output_cost_per_second": ("output_audio_seconds",),
    "input_cost_per_character": ("input_characters",),
    "input_cost_per_query": ("rerank_searches",),
    "ocr_cost_per_page": ("input_document_pages",),
    "annotation_cost_per_page": ("input_annotated_document_pages",),
}
_TIERS: Final = {
    "priority": {"tier": "priority"},
    "flex": {"tier": "flex"},
    "batches": {"processing": "batch"},
    "ultrafast": {"speed": "ultrafast"},
}
_BAND: Final = re.compile(r"_above_(\d+)k_tokens$")
_TIER: Final = re.compile(rf"_({'|'.join(_TIERS)})$")
_REGION: Final = re.compile(r"(?:us|eu|ap|ca|sa|me|af|il|mx)(?:-gov)?-[a-z]+-\d|us|eu")
_GLOBAL: Final = frozenset({"global", "global-standard"})
_FILE_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SEARCH: Final = "search_context_cost_per_query"
_COST_WORDS: Final = ("cost", "pricing")


@dataclass(slots=True)
class Conversion:
    """What became of a price file."""

    models: int = 0
    cards: list[OverlayCard] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)
    """Keys that name a price and that no unit stands for, with how many models have them."""
    unknown_providers: Counter[str] = field(default_factory=Counter)


def is_litellm(content: object) -> bool:
    """Whether JSON is such a file: models by name, each with a provider or a price for a token."""
    if not isinstance(content, dict) or "overlay" in content:
        return False
    entries = [entry for entry in content.values() if isinstance(entry, dict)]
    return any("litellm_provider" in entry or "input_cost_per_token" in entry for entry in entries)


def load_litellm(path: Path) -> Overlay:
    """The file as an overlay; its prices hold from the day in its name, else from that of the file.

    Raises:
        SettingsError: if it is no such file, or a price in it is no number.
    """
    content = read_litellm(path)
    day = file_day(path)
    return Overlay(
        name=path.stem, kind="source", version=f"{path.name} {day}", cards=tuple(convert_litellm(content, day).cards)
    )


def convert_litellm(content: Mapping[str, Any], day: date) -> Conversion:
    """Convert the entries of a file to cards that hold from a day on.

    Raises:
        SettingsError: naming the model and key whose price is no number.
    """
    done = Conversion()
    for name, entry in content.items():
        if not isinstance(entry, dict) or name == "sample_spec":
            continue
        done.models += 1
        spelled = str(entry.get("litellm_provider") or name.partition("/")[0])
        provider = price_provider(spelled)
        if provider is None:
            done.unknown_providers[spelled] += 1
            continue
        region, model = _model(name, spelled)
        for context, ladders in _ladders(name, entry, done.unmapped).items():
            served = dict(context)
            scope = Scope(
                provider=provider,
                model=model,
                region=region,
                tier=served.get("tier"),
                processing=served.get("processing"),
                speed=served.get("speed"),
                valid_from=day,
            )
            done.cards.append(OverlayCard(scope=scope, ladders=ladders))
    done.cards = list({_key(card.scope): card for card in done.cards}.values())
    return done


def file_day(path: Path) -> date:
    """The day from which the prices of a file hold."""
    if found := _FILE_DAY.search(path.stem):
        return date.fromisoformat(found[0])
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def read_litellm(path: Path) -> dict[str, Any]:
    """The entries of a price file; numbers keep their digits.

    Raises:
        SettingsError: if it is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        message = f"price file {path} cannot be read: {error}"
        raise SettingsError(message, hint="give the JSON file that LiteLLM calls its model cost map") from error
    if not is_litellm(content):
        message = f"{path} is no LiteLLM price file"
        raise SettingsError(message, hint="give the JSON file that LiteLLM calls its model cost map")
    return dict(content)


def _model(name: str, spelled: str) -> tuple[str | None, str]:
    """Region and model of an entry's name, such as `bedrock/us-east-1/some.model`."""
    rest = name.casefold().removeprefix(f"{spelled.casefold()}/")
    first, slash, after = rest.partition("/")
    if slash and first in _GLOBAL:
        return None, after
    return (first, after) if slash and _REGION.fullmatch(first) else (None, rest)


def _ladders(
    model: str, entry: Mapping[str, Any], unmapped: Counter[str]
) -> dict[tuple[tuple[str, str], ...], dict[str, Ladder]]:
    """The prices of an entry by the context that they are for."""
    found: dict[tuple[tuple[str, str], ...], dict[str, dict[int, Fraction]]] = {}
    for key, context, unit, over, value in _prices(entry, unmapped):
        rate = _rate(model, key, value)
        found.setdefault(context, {}).setdefault(unit, {})[over] = rate
    ladders: dict[tuple[tuple[str, str], ...], dict[str, Ladder]] = {}
    for context, units in found.items():
        made = {unit: _ladder(steps) for unit, steps in units.items() if 0 in steps}
        if made:
            ladders[context] = made
    return ladders


def _prices(
    entry: Mapping[str, Any], unmapped: Counter[str]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...], str, int, object]]:
    for key, value in entry.items():
        if value is None:
            continue
        if key == _SEARCH and isinstance(value, dict):
            medium = value.get("search_context_size_medium")
            if medium is not None:
                yield key, (), "web_searches", 0, medium
        elif key == "tiered_pricing" and isinstance(value, list):
            yield from _tiers(value, unmapped)
        else:
            context, base, over = _parse(key)
            units = _UNITS.get(base, ())
            if not units and any(word in key for word in _COST_WORDS):
                unmapped[key] += 1
            yield from ((key, context, unit, over, value) for unit in units)


def _tiers(
    tiers: list[Any], unmapped: Counter[str]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...], str, int, object]]:
    for tier in tiers:
        start = tier.get("range", [0])[0] if isinstance(tier, dict) else 0
        for key, value in tier.items() if isinstance(tier, dict) else ():
            units = _UNITS.get(key, ())
            if not units and "cost" in key:
                unmapped[f"tiered_pricing.{key}"] += 1
            yield from ((f"tiered_pricing.{key}", (), unit, int(start), value) for unit in units)


def _parse(key: str) -> tuple[tuple[tuple[str, str], ...], str, int]:
    """Context, key of the price and threshold of a key such as `input_cost_per_token_above_272k_tokens_flex`."""
    context: tuple[tuple[str, str], ...] = ()
    if found := _TIER.search(key):
        context, key = tuple(_TIERS[found[1]].items()), key[: found.start()]
    if found := _BAND.search(key):
        return context, key[: found.start()], int(found[1]) * 1000
    return context, key, 0


def _rate(model: str, key: str, value: object) -> Fraction:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        message = f"{model}: {key} is {value!r}, which is no price"
        raise SettingsError(message, hint="mend the price file")
    return Fraction(number) * PICO


def _ladder(steps: Mapping[int, Fraction]) -> Ladder:
    above = tuple(sorted((over, rate) for over, rate in steps.items() if over))
    return Ladder(steps[0], above)


def _key(scope: Scope) -> tuple[str | None, ...]:
    return scope.provider, scope.model, scope.region, scope.tier, scope.processing, scope.speed
