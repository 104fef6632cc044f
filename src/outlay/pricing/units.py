"""The units of the price data: which contains which, and which part of the cost each belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from outlay.pricing.source import unit_rows

_OWN_PRICE_NOT_EXPECTED: Final = frozenset(
    {("token_type", "reasoning"), ("token_type", "tool"), ("modality", "text"), ("cache_ttl", "5m")}
)
"""Billed at the rate of the unit above them by nearly everyone, so that doing so needs no flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of usage."""

    name: str
    per: int
    slot: str
    """The part of the cost: `input`, `cache_read`, `cache_write`, `output` or `units`."""
    direction: str | None
    is_token: bool
    dimensions: frozenset[tuple[str, str]]
    above: tuple[str, ...]
    """The units that contain it, nearest first."""


@cache
def all_units() -> Mapping[str, Unit]:
    """Every unit by name."""
    rows = {name: (per, frozenset(dimensions.items())) for name, per, dimensions in unit_rows()}
    return {name: _unit(name, per, dimensions, rows) for name, (per, dimensions) in rows.items()}


def _unit(
    name: str,
    per: int,
    dimensions: frozenset[tuple[str, str]],
    rows: Mapping[str, tuple[int, frozenset[tuple[str, str]]]],
) -> Unit:
    above = [other for other, (_, held) in rows.items() if held < dimensions]
    above.sort(key=lambda other: (-len(rows[other][1]), "token_type" not in dict(rows[other][1]), other))
    facts = dict(dimensions)
    is_token = facts.get("family") == "tokens"
    kind = facts.get("token_type")
    slot = "units"
    if is_token:
        slot = kind if kind in {"cache_read", "cache_write"} else facts["direction"]
    return Unit(
        name=name,
        per=per,
        slot=slot,
        direction=facts.get("direction"),
        is_token=is_token,
        dimensions=dimensions,
        above=tuple(above),
    )


def priced_as(name: str, priced: Iterable[str]) -> tuple[str | None, bool]:
    """The unit whose rate a unit takes, and whether that needs a flag; (None, True) if nothing prices it."""
    held = priced if isinstance(priced, (dict, frozenset, set)) else frozenset(priced)
    if name in held:
        return name, False
    unit = all_units()[name]
    for above in unit.above:
        if above in held:
            lost = unit.dimensions - all_units()[above].dimensions
            expected = all(part in _OWN_PRICE_NOT_EXPECTED or part[0] == "direction" for part in lost)
            return above, not expected
    return None, True
