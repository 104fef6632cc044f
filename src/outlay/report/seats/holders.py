"""Who holds seats: the latest list of each product, with what a seat costs and whether anybody uses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.contracts.spreading import split_evenly
from outlay.ingest.seats import load_employees
from outlay.ledger.seats import is_product
from outlay.pricing import ExchangeRates
from outlay.report.seats.model import Product, Purchase, SeatRow, Seats, Spare, Use
from outlay.report.seats.purchases import load_purchases
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.seats import Employees
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
Seat = dict[str, Any]


def load_seats(reader: Reader, settings: Settings) -> Seats:
    """The seats of the latest lists and of the contracts that run, with their cost and whether anybody uses them."""
    today = settings.today
    products: dict[Product, list[Seat]] = defaultdict(list)
    for row in reader.fetch(load_sql(_PACKAGE, "seats_latest"), {"today": today}).to_pylist():
        products[row["biller"], row["product"]].append(row)
    bought = load_purchases(reader, settings, products)
    people = load_employees(settings.employees) if settings.employees else None
    pricing = _Pricing(reader, settings, products)
    rows: list[SeatRow] = []
    spare: dict[Product, Spare] = {}
    for product, seats in products.items():
        costs = pricing.costs(product, seats, bought.get(product))
        for seat, (cost, basis) in zip(seats, costs, strict=False):
            rows.append(_judged(_row(seat, cost, basis, today), seat, people, settings))
        left = [cost for cost, _ in costs[len(seats) :]]
        if left:
            spare[product] = Spare(seats=len(left), cost=sum((cost for cost in left if cost is not None), Decimal(0)))
    return Seats(held=rows, bought=bought, spare=spare)


class _Pricing:
    """What a seat costs a month: by contract, else its own price, else its part of what was charged last."""

    def __init__(self, reader: Reader, settings: Settings, products: Mapping[Product, object]) -> None:
        self._settings = settings
        self._rates = ExchangeRates(settings)
        self._charged = (
            reader.fetch(load_sql(_PACKAGE, "seats_charged"), {"today": settings.today}).to_pylist() if products else []
        )
        self._offered: dict[str, int] = defaultdict(int)
        for biller, _ in products:
            self._offered[biller] += 1

    def costs(
        self, product: Product, seats: Sequence[Seat], bought: Purchase | None
    ) -> list[tuple[Decimal | None, str]]:
        """The cost of each seat and where it is from; after those that are held, those that are bought and not held."""
        if bought is not None:
            slots = max(bought.seats, len(seats))
            basis = f"contract {', '.join(bought.contracts)}"
            return [(share, basis) for share in split_evenly(bought.monthly_cost, slots)]
        month, cost = self._latest(product)
        shares = [None] * len(seats) if cost is None else split_evenly(cost, len(seats))
        basis = "unknown" if cost is None else f"charges of {month:%Y-%m} ÷ {len(seats)} seats"
        told = [self._price(seat) for seat in seats]
        return [
            (share, basis) if price is None else (price, "price of the seat")
            for price, share in zip(told, shares, strict=True)
        ]

    def _price(self, seat: Seat) -> Decimal | None:
        if seat["price"] is None:
            return None
        return self._rates.convert(seat["price"], seat["currency"] or self._settings.currency, seat["as_of"])

    def _latest(self, product: Product) -> tuple[date, Decimal | None]:
        """The latest month in which a product was charged, and how much."""
        biller, name = product
        mine = [
            row
            for row in self._charged
            if biller in {row["provider"], row["biller"]} and is_product(row["service"], name, self._offered[biller])
        ]
        if not mine:
            return date.min, None
        month = max(row["month"] for row in mine)
        return month, sum((row["cost"] for row in mine if row["month"] == month), Decimal(0))


def _row(seat: Seat, cost: Decimal | None, basis: str, today: date) -> SeatRow:
    last = seat["last_active_on"]
    names = ("biller", "product", "as_of", "employee", "team", "plan", "assigned_on", "last_active_on")
    return SeatRow(
        **{name: seat[name] for name in names},
        # after the list nobody looked, so days count until then
        idle_days=None if last is None else max((min(seat["as_of"], today) - last).days, 0),
        monthly_cost=cost,
        cost_basis=basis,
    )


def _judged(row: SeatRow, seat: Seat, people: Employees | None, settings: Settings) -> SeatRow:
    use, why = _use(row, settings.seat_idle_days, is_activity_told=seat["is_activity_told"])
    if people is not None and row.employee and (left := people.has_left(row.employee, settings.today)):
        use, why = "unused", left
    return replace(row, use=use, unused=why)


def _use(row: SeatRow, idle_days: int, *, is_activity_told: bool) -> tuple[Use, str | None]:
    if row.idle_days is not None:
        return ("unused", f"not active for {row.idle_days} days") if row.idle_days >= idle_days else ("active", None)
    if row.assigned_on is not None and (row.as_of - row.assigned_on).days < idle_days:
        return "new", None
    return ("unused", "never active") if is_activity_told else ("unknown", None)
