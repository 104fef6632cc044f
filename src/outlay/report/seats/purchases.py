"""How many seats contracts bought, and of which listed product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.ingest.contracts import load_declared
from outlay.ingest.contracts.model import Contract
from outlay.ingest.contracts.periods import contract_periods
from outlay.ledger.seats import is_product
from outlay.pricing import ExchangeRates
from outlay.report.seats.model import Product, Purchase

if TYPE_CHECKING:
    from datetime import date

    from outlay.core.settings import Settings
    from outlay.store import Reader


def load_purchases(reader: Reader, settings: Settings, listed: Iterable[Product]) -> dict[Product, Purchase]:
    """Seats bought by the contracts that run today, under the listed product that they are of, else their own."""
    known = sorted(listed)
    found: dict[Product, list[Purchase]] = defaultdict(list)
    for one in _running(reader, settings):
        found[one.biller, _product_of(one, known)].append(one)
    return {(biller, product): _together(parts, product) for (biller, product), parts in found.items()}


def _running(reader: Reader, settings: Settings) -> Iterator[Purchase]:
    today = settings.today
    contracts = [one for one in load_declared(reader) if isinstance(one, Contract) and one.seats is not None]
    rates = ExchangeRates(settings)
    for one in contracts:
        amount = _amount(one, today)
        if amount is None or one.seats is None:
            continue
        amount = rates.convert(amount, one.currency, today)
        yield Purchase(
            biller=one.biller, product=one.product, seats=one.seats, monthly_cost=amount, contracts=(one.id,)
        )


def _amount(contract: Contract, today: date) -> Decimal | None:
    """What a contract costs in the month of its term that today is in; None where it does not run."""
    periods = (period for period in contract_periods(contract, today) if period.since <= today < period.until)
    return next((period.amount for period in periods), None)


def _product_of(one: Purchase, listed: Iterable[Product]) -> str:
    """The listed product that a contract names: the same words first, else one that its name fits alone."""
    names = [product for biller, product in listed if biller == one.biller]
    same = [name for name in names if name.casefold() == one.product.casefold()]
    fitting = same or [name for name in names if is_product(one.product, name, len(names))]
    return fitting[0] if len(fitting) == 1 else one.product


def _together(parts: list[Purchase], product: str) -> Purchase:
    return replace(
        parts[0],
        product=product,
        seats=sum(part.seats for part in parts),
        monthly_cost=sum((part.monthly_cost for part in parts), Decimal(0)),
        contracts=tuple(sorted(name for part in parts for name in part.contracts)),
    )
