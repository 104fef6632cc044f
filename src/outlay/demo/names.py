"""Readable names of customers that do not exist."""

from __future__ import annotations

from typing import Final

_FIRST: Final = (
    "Harbor", "Juniper", "Copper", "Meridian", "Alder", "Beacon", "Cobalt", "Drift", "Ember", "Fathom", "Granite",
    "Hollow", "Indigo", "Kestrel", "Larch", "Marble", "Nimbus", "Orchard", "Pioneer", "Quarry", "Ridge", "Saffron",
    "Timber", "Umber", "Vesper", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
_SECOND: Final = (
    "Analytics", "Freight", "Outfitters", "Payments", "Press", "Foods", "Travel", "Health", "Mutual", "Studios",
    "Logistics", "Retail", "Hotels", "Media", "Insurance",
)  # fmt: skip


def customer_names(count: int) -> tuple[str, ...]:
    """Different names in a fixed order that mixes both words."""
    total = len(_FIRST) * len(_SECOND)
    if count > total:
        message = f"only {total} customer names exist, {count} were asked for"
        raise ValueError(message)
    step = 143
    picked = ((index * step) % total for index in range(count))
    return tuple(f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST)]}" for number in picked)
