"""Compiles `attributes.yaml`: one dictionary from attribute name to where its value goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from outlay.ingest.events.rows import FIELD, FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAST: Final = 1_000_000
"""The rank of a reading that nothing filled; smaller is better."""
SCOPE_RANK: Final = 10_000
RESOURCE_RANK: Final = 20_000
_TAG_RANK: Final = 5_000
_REMEMBERED: Final = 20_000
"""Names of attributes that are remembered: more than any honest sender uses."""
_OF_TAGS: Final = ("customer", "user", "session")


class Spelling(NamedTuple):
    """Where an attribute goes: `slot` of the values, `rank` among its spellings, and the tag that it also is."""

    slot: int
    rank: int
    tag: str | None


class Rules(dict[str, Spelling | None]):
    """Attribute names to spellings. Names under a tag prefix are worked out when first seen."""

    def __init__(self, names: Mapping[str, Spelling], prefixes: Sequence[str], tagged: Mapping[str, int]) -> None:
        super().__init__(names)
        self._prefixes = tuple(prefixes)
        self._tagged = tagged

    def extended(self, names: Mapping[str, Spelling]) -> Rules:
        """These rules with names that come first."""
        return Rules({**{name: known for name, known in self.items() if known}, **names}, self._prefixes, self._tagged)

    def __missing__(self, name: str) -> Spelling | None:
        spelling = self._of_prefix(name) if name.startswith(self._prefixes) else None
        if len(self) < _REMEMBERED:
            self[name] = spelling
        return spelling

    def _of_prefix(self, name: str) -> Spelling | None:
        prefix = next(prefix for prefix in self._prefixes if name.startswith(prefix))
        tag = name.removeprefix(prefix)
        return Spelling(self._tagged.get(tag, -1), _TAG_RANK, tag) if tag else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What the values of one signal say about a span."""

    slot: int
    meaning: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """The table, compiled. Slots below `WIDTH` are fields of a row; the others are signals that become fields."""

    rules: Rules
    slots: Mapping[str, int]
    width: int
    roles: tuple[Role, ...]
    documents: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    inclusive_keys: frozenset[str]
    units: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    gateway_scopes: frozenset[str]
    model_prefixes: Mapping[str, str]
    resellers: frozenset[str]
    bedrock_models: re.Pattern[str]
    closed_models: re.Pattern[str]


@cache
def load_table() -> dict[str, object]:
    """The table as it is written."""
    text = resources.files("outlay.ingest.otlp").joinpath("attributes.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, object] = yaml.load(text, Loader=loader)  # noqa: S506 - the safe loader in C
    return table


def ranked_names() -> dict[str, list[tuple[str, str]]]:
    """Every reading's spellings as (flavour, name), best first, with those that all dimensions share."""
    table = load_table()
    readings: Mapping[str, list[dict[str, str]]] = table["readings"]  # type: ignore[assignment]  # shape of our own file
    dimensions: Sequence[str] = table["dimensions"]  # type: ignore[assignment]  # shape of our own file
    ranked: dict[str, list[tuple[str, str]]] = {}
    for reading, spellings in readings.items():
        names = [item for spelling in spellings for item in spelling.items()]
        if reading in dimensions:
            names = [("outlay", f"outlay.{reading}"), *names, ("plain", reading)]
        ranked[reading] = names
    return ranked


@cache
def load_spellings() -> Spellings:
    """Compile the table once in a process."""
    table: dict[str, object] = load_table()
    ranked = ranked_names()
    slots = _number(ranked)
    names = {
        name: Spelling(slots[reading], rank, None)
        for reading, spellings in ranked.items()
        for rank, (_, name) in enumerate(spellings)
    }
    dimensions: Sequence[str] = table["dimensions"]  # type: ignore[assignment]  # shape of our own file
    prefixes = [prefix for item in table["tag_prefixes"] for prefix in item.values()]  # type: ignore[attr-defined]
    return Spellings(
        rules=Rules(names, prefixes, {name: slots[name] for name in (*dimensions, *_OF_TAGS)}),
        slots=slots,
        width=max(slots.values()) + 1,
        roles=_roles(table, slots),
        documents=_documents(table),
        inclusive_keys=frozenset(table["inclusive_keys"]),  # type: ignore[call-overload]
        units=_prefixed(slots, "units."),
        tags=_prefixed(slots, "tags."),
        gateway_scopes=frozenset(table["gateway_scopes"]),  # type: ignore[call-overload]
        model_prefixes=table["model_prefixes"],  # type: ignore[arg-type]
        resellers=frozenset(table["resellers"]),  # type: ignore[call-overload]
        bedrock_models=re.compile(str(table["bedrock_models"]), re.IGNORECASE),
        closed_models=re.compile(str(table["closed_models"]), re.IGNORECASE),
    )


def _number(ranked: Mapping[str, object]) -> dict[str, int]:
    """A slot for every reading: fields of a row keep their index; parts of usage, and tags, stand side by side."""
    order = {"units": 0, "text_input_tokens": 1, "text_output_tokens": 1, "tags": 2, "tag_list": 3, "tag_map": 3}
    rest = sorted((name for name in ranked if name not in FIELD), key=lambda name: order.get(name.split(".")[0], 4))
    return {**FIELD, **dict(zip(rest, count(len(FIELDS))))}


def _prefixed(slots: Mapping[str, int], prefix: str) -> tuple[tuple[str, int], ...]:
    return tuple((name.removeprefix(prefix), slot) for name, slot in slots.items() if name.startswith(prefix))


def _roles(table: Mapping[str, object], slots: Mapping[str, int]) -> tuple[Role, ...]:
    roles = []
    for signal in table["roles"]:  # type: ignore[attr-defined]  # shape of our own file
        meaning = {
            value.casefold(): role for role in ("request", "aggregate", "never") for value in signal.get(role, ())
        }
        roles.append(Role(slot=slots[signal["reading"]], meaning=meaning))
    return tuple(roles)


def _documents(table: Mapping[str, object]) -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
    documents: Mapping[str, Mapping[str, Sequence[str]]] = table["documents"]  # type: ignore[assignment]  # ours
    return {
        document: {reading: tuple(tuple(path.split(".")) for path in paths) for reading, paths in readings.items()}
        for document, readings in documents.items()
    }
