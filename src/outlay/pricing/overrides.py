"""Writes a price of one's own: an entry checked, added to the overlay file of the data folder, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import ConflictError, SettingsError, UsageError
from outlay.core.money import format_plain
from outlay.pricing.cards import OWN_FOLDER, Cards, overlay_paths
from outlay.pricing.context import read_context
from outlay.pricing.listing import listed_price, models_of
from outlay.pricing.overlay_file import load_overlay
from outlay.pricing.source import price_provider

if TYPE_CHECKING:
    from outlay.core.settings import Settings

FILE: Final = "overrides.yaml"
_HEADER: Final = "# Written by `outlay prices override`; docs/reference/price-overlays.md says what may stand here.\n"
_MOST_TIMES: Final = 50
"""A price this many times the list price, or that part of it, is a slip of units: per 1,000 for per 1,000,000."""
_WHOLE: Final = 100
_SHOWN: Final = ("input", "output", "cache_read", "cache_write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What is agreed: a percentage off every price of a provider or model, or rates for a million tokens."""

    provider: str
    model: str | None = None
    percent_off: Decimal | None = None
    rates: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    """Tier, processing, speed or region that it is for."""
    valid_from: date
    valid_to: date | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """A model's price before and after."""

    provider: str
    model: str
    leaf: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideReport:
    """What an override changes; prices are in USD for a million tokens on its first day, or today if that is past."""

    file: Path
    is_written: bool
    models: int
    changes: tuple[PriceChange, ...]


def write_override(settings: Settings, override: Override, *, today: date, is_dry_run: bool = False) -> OverrideReport:
    """Check an override against the prices that hold, and add it to the overlay file of the data folder.

    Raises:
        UsageError: for an override that makes no sense.
        ConflictError: where one that is written already speaks of the same usage at the same time.
        SettingsError: if an overlay that is in use is wrong.
    """
    _check(override)
    path = settings.folder / OWN_FOLDER / FILE
    content = _content(path)
    _add(content, override)
    text = _HEADER + _dump(content)
    before = [load_overlay(file) for file in overlay_paths(settings) if file != path]
    own = [load_overlay(path)] if path.is_file() else []
    with TemporaryDirectory() as folder:
        draft = Path(folder) / FILE
        draft.write_text(text, encoding="utf-8")
        try:
            mine = load_overlay(draft)
        except SettingsError as error:
            reason = error.message.split(": ", 1)[-1]
            if "overlaps" in reason:
                message = f"{override.model} has an override at that time already: {reason}"
                raise ConflictError(message, hint=f"end that entry in {path}", code="conflict.override") from error
            raise UsageError(reason, hint="see docs/reference/price-overlays.md") from error
    at = datetime.combine(max(override.valid_from, today), datetime.min.time(), tzinfo=UTC)
    changes = _changes(Cards([*before, *own]), Cards([*before, mine]), override, at)
    _check_scale(changes)
    if not is_dry_run:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
        path.chmod(0o600)  # contract prices
    models = len({(change.provider, change.model) for change in changes})
    return OverrideReport(file=path, is_written=not is_dry_run, models=models, changes=tuple(changes))


def _check(override: Override) -> None:
    if (override.percent_off is None) == (not override.rates):
        message = "an override is either a percentage off or rates"
        raise UsageError(message, hint="give --percent-off, or --rate input=2.10 --rate output=8.40 with --model")
    if override.percent_off is not None and not 0 < override.percent_off < _WHOLE:
        message = f"{format_plain(override.percent_off)} percent off is not between 0 and 100"
        raise UsageError(message, hint="write 8 for eight percent off")
    if override.rates and override.model is None:
        message = "rates are of one model"
        raise UsageError(message, hint="name it with --model")
    if not override.reason.strip():
        message = "an override needs a reason"
        raise UsageError(message, hint="such as --reason 'contract MSA 2026-114'")
    if override.valid_to is not None and override.valid_to <= override.valid_from:
        message = f"the override would end on {override.valid_to}, before it begins"
        raise UsageError(message, hint="--until is the day after its last")
    if override.percent_off is not None and price_provider(override.provider) is None:
        message = f"nothing prices {override.provider!r}, so there is nothing to take a percentage of"
        raise UsageError(message, hint="`outlay prices list` names the providers")


def _content(path: Path) -> dict[str, Any]:
    import yaml

    found: object = None
    if path.is_file():
        # Texts stay texts: a number would come back as a float.
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - builds texts only
    return found if isinstance(found, dict) else {"overlay": "1", "name": "own-prices", "kind": "override"}


def _add(content: dict[str, Any], override: Override) -> None:
    entry: dict[str, Any] = {"provider": override.provider}
    if override.model:
        entry["model"] = override.model
    entry |= dict(override.context)
    entry["valid_from"] = override.valid_from.isoformat()
    if override.valid_to:
        entry["valid_to"] = override.valid_to.isoformat()
    if override.percent_off is None:
        content.setdefault("cards", []).append({**entry, "rates": dict(override.rates), "reason": override.reason})
        return
    factors = content.setdefault("multipliers", [])
    for other in factors:
        if _same_scope(entry, other) and _meet(entry, other):
            message = f"{override.provider} has an override from {other['valid_from']} on already: {other['reason']}"
            raise ConflictError(
                message, hint="end that one first: two would both be taken off", code="conflict.override"
            )
    factor = format_plain((_WHOLE - override.percent_off) / _WHOLE)
    factors.append({**entry, "factor": factor, "reason": override.reason})


def _same_scope(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = ("provider", "model", "region", "tier", "processing", "speed", "match")
    return all(one.get(name) == other.get(name) for name in names)


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    end = date.max.isoformat()
    return bool(one["valid_from"] < other.get("valid_to", end) and other["valid_from"] < one.get("valid_to", end))


def _dump(content: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120)


def _changes(before: Cards, after: Cards, override: Override, at: datetime) -> list[PriceChange]:
    owner = price_provider(override.provider) or override.provider.casefold()
    models = [override.model.casefold()] if override.model else models_of(before, owner)
    changes = []
    for model in models:
        context = read_context(override.context)
        moment = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        old, new = (listed_price(cards.find(owner, model, context).at(moment)) for cards in (before, after))
        for leaf in _SHOWN:
            pair = getattr(old, leaf, None), getattr(new, leaf, None)
            if pair[0] != pair[1]:
                changes.append(PriceChange(provider=owner, model=model, leaf=leaf, before=pair[0], after=pair[1]))
    return changes


def _check_scale(changes: list[PriceChange]) -> None:
    for change in changes:
        if change.before is None or change.after is None or Decimal(change.before) == 0:
            continue
        old, new = Decimal(change.before), Decimal(change.after)
        if new > old * _MOST_TIMES or new * _MOST_TIMES < old:
            message = (
                f"{change.model}: {change.leaf} would go from {change.before} to {change.after} USD a million tokens"
            )
            raise UsageError(message, hint="rates are for a million tokens, in US dollars")
