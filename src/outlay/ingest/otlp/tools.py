"""Coding tools whose log events carry usage, compiled from `attributes.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from outlay.ingest.otlp.spellings import Rules, Spelling, load_spellings, load_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEFORE_ALL = -1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """An event of a tool: its own attribute names over the shared ones."""

    name: str
    provider: str
    convention: str
    rules: Rules
    only: tuple[tuple[int, str], ...]
    """Slots with the values that they must have, or the record says nothing of a finished call."""
    adds: tuple[tuple[int, int], ...]
    """Slots of a total and of what the tool leaves out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Names of the log events that count."""

    tools: Mapping[str, Tool]
    short: Mapping[tuple[str, str], Tool]
    """By service and the name that the event has there."""
    shared: Mapping[str, frozenset[str]]
    """The conventions' events, with the services whose own events say the same."""


@cache
def load_events() -> Events:
    """Compile the events once in a process."""
    table: Mapping[str, Any] = load_table()
    tools = {item["name"]: _tool(item) for item in table["tools"]}
    short = {
        (service, item["short_name"]): tools[item["name"]]
        for item in table["tools"]
        if "short_name" in item
        for service in item["services"]
    }
    shared = {item["name"]: frozenset(item.get("restates", ())) for item in table["events"]}
    return Events(tools=tools, short=short, shared=shared)


def _tool(item: Mapping[str, Any]) -> Tool:
    spellings = load_spellings()
    own = {
        name: Spelling(spellings.slots[reading], _BEFORE_ALL + rank, None)
        for reading, names in item["readings"].items()
        for rank, name in enumerate(names)
    }
    return Tool(
        name=item["name"],
        provider=item["provider"],
        convention=item["convention"],
        rules=spellings.rules.extended(own),
        only=tuple((spellings.slots[reading], value) for reading, value in item.get("only", {}).items()),
        adds=tuple((spellings.slots[a], spellings.slots[b]) for a, b in item.get("adds", {}).items()),
    )
