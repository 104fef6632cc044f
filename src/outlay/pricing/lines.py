"""`outlay price`: usage records as JSON lines in, priced JSON lines out, in the same order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from outlay.core.errors import UsageError
from outlay.core.money import format_plain
from outlay.pricing.cards import Cards
from outlay.pricing.context import read_context
from outlay.pricing.description import lineage
from outlay.pricing.explanation import PriceExplanation, explain_price
from outlay.pricing.model import Card, PriceContext, Rated, Usage
from outlay.pricing.normalise import Convention, normalise_usage, read_count
from outlay.pricing.rate import format_amount, price_usage
from outlay.pricing.raw_usage import Body, read_body

_ALLOWED: Final = frozenset(
    {
        "id", "provider", "model", "at", "usage", "usage_convention", "context", "raw_usage", "stated_cost",
    }
)  # fmt: skip
_COST_PARTS: Final = ("input", "output", "total")

_STANDARD: Final = PriceContext()
_DECODE: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=str).decode
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class LineError(ValueError):
    """A record that cannot be read."""


@dataclass(slots=True)
class LineTally:
    """What `price_lines` met, for the caller's exit code and summary."""

    lines: int = 0
    invalid: int = 0
    states: Counter[str] = field(default_factory=Counter)


class _Record(NamedTuple):
    provider: str | None
    model: str | None
    at: int | None
    usage: Usage | None
    context: PriceContext
    stated: dict[str, str | None] | None
    warnings: tuple[str, ...]


def price_lines(
    lines: Iterable[str], cards: Cards, *, tally: LineTally | None = None, now: datetime | None = None
) -> Iterator[str]:
    """Price usage records, one JSON object a line; empty lines are skipped.

    A malformed line gives a line with state ``invalid`` and its error, and the rest goes on.

    Args:
        lines: The records.
        cards: The price cards.
        tally: Counts lines, states and invalid lines as they pass.
        now: The time of records that have none.
    """
    count = tally if tally is not None else LineTally()
    moment = _microseconds(now or datetime.now(tz=UTC))
    for line in lines:
        if not line.strip():
            continue
        count.lines += 1
        answer = _price_line(line, cards, moment)
        state = str(answer["state"])
        count.states[state] += 1
        count.invalid += state == "invalid"
        yield _ENCODE(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExplanation:
    """How the price of a record comes about; `price` is None where the cost is stated."""

    price: PriceExplanation | None
    stated: Mapping[str, str | None] | None
    flags: tuple[str, ...]
    notes: tuple[str, ...]


def explain_line(line: str, cards: Cards, *, now: datetime | None = None) -> LineExplanation:
    """Explain the price of one usage record, leaf by leaf.

    Raises:
        UsageError: if it cannot be read.
    """
    try:
        content = _DECODE(line)
        record = _read_record(content if isinstance(content, dict) else {})
    except (ValueError, RecursionError) as error:
        raise UsageError(_reason(error), hint="docs/reference/prices.md says how a record is written") from error
    if record.stated is not None:
        notes = (*record.warnings, "the cost is stated: no card is used")
        return LineExplanation(price=None, stated=record.stated, flags=(), notes=notes)
    moment = _microseconds(now or datetime.now(tz=UTC)) if record.at is None else record.at
    card = cards.find(record.provider, record.model, record.context).at(moment)
    price = explain_price(card, record.usage)
    return LineExplanation(price=price, stated=None, flags=price.flags, notes=record.warnings)


def _price_line(line: str, cards: Cards, now: int) -> dict[str, object]:
    content: object = None
    try:
        content = _DECODE(line)
        if not isinstance(content, dict):
            message = "a record must be a JSON object"
            raise LineError(message)
        record = _read_record(content)
    except (ValueError, RecursionError) as error:
        given = content.get("id") if isinstance(content, dict) else None
        return {"id": given if _is_plain(given) else None, "state": "invalid", "error": _reason(error)}
    return {"id": content.get("id"), **_answer(record, cards, now)}


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, int))


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}"
    return str(error)


def _answer(record: _Record, cards: Cards, now: int) -> dict[str, object]:
    if record.stated is not None:
        return {
            "state": "stated",
            "usd": record.stated,
            "model": record.model,
            "card": None,
            "warnings": list(record.warnings),
        }
    found = cards.find(record.provider, record.model, record.context)
    card = found.at(now if record.at is None else record.at)
    rated = price_usage(card, record.usage)
    warnings = [*record.warnings, *rated.flags]
    if record.at is None and len(found.cards) > 1:
        warnings.append("time_assumed")
    return {
        "state": rated.state,
        "usd": _usd(rated),
        "model": card.model or record.model,
        "card": _lineage(card, record.usage) if card.known else None,
        "warnings": list(dict.fromkeys(warnings)),
    }


