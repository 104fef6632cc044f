"""Imports seats from files that people keep or products export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.providers import resolve_provider
from outlay.facts.vendors import match_vendor
from outlay.ingest.fact_files.cells import need_text
from outlay.ingest.fact_files.lines import BadCellError, Line, load_lines, read_each
from outlay.ingest.fact_files.rating import find_rate
from outlay.ingest.fact_files.report import FileContext, FileReport, demand_some, report_of
from outlay.ingest.fact_files.statement_cells import currency_sign, read_written_amount, read_written_day
from outlay.ingest.mapping import FileImport, Shape
from outlay.ingest.seats.employees import load_employees
from outlay.ingest.seats.recording import record_seats

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

SHAPE: Final = Shape(
    columns=(
        "product", "biller", "seat_id", "as_of", "employee", "team", "plan", "state", "assigned_on", "last_active_on",
        "price", "currency",
    ),
    aliases={
        "product": ("application", "app", "tool", "licence", "license"),
        "biller": ("vendor", "provider"),
        "seat_id": ("id", "seat", "licence_id", "license_id"),
        "as_of": ("date", "snapshot", "report_date"),
        "employee": ("email", "user", "login", "user_email", "assignee", "member", "name"),
        "team": ("department", "group", "cost_center"),
        "plan": ("plan_type", "tier", "role"),
        "state": ("status",),
        "assigned_on": ("assigned", "assigned_at", "created_at", "start_date", "provisioned_on"),
        "last_active_on": ("last active", "last_active", "last_activity", "last_activity_at", "last_used"),
        "price": ("monthly_price", "price_per_month", "cost", "monthly_cost"),
    },
    needed=("product",),
)  # fmt: skip
_NEVER: Final = "never"


def import_seats(context: FileContext, job: FileImport) -> FileReport:
    """Import seats; the seats of a source, product and day replace those of the same snapshot.

    Raises:
        MissingColumnError: without a product.
        FileFormatError: if no row can be used.
    """
    lines = load_lines(context.store, job, SHAPE)
    seats, rejects = read_each(lines, lambda line: _seat(line, context))
    demand_some(lines, seats, rejects, "seats")
    with context.store.write() as tx:
        loaded = record_seats(tx, job.source, seats, context.settings.employees)
    return report_of(job, lines, rejects, loaded, len(seats) - loaded, _notes(seats, context.settings.employees))


def _seat(line: Line, context: FileContext) -> dict[str, Any]:
    product = need_text(line, "product")
    days = {name: _day(line, name) for name in ("as_of", "assigned_on", "last_active_on")}
    as_of = days["as_of"] or context.now.date()
    vendor = line.get("biller")
    match = match_vendor(product)
    price, currency = _price(line, as_of, context)
    return {
        "product": product,
        "biller": resolve_provider(vendor) if vendor else match.vendor if match else resolve_provider(product),
        "seat_id": line.get("seat_id") or (line.get("employee") or f"row {line.row}").casefold(),
        "employee": line.get("employee"),
        "team": line.get("team"),
        "plan": line.get("plan"),
        "state": (line.get("state") or "active").casefold(),
        "price": price,
        "currency": currency,
        **days,
        "as_of": as_of,
    }


def _price(line: Line, as_of: date, context: FileContext) -> tuple[Decimal | None, str | None]:
    price = read_written_amount(line, "price")
    if price is None:
        return None, None
    if price < 0:
        raise BadCellError("price", "is below zero", line.get("price"))
    own = context.settings.currency
    currency = line.get("currency") or currency_sign(line.get("price") or "") or own
    find_rate(context.rates, currency, as_of, own)
    return price, currency


def _day(line: Line, name: str) -> date | None:
    text = line.get(name)
    return None if text is not None and text.casefold() == _NEVER else read_written_day(line, name)


def _notes(seats: Iterable[dict[str, Any]], employees: Path | None) -> Iterable[str]:
    people = load_employees(employees) if employees else None
    counts: dict[tuple[str, date], int] = {}
    without = 0
    for seat in {(seat["biller"], seat["product"], seat["seat_id"], seat["as_of"]): seat for seat in seats}.values():
        counts[seat["product"], seat["as_of"]] = counts.get((seat["product"], seat["as_of"]), 0) + 1
        listed = people.team_of(seat["employee"] or "") if people else None
        without += (seat["team"] or listed) is None
    for (product, as_of), count in sorted(counts.items()):
        yield f"{product} on {as_of}: {count:,} seats"
    if without:
        yield f"{without:,} seats name no team: their cost stays unattributed"
