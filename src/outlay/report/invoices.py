"""Lists invoices, each with what charges say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineView:
    """A line as issued."""

    line_id: str
    charge_category: str
    description: str | None
    amount: Decimal
    service_start: date | None
    service_end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice: amounts in its currency, `x_` ones in the reporting currency with the rate that made them."""

    biller: str
    invoice_id: str
    issuer: str
    billing_account: str | None
    period_start: date
    period_end: date
    issued_on: date | None
    due_on: date | None
    status: str
    currency: str
    net_amount: Decimal
    tax_amount: Decimal
    total_amount: Decimal
    reference_invoice_id: str | None
    x_fx_rate: Decimal
    x_fx_date: date
    x_fx_source: str
    x_net_amount: Decimal
    x_tax_amount: Decimal
    source: str
    charges: int
    """How many charges carry its id."""
    charged_net: Decimal | None
    """What they bill without tax, in their own currency; None where there are none or several currencies."""
    lines: tuple[InvoiceLineView, ...]


def list_invoices(reader: Reader) -> list[InvoiceView]:
    """Every invoice, newest period first."""
    lines: dict[tuple[str, str], list[InvoiceLineView]] = {}
    for row in reader.fetch(load_sql(_PACKAGE, "invoice_lines")).to_pylist():
        key = row.pop("biller"), row.pop("invoice_id")
        lines.setdefault(key, []).append(InvoiceLineView(**row))
    rows: list[dict[str, Any]] = reader.fetch(load_sql(_PACKAGE, "invoices")).to_pylist()
    return [InvoiceView(**row, lines=tuple(lines.get((row["biller"], row["invoice_id"]), ()))) for row in rows]
