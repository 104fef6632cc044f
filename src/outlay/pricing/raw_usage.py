"""Reads a provider's own response: usage, and what the response says about tier, speed, region and cost.

The shapes of usage are data of the price data's extractors. What no extractor reads stands here: which tier really
served the request, and a cost that the provider states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from outlay.core.money import format_plain
from outlay.pricing import source
from outlay.pricing.normalise import read_count

if TYPE_CHECKING:
    from genai_prices import types

_COUNT_NAME: Final = re.compile(r"tokens?$|count$", re.IGNORECASE)
_TRAFFIC: Final = "on_demand"
_TICKS_PER_USD: Final = Decimal(10) ** 10
"""xAI: `cost_in_usd_ticks`, https://github.com/BerriAI/litellm/pull/36281"""
_OPEN_SHAPES: Final = ("openai", "anthropic")
"""Whose shapes are spoken by those that have none of their own."""
_TOTALS: Final = ("input_tokens", "output_tokens")
_NO_REGION: Final = frozenset({"", "global", "not_available"})
_PLACES: Final = (("service_tier",), ("response", "service_tier"), ("usage", "service_tier"), ("serviceTier", "type"))
_MODELS: Final = (("model",), ("modelVersion",), ("response", "model"), ("message", "model"))


class Body(NamedTuple):
    """What a response says about itself."""

    counts: Mapping[str, object]
    """Inclusive counts by unit name; a count that is unusable stays as it came, under the body's own name."""
    model: str | None
    context: Mapping[str, str]
    stated: Mapping[str, str] | None
    """The cost that the provider states for this request, in USD."""


def read_body(provider: str | None, body: Mapping[str, object]) -> Body | None:
    """Read a response body, or the usage part of one; None if no known shape fits.

    Args:
        provider: Any spelling of the provider's name; without one the usual shapes are tried.
        body: Decoded JSON.
    """
    found = extract_usage(provider, body)
    if found is None:
        return None
    counts, model = found
    return Body(counts, model or _text(body, *_MODELS), dict(_context(body)), _stated(provider, body))


def extract_usage(provider: str | None, body: Mapping[str, object]) -> tuple[dict[str, object], str | None] | None:
    """Read usage from a provider's own response body, or from the usage part of one.

    Args:
        provider: Any spelling of the provider's name; without one the usual shapes are tried.
        body: Decoded JSON.

    Returns:
        Inclusive counts by unit name and the model that the body names; None if no known shape fits.
    """
    owner = source.price_provider(provider) if provider else None
    own = _best(source.extractors((owner,)), body) if owner else None
    usual = _best(source.extractors(_OPEN_SHAPES), body)
    if own is None or usual is None:
        return own or usual
    # Its own reading may leave out parts that stand there in a usual shape; equal totals say that both count alike.
    is_same = all(own[0].get(name) == usual[0].get(name) for name in _TOTALS)
    return ({**usual[0], **own[0]}, own[1]) if is_same else own


def _best(
    extractors: Sequence[types.UsageExtractor], body: Mapping[str, object]
) -> tuple[dict[str, object], str | None] | None:
    shapes = [
        (extractor, shape)
        for extractor in extractors
        if _is_meant(extractor, body)
        for shape in (body, _wrapped(extractor, body))
    ]
    read = [found for extractor, shape in shapes if (found := _extract(extractor, shape))]
    # The shape that accounts for the most counts is the right one; of equal ones the first.
    return max(read, key=lambda found: len(found[0]), default=None)


def _is_meant(extractor: types.UsageExtractor, body: Mapping[str, object]) -> bool:
    """Pages that were read with annotations cost more; only the body tells whether they were."""
    return extractor.api_flavor != "ocr_annotated" or bool(body.get("document_annotation"))


def _extract(
    extractor: types.UsageExtractor, body: Mapping[str, object]
) -> tuple[dict[str, object], str | None] | None:
    bad: dict[str, object] = {}
    try:
        model, usage = extractor.extract(_with_usable(body, _path(extractor), bad))
    except ValueError:
        return None
    return {**{name: value for name, value in vars(usage).items() if value}, **bad}, model


def _with_usable(body: Mapping[str, object], path: Sequence[str], bad: dict[str, object]) -> Mapping[str, object]:
    """The body with the counts below a path as numbers; what is unusable is left out and noted."""
    name, *rest = path
    below = body.get(name)
    if not isinstance(below, dict):
        return body
    return {**body, name: _with_usable(below, rest, bad) if rest else _usable(below, bad)}


def _usable(value: object, bad: dict[str, object], name: str = "") -> object:
    if isinstance(value, dict):
        return {key: _usable(part, bad, str(key)) for key, part in value.items()}
    if isinstance(value, list):
        return [_usable(part, bad, name) for part in value]
    count = read_count(value)
    is_count = isinstance(value, (int, float, Decimal)) or _COUNT_NAME.search(name) is not None
    if count == "bad" and is_count and not isinstance(value, bool):
        bad[name] = value
        return 0  # not left out: a shape that needs it would not fit
    return value if count == "bad" else count


def _path(extractor: types.UsageExtractor) -> list[str]:
    return [extractor.root] if isinstance(extractor.root, str) else [str(name) for name in extractor.root]


def _wrapped(extractor: types.UsageExtractor, body: Mapping[str, object]) -> Mapping[str, object]:
    wrapped = body
    for name in reversed(_path(extractor)):
        wrapped = {name: wrapped}
    return wrapped


def _context(body: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """How the request was served, in the words of the body."""
    usage = _usage_of(body)
    if tier := _text(body, *_PLACES):
        yield "service_tier", tier
    elif traffic := _text(usage, ("trafficType",)):
        yield "service_tier", traffic.casefold().removeprefix(_TRAFFIC).removeprefix("_") or _TRAFFIC
    speed = _text(usage, ("speed",)) or _text(body, ("performanceConfig", "latency"))
    if speed:
        yield "speed", speed
    region = _text(usage, ("inference_geo",))
    if region and region.casefold() not in _NO_REGION:
        yield "region", region


def _stated(provider: str | None, body: Mapping[str, object]) -> dict[str, str] | None:
    usage = _usage_of(body)
    amount: object = None
    match source.price_provider(provider) if provider else None:
        case "x-ai":
            amount, scale = usage.get("cost_in_usd_ticks"), _TICKS_PER_USD
        case "openrouter" if not usage.get("is_byok"):
            amount, scale = usage.get("cost"), Decimal(1)
        case "perplexity":
            cost = usage.get("cost")
            amount, scale = cost.get("total_cost") if isinstance(cost, dict) else None, Decimal(1)
        case _:
            return None
    count = read_count(amount)
    if count is None or count == "bad":
        return None
    return {"total": format_plain(Decimal(count) / scale)}


def _usage_of(body: Mapping[str, object]) -> Mapping[str, object]:
    for name in ("usage", "usageMetadata"):
        found = body.get(name)
        if isinstance(found, dict):
            return found
    return body


def _text(body: Mapping[str, object], *paths: tuple[str, ...]) -> str | None:
    """The first text found at one of the paths."""
    for path in paths:
        value: object = body
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return value
    return None
