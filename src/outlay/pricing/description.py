"""Cards as rows of the table `price_card`, and back: a price is explained by the card that it was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.core.money import SCALE, divide, format_plain
from outlay.facts.tables import TABLE
from outlay.pricing.compile import make_band
from outlay.pricing.model import Card, Rate

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.pricing.cards import Cards

_COLUMNS: Final = tuple(name for name in TABLE["price_card"].names if name != "first_used")


def describe_cards(cards: Cards, ids: Sequence[str]) -> pa.Table:
    """The rows of table `price_card`, without `first_used`, of cards that were just used.

    Each id comes once; an id that is not of these cards is left out.
    """
    import pyarrow as pa

    found = [card for card_id in dict.fromkeys(ids) if (card := cards.card(card_id)) is not None]
    rows = [describe_card(card) for card in found]
    types = {name: pa.date32() if name.startswith("valid_") else pa.string() for name in _COLUMNS}
    return pa.table({name: pa.array([row[name] for row in rows], types[name]) for name in _COLUMNS})


def describe_card(card: Card) -> dict[str, object]:
    """One card as a row of table `price_card`.

    `rates` is JSON: for each band the input that it is above, and by unit the numerator and divisor of its rate,
    in 1e-12 USD for one unit.
    """
    rates = {
        "bands": [
            {"over": over, "rates": {unit: list(rate) for unit, rate in band.rates.items()}, "flags": list(band.flags)}
            for over, band in zip((None, *card.thresholds), card.bands, strict=True)
        ],
        "minimum": {unit: str(least) for unit, least in card.minimum.items()},
        "flags": list(card.flags),
        "learnt": card.learnt,
    }
    return {
        "card_id": card.card_id,
        "provider": card.provider,
        "model": card.model,
        "source": card.source,
        "source_version": card.source_version,
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "daily": card.daily,
        "context": canonical_json(dict(card.context)) if card.context else None,
        "overlays": json.dumps(card.overlays, ensure_ascii=False) if card.overlays else None,
        "confidence": card.confidence,
        "rates": canonical_json(rates),
    }


def restore_card(row: Mapping[str, object]) -> Card:
    """The card that a row of table `price_card` describes: it prices as it did then."""
    rates = json.loads(str(row["rates"]))
    flags = tuple(rates["flags"])
    bands = [
        make_band({unit: _rate(pair) for unit, pair in band["rates"].items()}, tuple(band["flags"]), plain=not flags)
        for band in rates["bands"]
    ]
    context = json.loads(str(row["context"])) if row["context"] else {}
    return Card(
        card_id=str(row["card_id"]),
        provider=str(row["provider"]),
        model=str(row["model"]),
        source=str(row["source"]),
        source_version=str(row["source_version"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        daily=None if row["daily"] is None else str(row["daily"]),
        context=tuple(sorted(context.items())),
        learnt=bool(rates["learnt"]),
        confidence=str(row["confidence"]),
        overlays=tuple(json.loads(str(row["overlays"]))) if row["overlays"] else (),
        flags=flags,
        thresholds=tuple(int(band["over"]) for band in rates["bands"][1:]),
        bands=tuple(bands),
        minimum={unit: Decimal(least) for unit, least in rates["minimum"].items()},
    )


def lineage(card: Card) -> dict[str, object]:
    """Where a card comes from and what it is for, as plain values."""
    return {
        "id": card.card_id,
        "source": card.source,
        "source_version": card.source_version,
        "provider": card.provider,
        "model": card.model,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        "daily": card.daily,
        "context": dict(card.context),
        "learnt": card.learnt,
        "confidence": card.confidence,
        "overlays": list(card.overlays),
    }


def format_rate(rate: Rate, per: int) -> str:
    """A rate in USD for so many units, as a plain decimal string."""
    numerator, divisor = rate
    return format_plain(divide(Decimal(numerator * per).scaleb(-SCALE), Decimal(divisor)) or Decimal(0))


def _rate(pair: Sequence[int]) -> Rate:
    numerator, divisor = pair
    return int(numerator), int(divisor)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
