"""Outlay's own events: the column names of request files, flat, or nested as `outlay price` takes them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.facts.providers import provider_of_host, region_of_host, resolve_provider
from outlay.ingest.events.model import SHAPE
from outlay.ingest.events.rows import COUNTS, FIELD, WIDTH
from outlay.ingest.records.bodies import put_body
from outlay.ingest.records.reading import (
    Record,
    kept_of,
    moment_of,
    number_of,
    object_of,
    put_labels,
    put_times,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows

_NESTED: Final = frozenset(
    {"usage", "context", "stated_cost", "cost", "attributes", "tags", "labels", "units", "raw_usage", "flags", "source"}
)
"""Fields that are read by rules of their own."""
_HOSTS: Final = ("server.address", "api_base", "base_url")
_ENDS: Final = ("end_time", "endtime", "ended_at", "end")
_REASONING: Final = "output_reasoning_tokens"
_PASSES: Final = "passes"
"""The role of a span between requests, which is none itself."""
_SENDERS_FLAG: Final = "usage_estimated"
"""The one flag that a sender may set: its counts are the last it saw, or a guess."""
_CONTEXT: Final = {
    "service_tier": "service_tier",
    "processing": "processing",
    "speed": "speed",
    "deployment_region": "region",
    "region": "region",
}
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_COST_PARTS: Final = {"total": "cost", "input": "cost_input", "output": "cost_output"}
_BODY_KEYS: Final = frozenset(
    {"prompt_tokens", "completion_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "server_tool_use"}
)
_LEAF_OF: Final = (
    ("cache_", "_read_tokens", "cache_read_tokens"),
    ("cache_", "_write_5m_tokens", "cache_write_5m_tokens"),
    ("cache_", "_write_1h_tokens", "cache_write_1h_tokens"),
    ("cache_", "_write_tokens", "cache_write_tokens"),
    ("output_", "_reasoning_tokens", "reasoning_tokens"),
    ("input_", "_tokens", "input_tokens"),
    ("output_", "_tokens", "output_tokens"),
)
"""The leaf that a detail counts in, where no count contains another."""


def _slots() -> dict[str, tuple[int, int]]:
    """The slot of every name, and its rank among the names of that slot."""
    slots: dict[str, tuple[int, int]] = {}
    for target in SHAPE.columns:
        for rank, name in enumerate((target, *SHAPE.aliases.get(target, ()))):
            if name not in _NESTED and name not in slots:
                slots[name] = (FIELD[target], rank)
    return slots


_SLOTS: Final = _slots()
_KEPT: Final = tuple(_SLOTS)
_UNITS, _CONVENTION, _PROVIDER, _REGION = (FIELD[name] for name in ("units", "usage_convention", "provider", "region"))
_OUTPUT, _THOUGHT, _READ = FIELD["output_tokens"], FIELD["reasoning_tokens"], FIELD["cache_read_tokens"]


def read(record: Record, rows: Rows, letters: Letters) -> None:
    """Read one event."""
    row = _flat(rows, record)
    _beside(row)
    row[FIELD["flags"]] = ",".join(_flags(record)) or None
    fault = _usage(row, record) or _cost(row, record)
    if fault is None and row[FIELD["ts"]] is None:
        fault = ("ts", "no timestamp")
    if fault is not None:
        letters.add(field=fault[0], reason=fault[1], record=kept_of(record, _KEPT))
        return
    for name, target in _CONTEXT.items():
        found = text_of(object_of(record.get("context")).get(name))
        if found is not None and row[FIELD[target]] is None:
            row[FIELD[target]] = found
    _whose(row, record)
    if str(row[FIELD["role"]]).casefold() == _PASSES:
        letters.skip()
    rows.add(row)


def _flags(record: Record) -> Iterator[str]:
    """The sender's own flag, and fields that look like counts and are none: a price without them would be too low."""
    if record.get("flags") == _SENDERS_FLAG:
        yield _SENDERS_FLAG
    for name in record:
        plain = name.casefold()
        if "token" in plain and plain not in _SLOTS and _PLAIN_NAME.fullmatch(name):
            yield f"unknown_field:{name}"


