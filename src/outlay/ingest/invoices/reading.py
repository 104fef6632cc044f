"""Reads invoices from rows of text: one invoice a row, or one line a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.facts.providers import resolve_provider
from outlay.ingest.fact_rows import (
    BadCellError,
    Cells,
    need_amount,
    need_text,
    past_last_day,
    read_amount,
    read_currency,
    read_day,
    read_period,
)
from outlay.ingest.invoices.model import CATEGORIES, STATUSES, TAX, Invoice, InvoiceLine, Status
from outlay.ingest.rejects import Reject, rejects_of

if TYPE_CHECKING:
    from datetime import date


def read_invoices(rows: Iterable[Cells]) -> tuple[list[Invoice], list[Reject], list[str]]:
    """Invoices of rows, the rows that cannot be taken, and remarks. An invoice with a bad row is not taken at all."""
    groups: dict[tuple[str, str], list[Cells]] = {}
    rejects: list[Reject] = []
    for row in rows:
        try:
            key = resolve_provider(need_text(row, "issuer")), need_text(row, "invoice_id")
        except BadCellError as error:
            rejects += _reject(row, error)
        else:
            groups.setdefault(key, []).append(row)
    invoices, notes = [], []
    for group in groups.values():
        found, bad = _invoice(group)
        if found is not None:
            invoices.append(found)
            notes += _doubts(found, group)
        rejects += bad
    return invoices, rejects, notes


def _invoice(rows: Sequence[Cells]) -> tuple[Invoice | None, list[Reject]]:
    bad: list[Reject] = []
    lines: list[InvoiceLine] = []
    headers: list[Invoice] = []
    for number, row in enumerate(rows, start=1):
        try:
            headers.append(_header(row))
            if row.get("amount") is not None:
                lines.append(_line(row, number))
            _demand_agreement(row, headers)
        except BadCellError as error:
            bad += _reject(row, error)
    if not bad and not lines and len(rows) > 1:
        bad = _reject(rows[1], BadCellError("invoice_id", "is given twice without lines", rows[1].get("invoice_id")))
    if bad:
        return None, bad
    return _whole(headers, lines), []


def _header(row: Cells) -> Invoice:
    since, until = read_period(row, "period", "period_end")
    is_line = row.get("amount") is not None
    reference, invoice_id = row.get("reference"), need_text(row, "invoice_id")
    return Invoice(
        issuer=need_text(row, "issuer"),
        invoice_id=invoice_id,
        billing_account=row.get("account"),
        period_start=since,
        period_end=until,
        currency=read_currency(row, "currency"),
        net=(read_amount(row, "net") or Decimal(0)) if is_line else need_amount(row, "net"),
        tax=read_amount(row, "tax") or Decimal(0),
        status=_status(row),
        issued_on=read_day(row, "issued_on"),
        due_on=read_day(row, "due_on"),
        payment_currency=row.get("payment_currency"),
        payment_amount=read_amount(row, "payment_amount"),
        reference=None if reference == invoice_id else reference,
    )


def _status(row: Cells) -> Status:
    text = row.get("status") or "Issued"
    found = STATUSES.get(text.casefold())
    if found is None:
        raise BadCellError("status", "is none of Open, Issued, Voided", text)
    return found


def _line(row: Cells, number: int) -> InvoiceLine:
    category = (row.get("category") or "Purchase").capitalize()
    if category not in CATEGORIES:
        raise BadCellError("category", f"is none of {', '.join(CATEGORIES)}", row.get("category"))
    start, end = read_day(row, "service_start"), read_day(row, "service_end")
    if (start is None) != (end is None):
        raise BadCellError("service_end" if end is None else "service_start", "is empty", None)
    return InvoiceLine(
        line_id=row.get("line_id") or str(number),
        category=category,
        amount=need_amount(row, "amount"),
        description=row.get("description"),
        grain=row.get("grain"),
        quantity=read_amount(row, "quantity"),
        unit=row.get("unit"),
        service_start=start,
        service_end=_service_end(row, start, end),
    )


def _service_end(row: Cells, start: date | None, end: date | None) -> date | None:
    if start is None or end is None:
        return None
    past = past_last_day(start, end)
    if past <= start:
        raise BadCellError("service_end", "is not after service_start", row.get("service_end"))
    return past


def _demand_agreement(row: Cells, headers: Sequence[Invoice]) -> None:
    """Rows of one invoice must agree on what is said once for all of it."""
    if headers[-1].currency != headers[0].currency:
        raise BadCellError("currency", f"differs within the invoice: {headers[0].currency}", headers[-1].currency)
    if headers[-1].status != headers[0].status:
        raise BadCellError("status", f"differs within the invoice: {headers[0].status}", row.get("status"))


def _whole(headers: Sequence[Invoice], lines: Sequence[InvoiceLine]) -> Invoice:
    from dataclasses import replace

    first = headers[0]
    if not lines:
        return first
    paid = [header.payment_amount for header in headers if header.payment_amount is not None]
    return replace(
        first,
        period_start=min(header.period_start for header in headers),
        period_end=max(header.period_end for header in headers),
        net=sum((line.amount for line in lines if line.category != TAX), Decimal(0)),
        tax=sum((line.amount for line in lines if line.category == TAX), Decimal(0)) or first.tax,
        payment_amount=sum(paid, Decimal(0)) if paid else None,
        lines=tuple(lines),
    )


def _doubts(invoice: Invoice, rows: Sequence[Cells]) -> list[str]:
    stated = read_amount(rows[0], "net")
    if not invoice.lines or stated is None or stated == invoice.net:
        return []
    return [f"{invoice.biller} {invoice.invoice_id}: its lines add up to {invoice.net:f}, its net says {stated:f}"]


def _reject(row: Cells, error: BadCellError) -> list[Reject]:
    return rejects_of([(row.get("_file"), row.get("_row") or 1, *error.args)])
