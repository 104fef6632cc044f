"""Seats by product and team, those that nobody uses, and what they cost a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import UsageError
from outlay.ledger.seats import is_product
from outlay.pricing import ExchangeRates
from outlay.report.employees import load_employees
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_UNITS: Final = Decimal(10) ** 12
NO_TEAM: Final = "no team"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat; `unused` says why nobody needs it, `monthly_cost` is in the reporting currency, None if unknown."""

    biller: str
    product: str
    as_of: date
    employee: str | None
    team: str | None
    plan: str | None
    assigned_on: date | None
    last_active_on: date | None
    idle_days: int | None
    monthly_cost: Decimal | None
    cost_basis: str
    unused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGroup:
    """Seats of a product, or of a product and team."""

    biller: str
    product: str
    team: str | None
    as_of: date
    seats: int
    unused: int
    monthly_cost: Decimal | None
    unused_cost: Decimal | None
    cost_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReport:
    """Who holds what, and what nobody uses."""

    currency: str
    idle_days: int
    by: str
    seats: int
    unused: int
    unused_cost: Decimal | None
    without_team: int
    groups: tuple[SeatGroup, ...]
    unused_seats: tuple[SeatRow, ...]
    notes: tuple[str, ...]


def compute_seats(reader: Reader, settings: Settings, by: str = "product") -> SeatReport:
    """Report the latest snapshot of each product, by product or by product and team.

    Raises:
        UsageError: for another grouping.
    """
    if by not in {"product", "team"}:
        message = f"seats cannot be grouped by {by!r}"
        raise UsageError(message, hint="--by product or --by team")
    rows = load_seats(reader, settings)
    unused = [row for row in rows if row.unused]
    return SeatReport(
        currency=settings.currency,
        idle_days=settings.seat_idle_days,
        by=by,
        seats=len(rows),
        unused=len(unused),
        unused_cost=_sum(unused),
        without_team=sum(row.team is None for row in rows),
        groups=tuple(_groups(rows, is_by_team=by == "team")),
        unused_seats=tuple(sorted(unused, key=lambda row: (-(row.monthly_cost or 0), row.product, row.employee or ""))),
        notes=tuple(_notes(rows)),
    )


def load_seats(reader: Reader, settings: Settings) -> list[SeatRow]:
    """The seats of the latest snapshots, with their cost and whether anybody uses them."""
    today = settings.today
    found = reader.fetch(load_sql(_PACKAGE, "seats_latest"), {"today": today}).to_pylist()
    if not found:
        return []
    charged = reader.fetch(load_sql(_PACKAGE, "seats_charged"), {"today": today}).to_pylist()
    rates = ExchangeRates(settings)
    products: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        products[row["biller"], row["product"]].append(row)
    offered: dict[str, int] = defaultdict(int)
    for biller, _ in products:
        offered[biller] += 1
    rows: list[SeatRow] = []
    for (biller, product), seats in products.items():
        month, cost = _charged(charged, biller, product, offered[biller])
        shares = _shares(cost, len(seats))
        for seat, share in zip(seats, shares, strict=True):
            told = _price(seat, rates, settings.currency)
            basis = "price of the seat" if told is not None else f"charges of {month:%Y-%m} ÷ {len(seats)} seats"
            is_known = told is not None or share is not None
            rows.append(_row(seat, told if told is not None else share, basis if is_known else "unknown", today))
    return _judged(rows, settings)


def _judged(rows: Iterable[SeatRow], settings: Settings) -> list[SeatRow]:
    people = load_employees(settings.employees) if settings.employees else None
    judged = []
    for row in rows:
        why = _unused(row, settings.seat_idle_days)
        if people is not None and row.employee and (left := people.has_left(row.employee, settings.today)):
            why = left
        judged.append(replace(row, unused=why))
    return judged


def _unused(row: SeatRow, idle_days: int) -> str | None:
    if row.last_active_on is None:
        is_new = row.assigned_on is not None and (row.as_of - row.assigned_on).days < idle_days
        return None if is_new else "never active"
    if row.idle_days is not None and row.idle_days >= idle_days:
        return f"not active for {row.idle_days} days"
    return None


def _row(seat: dict[str, Any], cost: Decimal | None, basis: str, today: date) -> SeatRow:
    last = seat["last_active_on"]
    names = ("biller", "product", "as_of", "employee", "team", "plan", "assigned_on", "last_active_on")
    return SeatRow(
        **{name: seat[name] for name in names},
        # after the snapshot nobody looked, so days count until then
        idle_days=None if last is None else max((min(seat["as_of"], today) - last).days, 0),
        monthly_cost=cost,
        cost_basis=basis,
    )


def _price(seat: dict[str, Any], rates: ExchangeRates, currency: str) -> Decimal | None:
    if seat["price"] is None:
        return None
    pair = (seat["currency"] or currency, seat["as_of"])
    if pair[0] == currency:
        return Decimal(seat["price"])
    rate = rates.rates_for([pair], currency)[pair].rate
    return (Decimal(seat["price"]) * rate).quantize(Decimal(1) / _UNITS)


def _charged(rows: Sequence[dict[str, Any]], biller: str, product: str, products: int) -> tuple[date, Decimal | None]:
    """The latest month in which a product was charged, and how much."""
    mine = [
        row
        for row in rows
        if biller in {row["provider"], row["biller"]} and is_product(row["service"], product, products)
    ]
    if not mine:
        return date.min, None
    month = max(row["month"] for row in mine)
    return month, sum((row["cost"] for row in mine if row["month"] == month), Decimal(0))


def _shares(cost: Decimal | None, seats: int) -> list[Decimal | None]:
    """Equal shares that add up to the last unit; the first seats take what is left over."""
    if cost is None:
        return [None] * seats
    each, rest = divmod(int(abs(cost) * _UNITS), seats)
    sign = -1 if cost < 0 else 1
    return [Decimal(sign * (each + (number < rest))) / _UNITS for number in range(seats)]


def _groups(rows: Iterable[SeatRow], *, is_by_team: bool) -> Iterable[SeatGroup]:
    groups: dict[tuple[str, str, str | None], list[SeatRow]] = defaultdict(list)
    for row in rows:
        groups[row.biller, row.product, (row.team or NO_TEAM) if is_by_team else None].append(row)
    for (biller, product, team), held in sorted(groups.items(), key=lambda pair: tuple(map(str, pair[0]))):
        unused = [row for row in held if row.unused]
        yield SeatGroup(
            biller=biller,
            product=product,
            team=team,
            as_of=held[0].as_of,
            seats=len(held),
            unused=len(unused),
            monthly_cost=_sum(held),
            unused_cost=_sum(unused),
            cost_basis=", ".join(sorted({row.cost_basis for row in held})),
        )


def _sum(rows: Sequence[SeatRow]) -> Decimal | None:
    """What seats cost together; unknown if the cost of any is."""
    costs = [row.monthly_cost for row in rows]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


def _notes(rows: Sequence[SeatRow]) -> Iterable[str]:
    if not rows:
        yield "no seats are known: connect a source that has them, or `outlay import seats FILE`"
        return
    without = sum(row.team is None for row in rows)
    if without:
        yield f"{without:,} seats have no team: their cost stays unattributed"
    unpriced = sorted({row.product for row in rows if row.monthly_cost is None})
    if unpriced:
        yield f"no price and no charges tell the cost of {', '.join(unpriced)}"
