"""Explains the price of a stored request leaf by leaf, with the card that it was made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import NotFoundError
from outlay.facts.flags import split_flags
from outlay.pricing import load_cards, read_context
from outlay.pricing.description import restore_card
from outlay.pricing.explanation import PriceExplanation, explain_price, usage_of
from outlay.store.query.requests import load_cards as load_recorded_cards
from outlay.store.query.requests import load_requests_of_id

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.pricing.model import Card
    from outlay.store import Store

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPrice:
    """A stored request's price and where it comes from."""

    request_key: str
    ts: datetime
    source: str
    source_id: str
    response_id: str | None
    provider: str | None
    model: str | None
    state: str
    cost: Decimal | None
    currency: str
    requests: int
    stated_cost: Decimal | None
    stated_by: str | None
    flags: tuple[str, ...]
    price: PriceExplanation | None
    """In USD; None where the cost is not a card's."""
    notes: tuple[str, ...]


def explain_request(store: Store, settings: Settings, identifier: str) -> RequestPrice:
    """Explain the newest request that has the id.

    Raises:
        NotFoundError: if there is none.
    """
    found = load_requests_of_id(store, identifier)
    if not found:
        message = f"there is no request {identifier!r}"
        raise NotFoundError(message, hint="give a response id, the id that its source gave, or its request key")
    row = found[0]
    notes = [] if len(found) == 1 else ["more requests have this id; this is the newest"]
    price = None
    if row["cost_state"] == "stated":
        notes.append(f"the cost was stated by the {row['stated_by'] or 'caller'}: no card is used")
    else:
        card = _card(store, settings, row, notes)
        price = explain_price(card, usage_of(row), row["requests"])
    if settings.currency != "USD":
        notes.append(f"cards are in USD; the cost is converted to {settings.currency} at the rate of the day")
    names = ("source", "source_id", "response_id", "requests", "stated_cost", "stated_by")
    return RequestPrice(
        request_key=str(row["request_key"]),
        ts=row["ts"],
        provider=row["k_provider"],
        model=row["k_model"],
        state=row["cost_state"],
        cost=row["priced_cost"],
        currency=settings.currency,
        flags=tuple(split_flags(row["flags"])),
        price=price,
        notes=tuple(notes),
        **{name: row[name] for name in names},
    )


def _card(store: Store, settings: Settings, row: dict[str, Any], notes: list[str]) -> Card:
    """The card that the price was made with, else the present one."""
    recorded = load_recorded_cards(store, [row["card_id"]])
    if recorded:
        return restore_card(recorded[row["card_id"]])
    if row["card_id"]:
        notes.append("its card is not recorded; this is what the present one makes of it")
    # a tier `batch` is told by `processing`; as a tier it would ask for a price that no card has
    tier = None if row["k_service_tier"] == "batch" else row["k_service_tier"]
    served = {"service_tier": tier, "region": row["k_region"], **{name: row[name] for name in ("processing", "speed")}}
    moment = (row["ts"] - _EPOCH) // timedelta(microseconds=1)
    return load_cards(settings).find(row["k_provider"], row["k_model"], read_context(served)).at(moment)
