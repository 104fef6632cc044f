"""What the company earned: revenue, active users, transactions and avoided losses, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Final

from outlay.core.money import format_plain
from outlay.core.time import month_start
from outlay.demo.bills.charge import month_length
from outlay.demo.calendar import apportion_month, weekday_factor
from outlay.demo.company import PLANS, PRODUCTS, Customer
from outlay.demo.features import FRAUD_CHECK, FRAUD_REQUESTS_A_MONTH, TRANSACTIONS_PER_REQUEST
from outlay.demo.world import World

COLUMNS: Final = ("metric", "day", "product", "feature", "plan", "segment", "customer", "amount", "currency")
_ZERO: Final = Decimal(0)
_AVOIDED_LOSS: Final = Decimal("0.11")
_PRODUCT_SHARES: Final = {1: (100,), 3: (40, 35, 25)}
_ACTIVE_AT_END: Final = {"free": 700, "pro": 620, "enterprise": 900}
_REVENUE_START: Final = 0.62
_TRANSACTIONS_START: Final = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A row of a value file."""

    metric: str
    day: date
    amount: Decimal
    product: str = ""
    feature: str = ""
    plan: str = ""
    segment: str = ""
    customer: str = ""
    currency: str = ""


def write_values(folder: Path, world: World) -> tuple[list[Path], dict[str, dict[str, str]]]:
    """Write a file per metric; the second answer is each metric's sum by month."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, sums = [], {}
    for name, rows in (
        ("revenue", _revenue(world)),
        ("active-users", _active_users(world)),
        ("transactions", _transactions(world)),
    ):
        path = folder / f"{name}.csv"
        for metric, months in _write(path, rows).items():
            sums[metric] = {f"{month:%Y-%m}": format_plain(amount) for month, amount in sorted(months.items())}
        paths.append(path)
    return paths, sums


def _write(path: Path, rows: Iterable[Value]) -> dict[str, dict[date, Decimal]]:
    daily: dict[tuple[str, date], Decimal] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            fields = (row.product, row.feature, row.plan, row.segment, row.customer)
            writer.writerow((row.metric, row.day, *fields, format_plain(row.amount), row.currency))
            key = row.metric, row.day
            daily[key] = daily.get(key, _ZERO) + row.amount
    sums: dict[str, dict[date, Decimal]] = {}
    for (metric, day), amount in daily.items():
        months = sums.setdefault(metric, {})
        months[month_start(day)] = months.get(month_start(day), _ZERO) + amount
    return sums


def _days(world: World) -> Iterator[date]:
    """Every complete day."""
    yield from (day for day in (*world.calendar.bill_days, world.calendar.bills_until) if day < world.calendar.as_of)


def _revenue(world: World) -> Iterator[Value]:
    """A day's part of each paying customer's price, by product, in cents that add up to the month."""
    paying = [one for one in world.company.customers if one.monthly_usd]
    starts = world.rng("revenue").random(len(paying))
    joined = [_joined(world, customer, float(start)) for customer, start in zip(paying, starts, strict=True)]
    for day in _days(world):
        length = month_length(month_start(day))
        for customer, since in zip(paying, joined, strict=True):
            if day >= since:
                yield from _revenue_of(customer, day, length)


def _joined(world: World, customer: Customer, chance: float) -> date:
    """Most customers were there from the start; the others joined on the first of some month."""
    months = world.calendar.bill_months
    if chance < _REVENUE_START:
        return months[0]
    return months[min(customer.index % 12, len(months) - 1)]


def _revenue_of(customer: Customer, day: date, length: int) -> Iterator[Value]:
    for sold, share in zip(customer.products, _PRODUCT_SHARES[len(customer.products)], strict=True):
        cents = customer.monthly_usd * share
        part = cents * day.day // length - cents * (day.day - 1) // length
        yield Value(
            metric="revenue_recognised",
            day=day,
            amount=Decimal(part).scaleb(-2),
            product=sold,
            plan=customer.plan,
            segment=customer.segment,
            customer=customer.name,
            currency="USD",
        )


def _active_users(world: World) -> Iterator[Value]:
    """Counted where requests exist, projected back before."""
    calendar = world.calendar
    for day, name, plan in product(_days(world), PRODUCTS, PLANS):
        count = world.tally.active_users.get((day, name, plan))
        if count is None:
            count = round(_ACTIVE_AT_END[plan] * calendar.ai_growth(day) * weekday_factor(day))
        yield Value(metric="active_users", day=day, amount=Decimal(count), product=name, plan=plan)


def transactions_of(world: World, day: date) -> int:
    """Ten for each fraud check where requests exist, so 850,000 in a full month."""
    requests = apportion_month(round(FRAUD_REQUESTS_A_MONTH * world.scale), day)
    if day < world.calendar.events_since:
        requests = round(requests * world.calendar.growth(day, _TRANSACTIONS_START))
    return requests * TRANSACTIONS_PER_REQUEST


def _transactions(world: World) -> Iterator[Value]:
    where = {"product": FRAUD_CHECK.product, "feature": FRAUD_CHECK.name}
    for day in _days(world):
        count = Decimal(transactions_of(world, day))
        yield Value(metric="transactions", day=day, amount=count, **where)
        yield Value(metric="benefits", day=day, amount=count * _AVOIDED_LOSS, currency="USD", **where)
