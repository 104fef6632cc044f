"""Puts bought, assigned and used seats side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.report.seats.holders import load_seats
from outlay.report.seats.model import Product, Purchase, SeatGroup, SeatReport, SeatRow, Seats, Spare

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader

NO_TEAM: Final = "no team"
NOT_ASSIGNED: Final = "not assigned"
_NONE_SPARE: Final = Spare(seats=0, cost=Decimal(0))


def compute_seats(reader: Reader, settings: Settings, by: str = "product") -> SeatReport:
    """Report seats by product or by product and team: bought, assigned, used, unused.

    Raises:
        UsageError: for another grouping.
    """
    if by not in {"product", "team"}:
        message = f"seats cannot be grouped by {by!r}"
        raise UsageError(message, hint="--by product or --by team")
    seats = load_seats(reader, settings)
    unused = [row for row in seats.held if row.use == "unused"]
    cost = _sum(unused)
    free = seats.spare.values()
    return SeatReport(
        currency=settings.currency,
        idle_days=settings.seat_idle_days,
        by=by,
        seats=_count(seats),
        unused=len(unused) + sum(one.seats for one in free),
        unused_cost=None if cost is None else cost + sum((one.cost for one in free), Decimal(0)),
        without_team=sum(row.team is None for row in seats.held),
        groups=tuple(_of_teams(seats) if by == "team" else _of_products(seats)),
        unused_seats=tuple(sorted(unused, key=lambda row: (-(row.monthly_cost or 0), row.product, row.employee or ""))),
        notes=tuple(_notes(seats, settings)),
    )


def _count(seats: Seats) -> int:
    """Bought seats, and held ones of products that no contract bought."""
    own = sum((row.biller, row.product) not in seats.bought for row in seats.held)
    return own + sum(one.seats for one in seats.bought.values())


def _of_products(seats: Seats) -> Iterator[SeatGroup]:
    held = _grouped(seats.held)
    for product in sorted({*held, *seats.bought}):
        if product not in held:
            yield _unlisted(seats.bought[product])
            continue
        bought = seats.bought.get(product)
        spare = seats.spare.get(product, _NONE_SPARE) if bought else None
        yield _group(held[product], None, bought.seats if bought else None, spare)


def _of_teams(seats: Seats) -> Iterator[SeatGroup]:
    """Seats are bought for a product, not for a team, so the bought ones that nobody holds are a line of their own."""
    held = _grouped(seats.held)
    for product in sorted({*held, *seats.bought}):
        if product not in held:
            yield _unlisted(seats.bought[product])
            continue
        teams: dict[str, list[SeatRow]] = defaultdict(list)
        for row in held[product]:
            teams[row.team or NO_TEAM].append(row)
        for team in sorted(teams):
            yield _group(teams[team], team, None, None)
        if product in seats.spare:
            yield _spare(held[product][0], seats.spare[product])


def _grouped(rows: Iterable[SeatRow]) -> dict[Product, list[SeatRow]]:
    found: dict[Product, list[SeatRow]] = defaultdict(list)
    for row in rows:
        found[row.biller, row.product].append(row)
    return found


def _group(rows: Sequence[SeatRow], team: str | None, bought: int | None, spare: Spare | None) -> SeatGroup:
    unused = [row for row in rows if row.use == "unused"]
    is_known = all(row.use != "unknown" for row in rows)
    free = spare or _NONE_SPARE
    cost, unused_cost = _sum(rows), _sum(unused)
    return SeatGroup(
        biller=rows[0].biller,
        product=rows[0].product,
        team=team,
        as_of=rows[0].as_of,
        bought=bought,
        assigned=len(rows),
        active=sum(row.use == "active" for row in rows) if is_known else None,
        new=sum(row.use == "new" for row in rows) if is_known else None,
        unassigned=None if spare is None else free.seats,
        unused=len(unused) + free.seats if is_known else None,
        monthly_cost=None if cost is None else cost + free.cost,
        unused_cost=unused_cost + free.cost if is_known and unused_cost is not None else None,
        cost_basis=", ".join(sorted({row.cost_basis for row in rows})),
    )


def _spare(like: SeatRow, spare: Spare) -> SeatGroup:
    return SeatGroup(
        biller=like.biller,
        product=like.product,
        team=NOT_ASSIGNED,
        as_of=like.as_of,
        bought=None,
        assigned=0,
        active=0,
        new=0,
        unassigned=spare.seats,
        unused=spare.seats,
        monthly_cost=spare.cost,
        unused_cost=spare.cost,
        cost_basis=like.cost_basis,
    )


def _unlisted(bought: Purchase) -> SeatGroup:
    """Seats of a contract whose holders nobody told: whether they are used is not known."""
    return SeatGroup(
        biller=bought.biller,
        product=bought.product,
        team=None,
        as_of=None,
        bought=bought.seats,
        assigned=None,
        active=None,
        new=None,
        unassigned=None,
        unused=None,
        monthly_cost=bought.monthly_cost,
        unused_cost=None,
        cost_basis=f"contract {', '.join(bought.contracts)}",
    )


def _sum(rows: Sequence[SeatRow]) -> Decimal | None:
    """What seats cost together; unknown if the cost of any is."""
    costs = [row.monthly_cost for row in rows]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


def _notes(seats: Seats, settings: Settings) -> Iterator[str]:
    if not seats.held and not seats.bought:
        yield "no seats are known: connect a source that has them, import contracts, or `outlay import seats FILE`"
        return
    held = _grouped(seats.held)
    for (_, name), rows in sorted(held.items()):
        if (settings.today - rows[0].as_of).days > settings.seat_idle_days:
            yield f"{name}: the list of who holds seats is of {rows[0].as_of}; since then nothing is known"
    for product, bought in sorted(seats.bought.items()):
        if product not in held:
            yield f"{bought.product}: who holds the {bought.seats:,} bought seats is not known (`outlay import seats`)"
        elif len(held[product]) > bought.seats:
            yield f"{bought.product}: {len(held[product]):,} seats are assigned, {bought.seats:,} were bought"
    for _, name in sorted(product for product, rows in held.items() if any(row.use == "unknown" for row in rows)):
        yield f"{name}: nothing tells whether seats are used (`last_active_on`), so none is called unused for that"
    without = sum(row.team is None for row in seats.held)
    if without:
        yield f"{without:,} seats have no team: their cost stays unattributed"
    unpriced = sorted({row.product for row in seats.held if row.monthly_cost is None})
    if unpriced:
        yield f"no price and no charges tell the cost of {', '.join(unpriced)}"
