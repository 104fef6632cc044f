"""Reads attributes into the values of a record: one list with a slot for each reading of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from outlay.ingest.otlp.spellings import LAST, load_spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlay.ingest.otlp.spellings import Rules, Spelling


class KeyValue(Protocol):
    """An attribute as both wire formats give it."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> object: ...


class Values:
    """What is known of a record: `slots` by reading, `ranks` of the spellings that gave it, and free tags."""

    __slots__ = ("ranks", "slots", "tags")

    def __init__(self, slots: list[object], ranks: list[int], tags: dict[str, object]) -> None:
        self.slots = slots
        self.ranks = ranks
        self.tags = tags

    @classmethod
    def empty(cls) -> Values:
        """Values that hold nothing."""
        width = load_spellings().width
        return cls([None] * width, [LAST] * width, {})

    def copy(self) -> Values:
        """The same values, to be overlaid by those of an inner level."""
        return Values(self.slots[:], self.ranks[:], self.tags.copy())

    def overlaid(self, attributes: Iterable[KeyValue], base: int, form: Format) -> Values:
        """A copy with what a resource (`RESOURCE_RANK`) or scope (`SCOPE_RANK`) says where nothing better is known."""
        copy = self.copy()
        form.take(copy, attributes, load_spellings().rules, base)
        return copy


class Format(NamedTuple):
    """How attributes are read from one wire format."""

    plain: Callable[[Any], object]
    """Makes a Python value of a wire value: text, number or boolean, JSON text of lists and maps, else None."""
    take: Callable[[Values, Any, Rules, int], None]
    """Reads attributes into values; of several spellings of a reading the one with the lowest rank stays."""


def keep(values: Values, spelling: Spelling, value: object, base: int) -> None:
    """Take one value, unless a better spelling gave the reading already."""
    slot, rank, tag = spelling
    if tag is not None:
        values.tags[tag] = value
    if slot >= 0 and rank + base < values.ranks[slot]:
        values.slots[slot] = value
        values.ranks[slot] = rank + base
