"""The only door to the price data of genai-prices. It is imported on first use, and only its data is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import resolve_provider
from outlay.pricing.ladder import PICO, Ladder, Ladders

if TYPE_CHECKING:
    from genai_prices import types
    from genai_prices.data_snapshot import DataSnapshot

SOURCE: Final = "genai-prices"

_PRICE_PROVIDER: Final = {
    "aws.bedrock": "aws",
    "azure.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure.cloud": "azure",
    "gcp": "google",
    "gcp.gemini": "google",
    "gcp.vertex_ai": "google",
    "gcp.gen_ai": "google",
    "mistral_ai": "mistral",
    "moonshot_ai": "moonshotai",
    "x_ai": "x-ai",
    "github": "github-copilot",
    "github_copilot": "github-copilot",
}
_MODEL_PREFIX: Final = re.compile(r"^(?:publishers/[^/]+/)?models/")
_GROQ_MINIMUM: Final = {"audio_seconds": 10, "input_audio_seconds": 10}
_GROQ_MODELS: Final = ("whisper-large-v3", "whisper-large-v3-turbo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a price holds: from a day on, or between two moments of the day (microseconds, UTC)."""

    start: date | None = None
    daily: tuple[int, int] | None = None

    def active(self, day: date, moment: int) -> bool:
        """Whether it holds; a daily window may wrap midnight, its end is exclusive."""
        if self.daily is not None:
            begin, end = self.daily
            return begin <= moment < end if begin <= end else moment >= begin or moment < end
        return self.start is None or day >= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePrice:
    """Prices under a condition; `when` is the context that a variant is for."""

    condition: Condition
    ladders: Ladders
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceModel:
    """A model as the price data has it. Prices: the last active one holds. Variants: the first match per unit."""

    provider: str
    model: str
    prices: tuple[SourcePrice, ...]
    variants: tuple[SourcePrice, ...]
    borrowed: bool
    """Found at another provider: context prices then do not apply."""
    minimum: Mapping[str, int]


@cache
def source_version() -> str:
    """The installed version of the price data."""
    from importlib.metadata import version

    return f"{version(SOURCE)}"


@cache
def _snapshot() -> DataSnapshot:
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot()


@cache
def _providers() -> dict[str, types.Provider]:
    return {provider.id: provider for provider in _snapshot().providers}


@cache
def unit_rows() -> tuple[tuple[str, int, dict[str, str]], ...]:
    """Every unit of the price data: name, how many one price is for, dimensions."""
    from genai_prices.data_units import unit_data

    return tuple((name, row["per"], dict(row["dimensions"])) for name, row in unit_data.items())


@cache
def _unit_of_price_key() -> dict[str, tuple[str, int]]:
    from genai_prices.data_units import unit_data

    return {row.get("price_key", name): (name, row["per"]) for name, row in unit_data.items()}


@cache
def price_provider(text: str) -> str | None:
    """The price data's id of a provider, whatever the source calls it; None if it has none."""
    plain = text.strip().casefold()
    if plain in _providers():
        return plain
    if plain.startswith("vertex_ai"):
        return "google"
    slug = resolve_provider(text)
    for candidate in (_PRICE_PROVIDER.get(slug), slug, slug.replace("_", "-")):
        if candidate in _providers():
            return candidate
    return None


def infer_provider(model: str) -> tuple[str, str] | None:
    """Provider and model where only a model is known: from a known `provider/` prefix, else from the name."""
    prefix, slash, rest = model.partition("/")
    if slash and (provider := price_provider(prefix)):
        return provider, rest
    for candidate in _snapshot().providers:
        if candidate.model_match is not None and candidate.model_match.is_match(model.casefold()):
            return candidate.id, model
    return None


def find_model(provider: str, model: str) -> SourceModel | None:
    """The model that a provider's price data matches with this name, or None."""
    owner = _providers()[provider]
    spellings = _spellings(provider, model)
    for spelling in spellings:
        found = owner.find_model(spelling, all_providers=_snapshot().providers)
        if found is not None:
            return _read_model(provider, found)
    own = next((found for found in owner.models if found.id.casefold() in spellings), None)
    return _read_model(provider, own) if own is not None else None


def load_models(provider: str) -> list[SourceModel]:
    """Every model of a provider's own price data."""
    return [_read_model(provider, found) for found in _providers()[provider].models]


def contexts_of(provider: str, model: str) -> list[dict[str, str]]:
    """The contexts that a model of a provider's own price data has prices for."""
    own = next((found for found in _providers()[provider].models if found.id.casefold() == model.casefold()), None)
    return [dict(variant.when) for variant in own.price_variants or ()] if own is not None else []


def _read_model(provider: str, found: types.ModelInfo) -> SourceModel:
    borrowed = not any(found is own for own in _providers()[provider].models)
    is_groq = provider == "groq" and found.id in _GROQ_MODELS
    return SourceModel(
        provider=_owner_of(found) if borrowed else provider,
        model=found.id,
        prices=_prices(found),
        variants=tuple(
            SourcePrice(condition=_condition(v.constraint), ladders=_ladders(v.prices), when=dict(v.when))
            for v in found.price_variants or ()
        ),
        borrowed=borrowed,
        minimum=_GROQ_MINIMUM if is_groq else {},
    )


def extractors(providers: Sequence[str]) -> list[types.UsageExtractor]:
    """How to read usage from the responses of providers."""
    return [extractor for owner in providers for extractor in _providers()[owner].extractors or ()]


def price_providers() -> list[str]:
    """The providers of the price data."""
    return sorted(_providers())


def _spellings(provider: str, model: str) -> list[str]:
    model = model.casefold()
    spellings = [model, _MODEL_PREFIX.sub("", model)]
    prefix, slash, rest = model.partition("/")
    if slash and price_provider(prefix) == provider:
        spellings.append(rest)
    return list(dict.fromkeys(spellings))


def _owner_of(found: types.ModelInfo) -> str:
    return next(p.id for p in _snapshot().providers if any(found is model for model in p.models))


def _prices(found: types.ModelInfo) -> tuple[SourcePrice, ...]:
    if not isinstance(found.prices, list):
        return (SourcePrice(condition=Condition(), ladders=_ladders(found.prices)),)
    return tuple(
        SourcePrice(condition=_condition(price.constraint), ladders=_ladders(price.prices)) for price in found.prices
    )


def _condition(constraint: types.StartDateConstraint | types.TimeOfDateConstraint | None) -> Condition:
    if constraint is None:
        return Condition()
    start = getattr(constraint, "start_date", None)
    if isinstance(start, date):
        return Condition(start=start)
    begin, end = getattr(constraint, "start_time"), getattr(constraint, "end_time")  # noqa: B009 - a union
    return Condition(daily=(_microseconds(begin), _microseconds(end)))


def _microseconds(moment: time) -> int:
    offset = moment.utcoffset() or timedelta(0)
    passed = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second) - offset
    return passed.seconds * 1_000_000 + moment.microsecond


def _ladders(prices: types.ModelPrice) -> dict[str, Ladder]:
    units = _unit_of_price_key()
    found: dict[str, Ladder] = {}
    priced = {key: value for key, value in vars(prices).items() if value is not None and key in units}
    for key, value in priced.items():
        unit, per = units[key]
        scale = Fraction(PICO, per)
        if isinstance(value, Decimal):
            found[unit] = Ladder(Fraction(value) * scale)
        else:
            steps = tuple((tier.start, Fraction(tier.price) * scale) for tier in value.tiers)
            found[unit] = Ladder(Fraction(value.base) * scale, steps)
    return found