def _usd(rated: Rated) -> dict[str, str | None] | None:
    if rated.total is None:
        return None
    inputs = (rated.input, rated.cache_read, rated.cache_write)
    known = [part for part in inputs if part is not None]
    return {
        "input": format_amount(sum(known) + rated.units_input) if known else None,
        "output": format_amount(rated.output + rated.units_output) if rated.output is not None else None,
        "total": format_amount(rated.total),
    }


def _lineage(card: Card, usage: Usage | None) -> dict[str, object]:
    band = card.band_of(sum(usage[:4])) if usage else 0
    return {**lineage(card), "input_over": card.thresholds[band - 1] if band else None}


def _read_record(content: Mapping[str, object]) -> _Record:
    warnings = [f"unknown_field:{name}" for name in content if name not in _ALLOWED]
    if not _is_plain(content.get("id")):
        message = "id must be text or a number"
        raise LineError(message)
    provider, model = _word(content, "provider"), _word(content, "model")
    usage = _read_usage(content)
    body = _read_raw(content, provider, warnings)
    stated = _read_stated(_object(content, "stated_cost"), warnings)
    if body is not None:
        usage = usage or normalise_usage(body.counts)
        model = model or body.model
        stated = stated or _read_stated(body.stated, warnings)
    if model is None and stated is None:
        message = "model is missing"
        raise LineError(message)
    return _Record(
        provider=provider,
        model=model,
        at=_read_time(content.get("at"), warnings),
        usage=usage,
        context=_read_context(content, body.context if body else {}, warnings),
        stated=stated,
        warnings=tuple(warnings),
    )


def _word(content: Mapping[str, object], name: str) -> str | None:
    value = content.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        message = f"{name} must be text"
        raise LineError(message)
    return value


def _object(content: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    value = content.get(name)
    if value is not None and not isinstance(value, dict):
        message = f"{name} must be an object"
        raise LineError(message)
    return value


def _read_usage(content: Mapping[str, object]) -> Usage | None:
    convention: Convention
    match content.get("usage_convention"):
        case None | "inclusive":
            convention = "inclusive"
        case "disjoint":
            convention = "disjoint"
        case other:
            message = f"usage_convention must be inclusive or disjoint, not {other!r}"
            raise LineError(message)
    raw = _object(content, "usage")
    return normalise_usage(raw, convention) if raw is not None else None


def _read_raw(content: Mapping[str, object], provider: str | None, warnings: list[str]) -> Body | None:
    body = _object(content, "raw_usage")
    if body is None:
        return None
    found = read_body(provider, body)
    if found is None:
        warnings.append("raw_usage_not_understood")
    return found


def _read_context(content: Mapping[str, object], served: Mapping[str, str], warnings: list[str]) -> PriceContext:
    """How it was served: what the response itself says wins over what the record says, which may be what was asked."""
    raw = _object(content, "context") or {}
    for name, value in raw.items():
        if value is not None and not isinstance(value, str):
            message = f"context.{name} must be text"
            raise LineError(message)
    if not raw and not served:
        return _STANDARD
    asked = _context_of(tuple((name, str(value)) for name, value in raw.items() if value is not None))
    if not served:
        return asked
    found = _context_of(tuple(served.items()))
    if "service_tier" in served:
        if raw and asked.service_tier != found.service_tier:
            warnings.append(f"tier_served:{served['service_tier']}")
        asked = asked._replace(service_tier=found.service_tier, processing=found.processing or asked.processing)
    return asked._replace(speed=found.speed or asked.speed, region=found.region or asked.region)


@lru_cache(maxsize=1024)
def _context_of(pairs: tuple[tuple[str, str], ...]) -> PriceContext:
    return read_context(dict(pairs))


def _read_time(value: object, warnings: list[str]) -> int | None:
    if value is None:
        return None
    if not isinstance(value, str):
        message = "at must be an ISO 8601 time such as 2026-11-01T12:00:00Z"
        raise LineError(message)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        message = f"at: {value!r} is not an ISO 8601 time such as 2026-11-01T12:00:00Z"
        raise LineError(message) from error
    if moment.tzinfo is None:
        warnings.append("time_zone_assumed:UTC")
        moment = moment.replace(tzinfo=UTC)
    return _microseconds(moment)


def _microseconds(moment: datetime) -> int:
    passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _read_stated(raw: Mapping[str, object] | None, warnings: list[str]) -> dict[str, str | None] | None:
    """A stated cost as it is; a part that is not stated stays unknown, and a stated 0 is a real zero."""
    parts: dict[str, Decimal] = {}
    for name, value in (raw or {}).items():
        count = read_count(value)
        if count == "bad" or name not in _COST_PARTS:
            warnings.append(f"rejected:stated_cost.{name}")
        elif count is not None:
            parts[name] = Decimal(count)
    if not parts:
        return None
    total = parts.get("total", sum(parts.values(), Decimal(0)))
    stated = {name: format_plain(parts[name]) if name in parts else None for name in _COST_PARTS}
    return {**stated, "total": format_plain(total)}
