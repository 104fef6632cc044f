"""Reads overlay files. Every complaint names the file and the line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import yaml

from outlay.core.errors import SettingsError
from outlay.facts.providers import resolve_provider
from outlay.pricing.ladder import PICO, Ladder
from outlay.pricing.litellm import is_litellm, load_litellm
from outlay.pricing.overlay import DailyWindow, Multiplier, Overlay, OverlayCard, Scope
from outlay.pricing.source import price_provider
from outlay.pricing.units import all_units
from outlay.pricing.yaml_lines import Entry, LineError, read_entry

_KINDS: Final = ("source", "override", "correction")
_LEAF_NAMES: Final = {
    "input": "input_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write_5m": "cache_write_5m_tokens",
    "cache_write_1h": "cache_write_1h_tokens",
    "output": "output_tokens",
    "reasoning": "output_reasoning_tokens",
}
_HOURS: Final = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_MINUTE: Final = 60_000_000
_DAY_MINUTES: Final = 1440
_T = TypeVar("_T")


def load_overlay(path: Path) -> Overlay:
    """Read one overlay file, YAML or JSON, or a price file of LiteLLM.

    Raises:
        SettingsError: naming the file and the line, if anything in it is wrong.
    """
    if path.suffix == ".json" and _is_price_file(path):
        return load_litellm(path)
    try:
        # Valid JSON has tabs only between its tokens, where YAML forbids them.
        text = path.read_text(encoding="utf-8").replace("\t", " ")
        root = read_entry(yaml.compose(text, Loader=yaml.SafeLoader))
        return _overlay(root, path)
    except LineError as error:
        message = f"{path}:{error.line}: {error.message}"
        raise SettingsError(message, hint="see docs/reference/price-overlays.md") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"{path}:{line}: not readable: {error.problem}"
        raise SettingsError(message, hint="mend the line") from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"price overlay {path} cannot be read: {error}"
        raise SettingsError(message, hint="mend `price_overlays` in the settings") from error


def _is_price_file(path: Path) -> bool:
    try:
        return is_litellm(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False  # what is wrong with it is said when it is read as an overlay


def _overlay(root: Entry, path: Path) -> Overlay:
    root.allow("overlay", "name", "kind", "reason", "source", "cards", "multipliers", "windows")
    if (version := root.need("overlay")).text() != "1":
        version.fail("this format version is not known; write `overlay: 1`")
    kind = root.need("kind")
    if kind.text() not in _KINDS:
        kind.fail(f"kind {kind.text()!r} is none of {', '.join(_KINDS)}")
    if kind.text() == "correction" and root.get("reason") is None:
        kind.fail("a correction needs a `reason`")
    overlay = Overlay(
        name=root.need("name").text(),
        kind=kind.text(),
        version=_source_version(root, path),
        cards=_each(root, "cards", _card),
        multipliers=_each(root, "multipliers", _multiplier),
        windows=_each(root, "windows", _window),
    )
    _refuse_overlaps(overlay.cards)
    return overlay


def _source_version(root: Entry, path: Path) -> str:
    source = root.get("source")
    if source is None:
        return path.name
    source.allow("ref", "retrieved", "url")
    return " ".join(part.text() for name in ("ref", "url", "retrieved") if (part := source.get(name)))


def _each(root: Entry, name: str, read: Callable[[Entry], _T]) -> tuple[_T, ...]:
    entry = root.get(name)
    return () if entry is None else tuple(read(item) for item in entry.items())


_SCOPE_KEYS: Final = ("provider", "model", "match", "region", "tier", "processing", "speed", "valid_from", "valid_to")


def _scope(entry: Entry, *, dated: bool) -> Scope:
    provider = entry.need("provider").text()
    match = entry.get("match")
    prefix = None
    if match is not None:
        match.allow("prefix")
        prefix = match.need("prefix").text().casefold()
    if dated:
        entry.need("valid_from")
    start, end = entry.get("valid_from"), entry.get("valid_to")
    valid_from = _day(start) if start else date.min
    valid_to = _day(end) if end else None
    if end is not None and valid_to is not None and valid_to <= valid_from:
        end.fail("valid_to must be later than valid_from")
    return Scope(
        provider=price_provider(provider) or resolve_provider(provider),
        model=_lower(entry, "model"),
        prefix=prefix,
        region=_lower(entry, "region"),
        tier=_lower(entry, "tier"),
        processing=_lower(entry, "processing"),
        speed=_lower(entry, "speed"),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _card(entry: Entry) -> OverlayCard:
    entry.allow(*_SCOPE_KEYS, "per", "currency", "rates", "bands", "fees", "minimum", "reason")
    scope = _scope(entry, dated=True)
    if (scope.model is None) == (scope.prefix is None):
        entry.fail("a card needs either `model` or `match: {prefix: …}`")
    currency = entry.get("currency")
    if currency is not None and currency.text() != "USD":
        currency.fail("cards are in USD; convert the rates and name the rate in `source`")
    per_entry = entry.get("per")
    per = _positive(per_entry) if per_entry else Fraction(1_000_000)
    ladders = {**_token_ladders(entry, per), **_fees(entry)}
    if not ladders:
        entry.fail("a card needs `rates` or `fees`")
    reason = entry.get("reason")
    return OverlayCard(
        scope=scope,
        ladders=ladders,
        minimum=_minimum(entry),
        line=entry.line,
        reason=reason.text() if reason else "",
    )


def _token_ladders(entry: Entry, per: Fraction) -> dict[str, Ladder]:
    base = _rates(entry.get("rates"), per)
    steps: dict[str, list[tuple[int, Fraction]]] = {}
    bands = entry.get("bands")
    last = -1
    for band in bands.items() if bands else ():
        band.allow("over", "rates")
        over = int(_number(band.need("over")))
        if over <= last:
            band.fail("bands must rise: `over` is not above the one before")
        last = over
        for unit, rate in _rates(band.need("rates"), per).items():
            if unit not in base:
                band.fail(f"the band prices {unit}, the card's `rates` do not")
            steps.setdefault(unit, []).append((over, rate))
    return {unit: Ladder(rate, tuple(steps.get(unit, ()))) for unit, rate in base.items()}


def _rates(entry: Entry | None, per: Fraction) -> dict[str, Fraction]:
    if entry is None:
        return {}
    total = entry.get("total")
    if total is not None:
        if len(entry.pairs()) > 1:
            total.fail("`total` prices every token alike and stands alone")
        rate = _number(total) * PICO / per
        return {unit.name: rate for unit in all_units().values() if unit.is_token}
    found = {}
    for name, value in entry.pairs():
        unit = _LEAF_NAMES.get(name, name)
        known = all_units().get(unit) or all_units().get(f"{unit}_tokens")
        if known is None or not known.is_token:
            value.fail(f"{name!r} is no token leaf; known: {', '.join(_LEAF_NAMES)} and token units of the price data")
        found[known.name] = _number(value) * PICO / per
    return found


def _fees(entry: Entry) -> dict[str, Ladder]:
    fees = entry.get("fees")
    found = {}
    for name, fee in fees.pairs() if fees else ():
        unit = all_units().get(name)
        if unit is None or unit.is_token:
            fee.fail(f"{name!r} is no unit that has a fee")
        fee.allow("per", "amount")
        found[unit.name] = Ladder(_number(fee.need("amount")) * PICO / _positive(fee.need("per")))
    return found


def _minimum(entry: Entry) -> dict[str, int]:
    minimum = entry.get("minimum")
    found = {}
    for name, value in minimum.pairs() if minimum else ():
        if name not in all_units():
            value.fail(f"{name!r} is no unit")
        found[name] = int(_number(value))
    return found


def _multiplier(entry: Entry) -> Multiplier:
    entry.allow(*_SCOPE_KEYS, "factor", "reason", "units")
    units = entry.get("units")
    if units is not None and units.text() not in {"all", "tokens"}:
        units.fail("units are `all` or `tokens`")
    return Multiplier(
        scope=_scope(entry, dated=True),
        factor=_number(entry.need("factor")),
        reason=entry.need("reason").text(),
        is_for_tokens=units is not None and units.text() == "tokens",
    )


def _window(entry: Entry) -> DailyWindow:
    entry.allow("provider", "model", "match", "valid_from", "valid_to", "utc", "weekdays", "factor")
    days = entry.get("weekdays")
    weekdays = frozenset(int(_number(day)) - 1 for day in days.items()) if days else frozenset(range(7))
    if days is not None and not weekdays <= frozenset(range(7)):
        days.fail("weekdays are 1 (Monday) to 7")
    return DailyWindow(
        scope=_scope(entry, dated=False),
        hours=tuple(_hours(item) for item in entry.need("utc").items()),
        weekdays=weekdays,
        factor=_number(entry.need("factor")),
    )


def _hours(entry: Entry) -> tuple[int, int]:
    match = _HOURS.fullmatch(entry.text())
    if match is None:
        entry.fail(f"{entry.text()!r} is not written as 16:30-00:30")
    parts = [int(part) for part in match.groups()]
    begin, end = parts[0] * 60 + parts[1], parts[2] * 60 + parts[3]
    if begin == end or max(begin, end) > _DAY_MINUTES:
        entry.fail(f"{entry.text()!r} is no window of a day")
    return begin % _DAY_MINUTES * _MINUTE, end * _MINUTE


def _refuse_overlaps(cards: tuple[OverlayCard, ...]) -> None:
    seen: dict[tuple[str | None, ...], list[OverlayCard]] = {}
    for card in cards:
        scope = card.scope
        key = (scope.provider, scope.model, scope.prefix, scope.region, scope.tier, scope.processing, scope.speed)
        for other in seen.setdefault(key, []):
            if _meet(scope, other.scope):
                message = f"this window overlaps that of the card on line {other.line} for the same key"
                raise LineError(message, card.line)
        seen[key].append(card)


def _meet(one: Scope, other: Scope) -> bool:
    end = one.valid_to or date.max
    other_end = other.valid_to or date.max
    return one.valid_from < other_end and other.valid_from < end


def _number(entry: Entry) -> Fraction:
    try:
        number = Decimal(entry.text())
    except InvalidOperation:
        _no_number(entry)
    if not number.is_finite() or number < 0:
        _no_number(entry)
    return Fraction(number)


def _no_number(entry: Entry) -> NoReturn:
    entry.fail(f"{entry.text()!r} is not a decimal number of at least 0")


def _positive(entry: Entry) -> Fraction:
    number = _number(entry)
    if number == 0:
        entry.fail("0 is not possible here")
    return number


def _day(entry: Entry) -> date:
    try:
        return date.fromisoformat(entry.text())
    except ValueError:
        entry.fail(f"{entry.text()!r} is no date; write 2026-07-01")


def _lower(entry: Entry, name: str) -> str | None:
    found = entry.get(name)
    return found.text().casefold() if found else None
