"""Reads how a request was served from the words that providers use for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outlay.pricing.model import PriceContext

_STANDARD: Final = frozenset(
    {"", "default", "standard", "standard_only", "auto", "on_demand", "realtime", "sync", "normal"}
)
_NAMES: Final = {
    "service_tier": "service_tier",
    "tier": "service_tier",
    "processing": "processing",
    "speed": "speed",
    "region": "region",
    "deployment_region": "region",
    "inference_geo": "region",
}
_BATCH_TIER: Final = "batch"


def read_context(values: Mapping[str, str | None]) -> PriceContext:
    """Build a context; case does not matter, and every word for the standard way is the same.

    A service tier called ``batch`` (Anthropic reports it so) is batch processing.
    """
    known: dict[str, str] = {}
    other: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is None:
            continue
        word = value.strip().casefold()
        field = _NAMES.get(name)
        if field == "region":
            known.setdefault("region", word)
        elif word in _STANDARD:
            continue
        elif field is None:
            other.append((name, value.strip()))
        else:
            known.setdefault(field, word)
    if known.get("service_tier") == _BATCH_TIER:
        del known["service_tier"]
        known["processing"] = "batch"
    return PriceContext(
        service_tier=known.get("service_tier"),
        processing=known.get("processing"),
        speed=known.get("speed"),
        region=known.get("region"),
        other=tuple(sorted(other)),
    )
