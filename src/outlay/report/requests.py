"""Single requests as people read them: what they used, what it cost, and the card and rates that say so.

No content: prompts and answers are never stored, so there is nothing here to show of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from outlay.core.errors import UnknownNameError, UsageError
from outlay.core.money import divide, format_plain
from outlay.facts.catalog import Question
from outlay.facts.flags import split_flags
from outlay.facts.payers import ESTIMATED_KINDS
from outlay.pricing.description import restore_card
from outlay.pricing.explanation import explain_price, usage_of
from outlay.pricing.model import LEAVES
from outlay.pricing.rate import split_usage
from outlay.report.request_words import WEIGHT, explain_flag, explain_state
from outlay.store.query.requests import (
    DIMENSIONS,
    RequestId,
    RequestsAsked,
    load_cards,
    load_request,
    load_requests,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from outlay.facts.catalog import Catalog
    from outlay.facts.expressions import Expression
    from outlay.pricing.explanation import PriceLeaf
    from outlay.store import Reader

    Row = Mapping[str, Any]

SAMPLES: Final = ("newest", "dearest", "slowest", "errors")
TOKENS: Final = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
COSTS: Final = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")
_MOST: Final = 200
_MILLION: Final = 1_000_000
_NAMES: Final = dict(zip(LEAVES, TOKENS, strict=True))
_LABELS: Final = {
    "input": "Input, uncached",
    "cache_read": "Cache read",
    "cache_write_5m": "Cache write, 5 minutes",
    "cache_write_1h": "Cache write, 1 hour",
    "output": "Output",
    "reasoning": "Output, reasoning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsRequest:
    """What the list is asked for: unchecked text, as its address has it."""

    since: str | None = None
    until: str | None = None
    where: str | None = None
    sample: str = "newest"
    limit: int = 50
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageLine:
    """One leaf of usage: count times rate is amount. The rate is in USD; None where nothing prices the leaf."""

    name: str
    label: str
    count: str
    rate_per_million: str | None
    amount: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """How a request's cost came about, leaf by leaf; `band` is the long-context threshold that was exceeded."""

    lines: tuple[LineageLine, ...]
    band: int | None
    total: str | None
    is_explained: bool
    """Whether the lines add up to the stored cost."""


def list_requests(
    reader: Reader, catalog: Catalog, request: RequestsRequest, *, today: date, scope: Expression | None = None
) -> list[dict[str, Any]]:
    """The requests of a page, as plain values.

    Raises:
        UsageError: for a wrong range, filter, sample, cursor or limit.
    """
    sample = _sample(request.sample)
    if not 1 <= request.limit <= _MOST:
        message = f"limit {request.limit} is out of range"
        raise UsageError(message, hint=f"take 1 to {_MOST}")
    question = Question(metrics=("requests",), where=request.where, since=request.since or "7d", until=request.until)
    query = catalog.query(question, today=today)
    asked = RequestsAsked(
        range=query.range,
        where=query.where,
        sample=sample,
        limit=request.limit,
        before=RequestId.parse(request.before) if request.before else None,
        after=RequestId.parse(request.after) if request.after else None,
    )
    rows = load_requests(reader, asked, scope=scope)
    cards = load_cards(reader, [row["card_id"] for row in rows])
    return [describe_request(row, cards.get(row["card_id"])) for row in rows]


def explain_request(reader: Reader, name: str, *, scope: Expression | None = None) -> dict[str, Any]:
    """One request with its lineage, its flags explained and the records that it was made of.

    Raises:
        UsageError: if the name is none.
        NotFoundError: if there is no such request.
    """
    row = load_request(reader, name, scope=scope)
    card = load_cards(reader, [row["card_id"]]).get(row["card_id"])
    return {
        **describe_request(row, card),
        "lineage": explain_cost(row, card),
        "contributors": [_contributor(record) for record in _records(row)],
    }