def _flat(rows: Rows, record: Record) -> list[object]:
    row = rows.new()
    ranks = [99] * WIDTH
    for name, value in record.items():
        found = _SLOTS.get(name) or _SLOTS.get(name.casefold())
        if found is None or value is None or value == "":
            continue
        slot, rank = found
        if rank < ranks[slot] and not isinstance(value, (dict, list)):
            row[slot], ranks[slot] = value, rank
    row[FIELD["source"]] = "events"
    end = next((record[name] for name in _ENDS if record.get(name) is not None), None)
    if end is not None and row[FIELD["version"]] is None:
        put_times(row, row[FIELD["ts"]], moment_of(end))
    return row


def _beside(row: list[object]) -> None:
    """Flat disjoint counts have reasoning within the output, as request files do; rows have it beside."""
    if str(row[_CONVENTION] or "").casefold() != "disjoint":
        return
    output, thought = number_of(row[_OUTPUT]), number_of(row[_THOUGHT])
    if output is not None and thought is not None and thought <= output:
        row[_OUTPUT] = output - thought


def _usage(row: list[object], record: Record) -> tuple[str, str] | None:
    """Take counts of a nested usage object, or the raw body that they are to be read from."""
    units = record.get("units")
    if units is not None:
        counts = object_of(units)
        if not counts and units not in ({}, "", "{}"):
            return "units", "must be an object"
        row[_UNITS] = canonical_json({name: _count_of(count) for name, count in counts.items()})
    body = record.get("raw_usage")
    if body is not None:
        if not object_of(body):
            return "raw_usage", "must be an object"
        put_body(row, object_of(body))
    usage = record.get("usage")
    if usage is None:
        return None
    if not isinstance(usage, dict):
        return "usage", "must be an object"
    if _is_body(usage):
        put_body(row, {"model": row[FIELD["model"]], "usage": usage})
    else:
        _counts(row, usage)
    return None


def _count_of(count: object) -> object:
    """A count as it is, or what stands for one that is none; never a text of its own."""
    return count if count is None or isinstance(count, bool) or number_of(count) is not None else -1


def _is_body(usage: Record) -> bool:
    """Whether usage is in a provider's words: nested, in camel case, or under names that only providers use."""
    return any(isinstance(value, dict) or name in _BODY_KEYS or not name.islower() for name, value in usage.items())


def _counts(row: list[object], usage: Record) -> None:
    """Counts under the unit names of the price data; where they are disjoint, details count in their leaf."""
    is_disjoint = str(row[_CONVENTION] or "").casefold() == "disjoint"
    units: dict[str, object] = {}
    for name, count in usage.items():
        if name in COUNTS or name == _REASONING:
            slot = _THOUGHT if name == _REASONING else FIELD[name]
            row[slot] = count if row[slot] is None else row[slot]
        elif count is not None:
            units[name] = _count_of(count)
    for name, count in units.items() if is_disjoint else ():
        leaf = next((leaf for start, end, leaf in _LEAF_OF if name.startswith(start) and name.endswith(end)), None)
        number = number_of(count)
        if leaf is not None and number is not None:
            row[FIELD[leaf]] = (number_of(row[FIELD[leaf]]) or 0) + number
    if units:
        row[_UNITS] = json.dumps({**object_of(row[_UNITS]), **units}, sort_keys=True, default=str)


def _cost(row: list[object], record: Record) -> tuple[str, str] | None:
    for field in ("cost", "stated_cost"):
        stated = record.get(field)
        if isinstance(stated, dict):
            unknown = stated.keys() - _COST_PARTS.keys()
            if unknown:
                return field, "must hold input, output and total alone"
            if any(isinstance(amount, (dict, list)) for amount in stated.values()):
                return field, "must hold amounts"
            for name, target in _COST_PARTS.items():
                row[FIELD[target]] = stated.get(name, row[FIELD[target]])
        elif isinstance(stated, list):
            return field, "must be an amount"
        elif stated is not None and stated != "" and row[FIELD["cost"]] is None:
            row[FIELD["cost"]] = stated
    return None


def _whose(row: list[object], record: Record) -> None:
    """Provider and region of the address, where they are not named; dimensions and tags of the nested objects."""
    address = next((text for name in _HOSTS if (text := text_of(record.get(name)))), None)
    if row[_PROVIDER] is not None:
        row[_PROVIDER] = resolve_provider(str(row[_PROVIDER]))
    elif address is not None:
        row[_PROVIDER] = provider_of_host(address)
    if row[_REGION] is None and address is not None:
        row[_REGION] = region_of_host(address)
    for name in ("attributes", "tags", "labels"):
        labels = object_of(record.get(name))
        if labels:
            put_labels(row, labels, is_naming=name == "attributes")
