"""Writes invoices: by biller and id, so that the same invoice again changes nothing and a change is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import Money
from outlay.facts.tables import TABLE
from outlay.ingest.fact_files.lines import BadCellError
from outlay.ingest.fact_files.rating import find_rate
from outlay.ingest.invoices.model import Invoice
from outlay.store.arrow import arrow_table

if TYPE_CHECKING:
    from decimal import Decimal

    from outlay.ingest.fact_files.report import FileContext
    from outlay.store import Reader, Write

_NAMED: Final = 10


@dataclass(slots=True, kw_only=True)
class Recorded:
    """What recording did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    unrated: list[tuple[Invoice, BadCellError]] = field(default_factory=list)
    """Invoices that cannot be converted: they are not taken."""

    @property
    def taken(self) -> int:
        """How many invoices are held now."""
        return self.new + self.changed + self.unchanged


def record_invoices(context: FileContext, invoices: Sequence[Invoice], source: str) -> Recorded:
    """Write invoices that are new or differ from what is held; amounts are converted once, with their rate."""
    done = Recorded()
    with context.store.write() as tx:
        held = _load_held(tx)
        for invoice in invoices:
            before = held.get(invoice.key)
            if before is not None and before["content_hash"] == invoice.content_hash:
                done.unchanged += 1
                continue
            try:
                rate = _rate(context, invoice)
            except BadCellError as error:
                done.unrated.append((invoice, error))
                continue
            done.new += before is None
            done.changed += before is not None
            done.notes += _changes(invoice, before)
            _swap(tx, invoice, _row(context, invoice, rate) | {"source": source})
    return done


def _load_held(reader: Reader) -> dict[tuple[str, str], dict[str, Any]]:
    sql = "SELECT biller, invoice_id, content_hash, status, net_amount, tax_amount FROM invoice"
    return {(row["biller"], row["invoice_id"]): row for row in reader.fetch(sql).to_pylist()}


def _changes(invoice: Invoice, before: Mapping[str, Any] | None) -> list[str]:
    """What a changed invoice says differently: its state above all, as it settles or reopens a period."""
    if before is None:
        return []
    name = f"{invoice.biller} {invoice.invoice_id} of {invoice.period_start:%Y-%m}"
    notes = []
    if before["status"] != invoice.status:
        words = " (reopened: its period is no longer settled)" if before["status"] == "Issued" else ""
        notes.append(f"{name}: {before['status']} → {invoice.status}{words}")
    if (before["net_amount"], before["tax_amount"]) != (invoice.net, invoice.tax):
        old = f"{before['net_amount']:,.2f} + {before['tax_amount']:,.2f}"
        notes.append(f"{name}: net + tax {old} → {invoice.net:,.2f} + {invoice.tax:,.2f} {invoice.currency}")
    return notes


def _swap(tx: Write, invoice: Invoice, row: Mapping[str, Any]) -> None:
    named = {"biller": invoice.biller, "invoice_id": invoice.invoice_id}
    tx.delete("invoice", **named)
    tx.delete("invoice_line", **named)
    tx.insert("invoice", arrow_table(TABLE["invoice"], [row]))
    lines = [
        {
            **named,
            "line_id": line.line_id,
            "charge_category": line.category,
            "description": line.description,
            "grain": line.grain,
            "quantity": line.quantity,
            "unit": line.unit,
            "amount": line.amount,
            "service_start": line.service_start,
            "service_end": line.service_end,
        }
        for line in invoice.lines
    ]
    if lines:
        tx.insert("invoice_line", arrow_table(TABLE["invoice_line"], lines))


def _row(context: FileContext, invoice: Invoice, rate: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "biller": invoice.biller,
        "invoice_id": invoice.invoice_id,
        "issuer": invoice.issuer,
        "billing_account": invoice.billing_account,
        "period_start": invoice.period_start,
        "period_end": invoice.period_end,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "status": invoice.status,
        "currency": invoice.currency,
        "net_amount": invoice.net,
        "tax_amount": invoice.tax,
        "total_amount": invoice.net + invoice.tax,
        "payment_currency": invoice.payment_currency,
        "payment_amount": invoice.payment_amount,
        "reference_invoice_id": invoice.reference,
        **rate,
        **converted((invoice.net, invoice.tax), invoice.currency, rate["x_fx_rate"], context.settings.currency),
        "content_hash": invoice.content_hash,
        "loaded_at": context.now.astimezone(UTC).replace(tzinfo=None),
    }


def converted(amounts: tuple[Decimal, Decimal], currency: str, rate: Decimal, reporting: str) -> dict[str, Decimal]:
    """Net and tax of an invoice in the reporting currency."""
    net, tax = (Money(amount=amount, currency=currency).convert(rate, reporting).amount for amount in amounts)
    return {"x_net_amount": net, "x_tax_amount": tax}


def _rate(context: FileContext, invoice: Invoice) -> dict[str, Any]:
    """The rate of the day of issue, as the settings give it now."""
    day = invoice.issued_on or invoice.period_start
    found = find_rate(context.rates, invoice.currency, day, context.settings.currency)
    if found is None:
        return {"x_fx_rate": 1, "x_fx_date": day, "x_fx_source": "same"}
    return {"x_fx_rate": found.rate, "x_fx_date": found.rate_date, "x_fx_source": found.source}