def describe_request(row: Row, card: Row | None) -> dict[str, Any]:
    """A request as plain values."""
    flags = split_flags(row["flags"])
    is_weight = row["k_payer_kind"] not in ESTIMATED_KINDS
    return {
        "id": str(RequestId(key=row["request_key"], at=row["ts"])),
        "at": row["ts"].isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "status": row["status"],
        "latency_ms": None if row["latency_ms"] is None else str(row["latency_ms"]),
        "weight": row["requests"],
        "tokens": {name: row[name] for name in TOKENS},
        "units": {name: str(count) for name, count in _loaded(row["units"]).items()},
        "costs": {name.removeprefix("cost_"): _plain(row[name]) for name in COSTS},
        "cost": _plain(row["priced_cost"]),
        "cost_state": row["cost_state"],
        "state_text": WEIGHT if is_weight else explain_state(row["cost_state"], row["stated_by"]),
        "is_weight": is_weight,
        "flags": [{"flag": flag, "text": explain_flag(flag)} for flag in flags],
        "card": _card(card, row["card_id"]),
        "served": {name: value for name, value in _served(row) if value},
        "dimensions": {name: row[f"k_{name}"] for name in DIMENSIONS if row[f"k_{name}"]},
        "customer": row["customer"],
        "user": row["user"],
        "session": row["session"],
        "response_id": row["response_id"],
        "source": row["source"],
        "source_id": row["source_id"],
        "source_kind": row["source_kind"],
        "contributor_count": max(1, len(_records(row))),
    }


def explain_cost(row: Row, described: Row | None) -> Lineage:
    """Each leaf's count times its rate, and whether they add up to what is stored."""
    usage = usage_of(row)
    if described is None or usage is None or row["cost_state"] == "stated":
        found = split_usage(usage)[0] if usage else []
        lines, band = tuple(_line(unit, str(count)) for unit, count in found if count), None
    else:
        price = explain_price(restore_card(described), usage, row["requests"])
        lines, band = tuple(_priced_line(leaf) for leaf in price.leaves), price.input_over
    amounts = [Decimal(line.amount) for line in lines if line.amount is not None]
    total = row["priced_cost"]
    return Lineage(lines=lines, band=band, total=_plain(total), is_explained=bool(amounts) and sum(amounts) == total)


def _priced_line(leaf: PriceLeaf) -> LineageLine:
    if leaf.rate is None:
        return _line(leaf.unit, leaf.count)
    rate = divide(Decimal(leaf.rate) * _MILLION, Decimal(leaf.per))
    return replace(_line(leaf.unit, leaf.count), rate_per_million=_plain(rate), amount=leaf.amount)


def _line(unit: str, count: str) -> LineageLine:
    name = _NAMES.get(unit, unit)
    label = _LABELS.get(name) or name.replace("_", " ").capitalize()
    return LineageLine(name=name, label=label, count=count, rate_per_million=None, amount=None)


def _card(card: Row | None, card_id: str | None) -> dict[str, Any] | None:
    if card_id is None:
        return None
    if card is None:
        return {"id": card_id, "source": None}
    learnt = bool(json.loads(card["rates"]).get("learnt"))
    return {
        "id": card_id,
        "provider": card["provider"],
        "model": card["model"],
        "source": card["source"],
        "source_version": card["source_version"],
        "valid_from": card["valid_from"].isoformat() if card["valid_from"] else None,
        "valid_to": card["valid_to"].isoformat() if card["valid_to"] else None,
        "daily": card["daily"],
        "context": _loaded(card["context"]),
        "overlays": json.loads(card["overlays"]) if card["overlays"] else [],
        "confidence": card["confidence"],
        "is_learnt": learnt,
    }


def _served(row: Row) -> Iterator[tuple[str, str | None]]:
    yield "service_tier", row["k_service_tier"]
    yield "processing", row["processing"]
    yield "speed", row["speed"]
    yield "region", row["k_region"]


def _records(row: Row) -> list[dict[str, Any]]:
    found = json.loads(row["contributors"]) if row["contributors"] else []
    return [record for record in found if isinstance(record, dict)] if isinstance(found, list) else []


def _contributor(record: Mapping[str, Any]) -> dict[str, str | None]:
    """Who saw the request: names and versions alone, for the rest is in the request."""
    names = ("source", "source_kind", "source_id", "version", "ts", "status", "cost_state", "stated_by")
    return {name: None if record.get(name) is None else str(record[name]) for name in names}


def _loaded(text: str | None) -> dict[str, Any]:
    found = json.loads(text, parse_float=str) if text else {}
    return found if isinstance(found, dict) else {}


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else format_plain(amount)


def _sample(name: str) -> Literal["newest", "dearest", "slowest", "errors"]:
    if name not in SAMPLES:
        raise UnknownNameError("sample", name, SAMPLES)
    return name  # type: ignore[return-value]  # one of SAMPLES
