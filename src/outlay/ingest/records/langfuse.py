"""Langfuse: observations as its API (v1, v2) and its exports give them, in JSON or CSV.

Keys of `usageDetails` do not contain each other. Costs that were given to Langfuse are the caller's; those that it
computed are its own arithmetic, compared with ours as a gateway's.
https://langfuse.com/docs/observability/features/token-and-cost-tracking
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import resolve_provider
from outlay.ingest.events.rows import FIELD
from outlay.ingest.records.reading import (
    DIMENSIONS,
    Record,
    first_text,
    kept_of,
    labels_of,
    list_of,
    moment_of,
    number_of,
    object_of,
    put_labels,
    put_times,
    text_of,
)  # fmt: skip

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows

_COUNTING: Final = frozenset({"generation", "embedding"})
"""Types of observations that call a model; all others at most repeat what these used."""
_LEAVES: Final = {
    "input": "input_tokens",
    "output": "output_tokens",
    "total": "total_tokens",
    "input_cached_tokens": "cache_read_tokens",
    "input_cache_read": "cache_read_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "input_cache_creation": "cache_write_tokens",
    "input_cache_write": "cache_write_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
    "input_cache_creation_5m": "cache_write_5m_tokens",
    "input_cache_creation_1h": "cache_write_1h_tokens",
    "output_reasoning_tokens": "reasoning_tokens",
    "output_reasoning": "reasoning_tokens",
}
_UNITS: Final = {
    "input_audio_tokens": "input_audio_tokens",
    "input_audio": "input_audio_tokens",
    "output_audio_tokens": "output_audio_tokens",
    "output_audio": "output_audio_tokens",
    "input_image_tokens": "input_image_tokens",
    "output_image_tokens": "output_image_tokens",
    "input_tool_tokens": "input_tool_tokens",
    "web_searches": "web_searches",
    "web_search_requests": "web_searches",
}
_KEPT: Final = (
    "id", "traceId", "type", "startTime", "endTime", "model", "providedModelName", "level", "environment", "version",
)  # fmt: skip
_PROVIDERS: Final = ("ls_provider", "provider", "gen_ai.provider.name", "gen_ai.system")


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()


def read(record: Record, rows: Rows, letters: Letters) -> None:
    """Read one observation."""
    said = {_plain(name): value for name, value in record.items()}
    start, identity = said.get("starttime"), first_text(said, "id")
    fault = ("id", "no id") if identity is None else ("startTime", "no timestamp") if not start else None
    if fault is not None:
        letters.add(field=fault[0], reason=fault[1], record=kept_of(record, _KEPT))
        return
    row = rows.new()
    row[FIELD["source"]], row[FIELD["source_kind"]], row[FIELD["source_id"]] = "langfuse", "client", identity
    row[FIELD["trace_id"]], row[FIELD["span_id"]] = first_text(said, "traceid"), identity
    row[FIELD["parent_span_id"]] = first_text(said, "parentobservationid")
    put_times(row, start, said.get("endtime"))
    updated = moment_of(said.get("updatedat"))
    if updated is not None:
        row[FIELD["version"]] = updated
    kind = (first_text(said, "type") or "generation").casefold()
    if kind not in _COUNTING:
        row[FIELD["role"]] = "passes"
        rows.add(row)
        letters.skip()
        return
    row[FIELD["role"]] = "request"
    if kind == "embedding":
        row[FIELD["workload_kind"]] = "embedding"
    row[FIELD["status"]] = "error" if first_text(said, "level") == "ERROR" else "ok"
    row[FIELD["model"]] = first_text(said, "model", "providedmodelname")
    _usage(row, said)
    _cost(row, said)
    _whose(row, said)
    rows.add(row)


def _usage(row: list[object], said: Record) -> None:
    usage = object_of(said.get("usagedetails")) or object_of(said.get("providedusagedetails"))
    if not usage:
        usage = _old_usage(said)
    units: dict[str, float] = {}
    rest: list[str] = []
    for name, value in usage.items():
        count = number_of(value)
        if name in _LEAVES:
            slot = FIELD[_LEAVES[name]]
            row[slot] = value if row[slot] is None else row[slot]
        elif name in _UNITS and count is not None:
            units[_UNITS[name]] = units.get(_UNITS[name], 0) + count
        elif count:
            rest.append(name)
    row[FIELD["usage_convention"]] = "disjoint"
    _units(row, units)
    if rest:
        row[FIELD["flags"]] = ",".join(f"unknown_unit:{name.replace(',', '_')[:60]}" for name in sorted(rest))


def _units(row: list[object], units: dict[str, float]) -> None:
    """Set other units; rows have tokens of other modalities as a part of their leaf."""
    for unit, count in units.items():
        leaf = f"{unit.partition('_')[0]}_tokens"
        if unit.endswith("_tokens") and leaf in FIELD:
            row[FIELD[leaf]] = (number_of(row[FIELD[leaf]]) or 0) + count
    if units:
        row[FIELD["units"]] = json.dumps(units, sort_keys=True)


def _old_usage(said: Record) -> Record:
    """Usage as Langfuse had it before details; in tokens, unless it says otherwise."""
    usage = object_of(said.get("usage"))
    if usage and (first_text(usage, "unit") or "TOKENS").upper() != "TOKENS":
        return {}
    found = {
        "input": usage.get("input", said.get("inputusage", said.get("prompttokens"))),
        "output": usage.get("output", said.get("outputusage", said.get("completiontokens"))),
        "total": usage.get("total", said.get("totalusage", said.get("totaltokens"))),
    }
    return {name: value for name, value in found.items() if text_of(value) is not None}


def _cost(row: list[object], said: Record) -> None:
    given = object_of(said.get("providedcostdetails"))
    details = given or object_of(said.get("costdetails"))
    total = details.get("total", None if given else said.get("totalcost", said.get("calculatedtotalcost")))
    parts = {
        "cost": total,
        "cost_input": details.get("input") if given else None,
        "cost_output": details.get("output") if given else None,
    }
    for name, amount in parts.items():
        row[FIELD[name]] = text_of(amount)
    if given or text_of(total) is not None:
        row[FIELD["stated_by"]] = "caller" if given else "gateway"


def _whose(row: list[object], said: Record) -> None:
    metadata = object_of(said.get("metadata"))
    provider = first_text(metadata, *_PROVIDERS)
    row[FIELD["provider"]] = resolve_provider(provider) if provider else None
    row[FIELD["user"]] = first_text(said, "userid")
    row[FIELD["session"]] = first_text(said, "sessionid")
    row[FIELD["feature"]] = first_text(said, "promptname")
    row[FIELD["environment"]] = first_text(said, "environment")
    row[FIELD["release"]] = first_text(said, "release", "version")
    tags = said.get("tags", said.get("tracetags"))
    put_labels(row, {**_dimensions(metadata), **labels_of(list_of(tags))})


def _dimensions(metadata: Record) -> Record:
    """What metadata says of ownership; the rest of it is often content, and never becomes a tag."""
    return {name: value for name, value in metadata.items() if name in DIMENSIONS}
