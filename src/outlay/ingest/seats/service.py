"""Imports seats from files that people keep or products export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError
from outlay.facts.providers import resolve_provider
from outlay.facts.vendors import match_vendor
from outlay.ingest.cells import CellError, currency_sign, parse_amount, parse_day
from outlay.ingest.file_report import FileContext, FileReport
from outlay.ingest.mapping import FileImport, Shape
from outlay.ingest.rejects import Reject, write_rejects
from outlay.ingest.seats.recording import record_seats
from outlay.ingest.statements import Line, load_lines

if TYPE_CHECKING:
    from datetime import date

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
_SHOWN: Final = 20
_NEVER: Final = frozenset({"never", "none", "-", "n/a"})


def import_seats(context: FileContext, job: FileImport) -> FileReport:
    """Import seats; the seats of a source, product and day replace those of the same snapshot.

    Raises:
        MissingColumnError: without a product.
        FileFormatError: if no row can be used.
    """
    lines = load_lines(context.store, job, SHAPE)
    seats, rejects = [], []
    for line in lines:
        try:
            seats.append(_seat(line, context.now.date(), context.settings.currency))
        except _BadCellError as error:
            rejects.append(error.reject)
    if lines and not seats:
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint="see docs/how-to/seats.md")
    with context.store.write() as tx:
        loaded = record_seats(tx, job.source, seats)
    return FileReport(
        rows=len(lines),
        loaded=loaded,
        rejected=len(rejects),
        unchanged=len(seats) - loaded,
        reject_file=write_rejects(job.reject_dir, rejects),
        rejects=tuple(rejects[:_SHOWN]),
        notes=tuple(_notes(seats)),
    )


class _BadCellError(Exception):
    def __init__(self, reject: Reject) -> None:
        super().__init__(str(reject))
        self.reject = reject


def _seat(line: Line, today: date, currency: str) -> dict[str, Any]:
    product = line.get("product")
    if product is None:
        raise _BadCellError(_reject(line, "product", "is empty"))
    days = {name: _day(line, name) for name in ("as_of", "assigned_on", "last_active_on")}
    price = line.get("price")
    try:
        amount = None if price is None else parse_amount(price)
    except CellError as error:
        raise _BadCellError(_reject(line, "price", str(error))) from error
    vendor = line.get("biller")
    match = match_vendor(product)
    return {
        "product": product,
        "biller": resolve_provider(vendor) if vendor else match.vendor if match else resolve_provider(product),
        "seat_id": line.get("seat_id") or line.get("employee") or f"row {line.row}",
        "employee": line.get("employee"),
        "team": line.get("team"),
        "plan": line.get("plan"),
        "state": (line.get("state") or "active").casefold(),
        "price": amount,
        "currency": None if price is None else line.get("currency") or currency_sign(price) or currency,
        **days,
        "as_of": days["as_of"] or today,
    }


def _day(line: Line, name: str) -> date | None:
    text = line.get(name)
    if text is None or text.casefold() in _NEVER:
        return None
    try:
        return parse_day(text)
    except CellError as error:
        raise _BadCellError(_reject(line, name, str(error))) from error


def _reject(line: Line, column: str, reason: str) -> Reject:
    return Reject(file=line.file, row=line.row, column=column, reason=reason, value=line.get(column))


def _notes(seats: Iterable[dict[str, Any]]) -> Iterable[str]:
    counts: dict[tuple[str, date], int] = {}
    without = 0
    for seat in seats:
        counts[seat["product"], seat["as_of"]] = counts.get((seat["product"], seat["as_of"]), 0) + 1
        without += seat["team"] is None
    for (product, as_of), count in sorted(counts.items()):
        yield f"{product} on {as_of}: {count:,} seats"
    if without:
        yield f"{without:,} seats name no team: their cost stays unattributed"
