"""Which observation of a request gives which field. Pure: the same observations give the same, in any order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.flags import usage_flags
from outlay.store.events.model import PRICE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlay.store.events import Record

_KINDS: Final = {"provider": 0, "gateway": 1, "client": 2}
"""Who is nearer to the provider knows better."""
_STATERS: Final = {"provider": 0, "caller": 1, None: 1, "gateway": 2}

_IDENTITY: Final = ("ts", "source", "source_id", "source_kind", "source_key", "version", "content_hash", "status")
_USAGE: Final = (
    "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "units", "requests",
    "processing", "speed",
)  # fmt: skip
_UNITED: Final = ("customer", "user", "session", "latency_ms")
_PLACES: Final = ("service", "environment", "release", "endpoint", "cluster", "namespace", "workload")
"""Where the request was made: the client knows, a gateway would name itself."""
_TIER: Final = "service_tier"
_DERIVED_KINDS: Final = frozenset({"inference", "batch_inference", "embedding"})
"""Kinds of work that are assumed where none is said."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A request made of several observations, before it is keyed and priced."""

    fields: dict[str, object]
    usage_flags: str | None
    """What is odd about its usage."""
    order: tuple[Record, ...]
    """Its observations, the best one first."""
    usage: Record
    """The observation that its usage is from."""
    cost: dict[str, object] | None
    """What it costs, where provider or caller said so."""


def merge_records(records: Iterable[Record]) -> Merged:
    """Choose each field of a request from its observations."""
    order = tuple(sorted(records, key=_preference))
    best = order[0]
    usage = next(filter(_has_usage, order), best)
    fields: dict[str, object] = {name: best[name] for name in _IDENTITY}
    fields |= {name: usage[name] for name in _USAGE}
    fields |= {name: _first(order, name) for name in _UNITED}
    answer = next((record for record in order if record["response_id"] is not None), best)
    fields |= {"response_id": answer["response_id"], "request_key": answer["request_key"]}
    stating = _stating(order, usage)
    flags: Any = usage["flags"]
    fields["stated_cost"] = stating["stated_cost"] if stating else None
    fields["stated_by"] = stating["stated_by"] if stating else None
    return Merged(
        fields=fields,
        usage_flags=usage_flags(flags),
        order=order,
        usage=usage,
        cost={name: stating[name] for name in PRICE_COLUMNS} if stating and stating["stated_by"] != "gateway" else None,
    )


def merge_dimensions(
    found: Sequence[Mapping[str, Any]], near: Sequence[Mapping[str, Any]], usage: Mapping[str, Any]
) -> dict[str, str | None]:
    """Unite the raw key dimensions of observations.

    Args:
        found: Those of all observations, the best first.
        near: The same, nearest to the application first: they say where the request was made.
        usage: Those of the observation that the usage is from; the tier goes with it.
    """
    united: dict[str, Any] = {}
    for raw in reversed(found):
        united |= raw
    for name in _PLACES:
        united[name] = next((raw[name] for raw in near if raw.get(name) is not None), None)
    united[_TIER] = usage.get(_TIER)
    kinds = [raw.get("workload_kind") for raw in found]
    said = [kind for kind in kinds if kind is not None and kind not in _DERIVED_KINDS]
    united["workload_kind"] = said[0] if said else usage.get("workload_kind")
    tags = [raw["tags"] for raw in found if raw.get("tags") is not None]
    if len(set(tags)) > 1:
        united["tags"] = _unite_tags(tags)
    return {name: value for name, value in united.items() if value is not None}


def nearest_first(order: Sequence[Record]) -> list[Record]:
    """Observations with those of clients before those of gateways and providers, else in their order."""
    return sorted(order, key=lambda record: -_rank(record))


def _preference(record: Record) -> tuple[Any, ...]:
    version: Any = record["version"]
    content: Any = record["content_hash"]
    return _rank(record), -version, -content, record["source_key"] or 0


def _rank(record: Record) -> int:
    kind: Any = record["source_kind"]
    return _KINDS.get(kind, len(_KINDS))


def _has_usage(record: Record) -> bool:
    return record["input"] is not None or record["units"] is not None


def _first(order: Sequence[Record], name: str) -> object:
    return next((value for record in order if (value := record[name]) is not None), None)


def _stating(order: Sequence[Record], usage: Record) -> Record | None:
    """The observation whose stated cost counts."""
    stating = [record for record in order if record["stated_cost"] is not None]
    if not stating:
        return None
    best = min(stating, key=lambda record: _STATERS.get(record["stated_by"], 2))  # type: ignore[call-overload]  # a text or none
    # what a gateway's arithmetic makes nothing of is no statement: it did not know the price
    says_nothing = best["stated_by"] == "gateway" and best["stated_cost"] == 0 and _has_tokens(usage)
    return None if says_nothing else best


def _has_tokens(record: Record) -> bool:
    return any(record[name] for name in _USAGE[:5])


def _unite_tags(texts: Sequence[str]) -> str:
    import json

    from outlay.core.ids import canonical_json

    united: dict[str, object] = {}
    for text in reversed(texts):
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            united |= found
    return canonical_json(united) if united else texts[0]
