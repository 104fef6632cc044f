"""Turns raw counts of either convention into disjoint leaves; what contradicts itself is flagged, never clipped."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, TypeAlias

from outlay.pricing.model import Count, Usage
from outlay.pricing.units import all_units

Convention: TypeAlias = Literal["inclusive", "disjoint"]

_CORE: Final = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_reasoning_tokens",
)
_LARGEST: Final = 10**15


def read_count(value: object) -> Count | Literal["bad"] | None:
    """A count as it came: numeric text is converted, negative, infinite and other values are ``"bad"``."""
    if value is None:
        return None
    if type(value) is int:
        return value if 0 <= value <= _LARGEST else "bad"
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return "bad"
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return "bad"
    if not number.is_finite() or number < 0 or number > _LARGEST:
        return "bad"
    return int(number) if number == number.to_integral_value() else number


def normalise_usage(raw: Mapping[str, object], convention: Convention = "inclusive") -> Usage | None:
    """Build usage from counts under the unit names of the price data, and `total_tokens` as a check.

    Args:
        raw: Counts by unit name.
        convention: `inclusive` if totals contain their parts, `disjoint` if no count contains another.
            In both, `cache_write_tokens` beside a 5m or 1h count is their total.

    Returns:
        Usage with flags for all that did not fit; None if nothing usable was reported, or only a total.
    """
    counts, flags = _read(raw)
    total = counts.pop("total_tokens", None)
    if not counts:
        return None
    units = {unit: count for unit, count in counts.items() if unit not in _CORE}
    if convention == "disjoint":
        _hold_details(counts, units)
        units = _upwards(units)
    write_5m, write_1h = _cache_writes(counts, flags)
    read, reasoning = _whole(counts, "cache_read_tokens"), _whole(counts, "output_reasoning_tokens")
    input_, output = _whole(counts, "input_tokens"), _whole(counts, "output_tokens")
    cached = read + write_5m + write_1h
    if convention == "disjoint":
        output += reasoning
    else:
        input_ = _without_cache(counts, input_, cached, (output, total, flags))
        output = _with_reasoning(output, reasoning, (input_ + cached, total, flags))
    if total is not None:
        _check_total(input_ + cached + output, total, flags)
    return Usage(input_, read, write_5m, write_1h, output, reasoning, units or None, tuple(flags))


def _read(raw: Mapping[str, object]) -> tuple[dict[str, Count], list[str]]:
    counts: dict[str, Count] = {}
    flags: list[str] = []
    for name, value in raw.items():
        count = read_count(value)
        if count == "bad" or (name in _CORE and isinstance(count, Decimal)):
            flags.append(f"rejected:{name}")
        elif name != "total_tokens" and name not in all_units():
            flags.append(f"unknown_unit:{name}")
        elif count is not None:
            counts[name] = count
    return counts, flags


def _whole(counts: Mapping[str, Count], name: str) -> int:
    return int(counts.get(name, 0))


def _cache_writes(counts: Mapping[str, Count], flags: list[str]) -> tuple[int, int]:
    short, long = _whole(counts, "cache_write_5m_tokens"), _whole(counts, "cache_write_1h_tokens")
    total = counts.get("cache_write_tokens")
    if total is None or total == short + long:
        return short, long
    has_split = "cache_write_5m_tokens" in counts or "cache_write_1h_tokens" in counts
    if has_split and ("cache_write_5m_tokens" in counts or total < long):
        flags.append("cache_write_split")
    return short + max(int(total) - short - long, 0), long


def _without_cache(
    counts: Mapping[str, Count], stated: int, cached: int, facts: tuple[int, Count | None, list[str]]
) -> int:
    """The uncached input of an inclusive count; one that is smaller than its cache was never inclusive."""
    output, total, flags = facts
    if "input_tokens" not in counts:
        if cached:
            flags.append("input_missing")
        return 0
    if cached <= stated:
        return stated - cached
    is_exclusive = total is not None and stated + cached + output == total
    flags.append("convention_corrected" if is_exclusive else "contradiction:input_tokens")
    return stated


def _with_reasoning(stated: int, reasoning: int, facts: tuple[int, Count | None, list[str]]) -> int:
    """The whole output; reasoning above it means that the source counts reasoning beside it."""
    input_total, total, flags = facts
    if reasoning <= stated:
        return stated
    is_exclusive = total is not None and input_total + stated + reasoning == total
    flags.append("convention_corrected" if is_exclusive else "contradiction:output_tokens")
    return stated + reasoning


def _check_total(held: int, total: Count, flags: list[str]) -> None:
    if held > total:
        flags.append("buckets_exceed_total")
    elif held < total:
        flags.append(f"unexplained_tokens:{total - held}")


def _hold_details(counts: dict[str, Count], units: Mapping[str, Count]) -> None:
    """Add disjoint token details to the leaf that is to hold them."""
    known = all_units()
    for unit, count in units.items():
        if known[unit].is_token:
            leaf = next(above for above in known[unit].above if above in _CORE)
            counts[leaf] = counts.get(leaf, 0) + count


def _upwards(units: Mapping[str, Count]) -> dict[str, Count]:
    """Disjoint details as totals that hold their parts."""
    known = all_units()
    wanted = dict.fromkeys(units)
    for unit in units:
        wanted.update(dict.fromkeys(above for above in known[unit].above if above not in _CORE))
    return {
        unit: sum(count for other, count in units.items() if other == unit or unit in known[other].above)
        for unit in wanted
        if unit in units
    }
