"""An invoice and its lines, and the shapes of the files that tell of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from outlay.core.ids import stable_id
from outlay.core.money import format_plain
from outlay.facts.providers import resolve_provider
from outlay.ingest.mapping import Shape

Status = Literal["Open", "Issued", "Voided"]

TAX: Final = "Tax"
CATEGORIES: Final = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
STATUSES: Final[dict[str, Status]] = {
    "open": "Open",
    "draft": "Open",
    "issued": "Issued",
    "final": "Issued",
    "paid": "Issued",
    "voided": "Voided",
    "void": "Voided",
    "cancelled": "Voided",
    "canceled": "Voided",
}
"""What systems call FOCUS's three states of an invoice."""

SHAPE: Final = Shape(
    columns=(
        "issuer", "invoice_id", "account", "period", "period_end", "net", "tax", "currency", "status", "issued_on",
        "due_on", "reference", "payment_currency", "payment_amount", "line_id", "amount", "category", "description",
        "grain", "quantity", "unit", "service_start", "service_end",
    ),
    aliases={
        "issuer": ("invoiceissuername", "vendor", "biller"),
        "invoice_id": ("invoiceid", "id", "invoice", "number", "invoice_number"),
        "account": ("billingaccountid", "billing_account"),
        "period": ("billingperiodstart", "period_start", "month"),
        "period_end": ("billingperiodend",),
        "net": ("net_amount", "subtotal"),
        "tax": ("tax_amount", "vat"),
        "currency": ("billingcurrency",),
        "status": ("invoiceissuestatus",),
        "issued_on": ("invoiceissuedate", "date", "invoice_date"),
        "due_on": ("paymentduedate", "due_date"),
        "reference": ("referenceinvoiceid", "reference_invoice_id"),
        "payment_currency": ("paymentcurrency",),
        "payment_amount": ("paymentcurrencybilledcost",),
        "line_id": ("invoicedetailid",),
        "amount": ("billedcost", "line_amount"),
        "category": ("chargecategory", "charge_category"),
        "description": ("invoicedetaildescription", "item"),
        "grain": ("invoicedetailgrain",),
    },
    needed=("issuer", "invoice_id", "period", "currency"),
)  # fmt: skip
"""FOCUS InvoiceDetail and plain tables: a row is a line where there is an `amount`, else an invoice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line: what for, how much, and for which period of service (its end is exclusive)."""

    line_id: str
    category: str
    amount: Decimal
    description: str | None = None
    grain: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    service_start: date | None = None
    service_end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice as issued; amounts are in its own currency, the period's end is exclusive."""

    issuer: str
    invoice_id: str
    period_start: date
    period_end: date
    currency: str
    net: Decimal
    tax: Decimal = Decimal(0)
    status: Status = "Issued"
    billing_account: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    payment_currency: str | None = None
    payment_amount: Decimal | None = None
    reference: str | None = None
    lines: tuple[InvoiceLine, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What an invoice is known by."""
        return self.biller, self.invoice_id

    @property
    def biller(self) -> str:
        """The slug of the issuer."""
        return resolve_provider(self.issuer)

    @property
    def content_hash(self) -> str:
        """A digest of all that it says, whatever the order of its lines."""
        lines = sorted((_plain(asdict(line)) for line in self.lines), key=str)
        return stable_id("inv", {**_plain(asdict(self)), "lines": lines})


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: format_plain(value) if isinstance(value, Decimal) else value for name, value in values.items()}
