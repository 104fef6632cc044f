"""Token rows of AI bills: one per day, model, credential and kind of token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.demo.bills.charge import Charge, Item
from outlay.demo.features import Route
from outlay.demo.prices import TOKEN_CLASSES, rate
from outlay.demo.world import World

MILLION: Final = Decimal(1_000_000)
_METERS: Final = {
    "input": ("Input Tokens", "Input", "Uncached"),
    "cache_read": ("Cache Read Input Tokens", "Input", "Read"),
    "cache_write": ("Cache Write Input Tokens", "Input", "Write"),
    "output": ("Output Tokens", "Output", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSeller:
    """Who sells tokens: a service of a biller, with the account that is charged."""

    service: str
    developer: str
    account: str
    account_name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    credential_column: str | None = None


def token_charges(world: World, routes: Iterable[Route], seller: TokenSeller) -> Iterator[Charge]:
    """Every day's token rows of some models, at list price: quantity times public price, exactly."""
    for route in routes:
        items = {token_class: _item(route, seller, token_class) for token_class in TOKEN_CLASSES}
        for day in world.calendar.bill_days:
            for token_class, quantity in zip(TOKEN_CLASSES, world.usage(route, day).tokens, strict=True):
                yield from _charged(items[token_class], day, quantity, rate(route.provider, route.model, token_class))


def _charged(item: Item, day: date, quantity: int, price: Decimal | None) -> Iterator[Charge]:
    if quantity and price:
        yield _charge(item, day, quantity, price)


def _charge(item: Item, day: date, quantity: int, price: Decimal) -> Charge:
    cost = Decimal(quantity) * price / MILLION
    millions = Decimal(quantity) / MILLION
    return Charge(
        item=item,
        start=day,
        billed=cost,
        effective=cost,
        list_cost=cost,
        contracted=cost,
        quantity=millions,
        unit_price=price,
        contracted_price=price,
        columns={"ConsumedQuantity": str(quantity), "ConsumedUnit": "Tokens", "PricingUnit": "1000000 Tokens"},
    )


def discounted(charge: Charge, factor: Decimal) -> Charge:
    """The same usage at a negotiated price; the list price stays."""
    cost = charge.list_cost * factor
    price = None if charge.unit_price is None else charge.unit_price * factor
    return replace(charge, billed=cost, effective=cost, contracted=cost, contracted_price=price)


def _item(route: Route, seller: TokenSeller, token_class: str) -> Item:
    meter, direction, action = _METERS[token_class]
    details: dict[str, str | int] = {
        "ModelId": route.model,
        "ModelDeveloper": seller.developer,
        "TokenDirection": direction,
    }
    if action is not None:
        details["TokenCacheAction"] = action
    columns = {"SubAccountId": seller.account, "SubAccountName": seller.account_name, **seller.columns}
    if seller.credential_column is not None:
        columns[seller.credential_column] = route.credential
    return Item(
        service=seller.service,
        category="AI and Machine Learning",
        subcategory="Generative AI",
        meter=meter,
        unit="Tokens",
        sku=f"{route.model}/{token_class}",
        columns=columns,
        tags=seller.tags,
        details=details,
        is_ai=True,
    )
