"""Reads invoices from rows of text: one invoice a row, or one line a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.facts.providers import resolve_provider
from outlay.ingest.fact_files.cells import (
    need_amount,
    need_text,
    past_last_day,
    read_amount,
    read_currency,
    read_day,
    read_period,
)
from outlay.ingest.fact_files.lines import BadCellError, Line
from outlay.ingest.invoices.model import CATEGORIES, STATUSES, TAX, Invoice, InvoiceLine, Status

if TYPE_CHECKING:
    from datetime import date

    from outlay.ingest.rejects import Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInvoices:
    """The invoices of some files with the lines that they stand on, what cannot be taken, and remarks."""

    invoices: Mapping[tuple[str, str], Invoice]
    lines: Mapping[tuple[str, str], Sequence[Line]]
    rejects: Sequence[Reject]
    notes: Sequence[str]


def read_invoices(lines: Iterable[Line]) -> ReadInvoices:
    """Invoices by biller and id. One with a bad row is not taken at all."""
    groups: dict[tuple[str, str], list[Line]] = {}
    rejects: list[Reject] = []
    for line in lines:
        try:
            key = resolve_provider(need_text(line, "issuer")), need_text(line, "invoice_id")
        except BadCellError as error:
            rejects.append(line.reject(error))
        else:
            groups.setdefault(key, []).append(line)
    invoices: dict[tuple[str, str], Invoice] = {}
    notes: list[str] = []
    for key, group in groups.items():
        found, bad = _invoice(group)
        if found is not None:
            invoices[key] = found
            notes += _doubts(found, group)
        rejects += bad
    return ReadInvoices(invoices=invoices, lines=groups, rejects=rejects, notes=notes)


def _invoice(lines: Sequence[Line]) -> tuple[Invoice | None, list[Reject]]:
    bad: list[Reject] = []
    parts: list[InvoiceLine] = []
    headers: list[Invoice] = []
    for number, line in enumerate(lines, start=1):
        try:
            headers.append(_header(line))
            if line.get("amount") is not None:
                parts.append(_line(line, number))
            _demand_agreement(line, headers)
        except BadCellError as error:
            bad.append(line.reject(error))
    if not bad and not parts and len(lines) > 1:
        twice = lines[1]
        bad = [twice.reject(BadCellError("invoice_id", "is given twice without lines", twice.get("invoice_id")))]
    if bad:
        return None, bad
    return _whole(headers, parts), []


def _header(line: Line) -> Invoice:
    since, until = read_period(line, "period", "period_end")
    is_line = line.get("amount") is not None
    reference, invoice_id = line.get("reference"), need_text(line, "invoice_id")
    return Invoice(
        issuer=need_text(line, "issuer"),
        invoice_id=invoice_id,
        billing_account=line.get("account"),
        period_start=since,
        period_end=until,
        currency=read_currency(line, "currency"),
        net=(read_amount(line, "net") or Decimal(0)) if is_line else need_amount(line, "net"),
        tax=read_amount(line, "tax") or Decimal(0),
        status=_status(line),
        issued_on=read_day(line, "issued_on"),
        due_on=read_day(line, "due_on"),
        payment_currency=line.get("payment_currency"),
        payment_amount=read_amount(line, "payment_amount"),
        reference=None if reference == invoice_id else reference,
    )


def _status(line: Line) -> Status:
    text = line.get("status") or "Issued"
    found = STATUSES.get(text.casefold())
    if found is None:
        raise BadCellError("status", "is none of Open, Issued, Voided", text)
    return found


def _line(line: Line, number: int) -> InvoiceLine:
    category = (line.get("category") or "Purchase").capitalize()
    if category not in CATEGORIES:
        raise BadCellError("category", f"is none of {', '.join(CATEGORIES)}", line.get("category"))
    start, end = read_day(line, "service_start"), read_day(line, "service_end")
    if (start is None) != (end is None):
        raise BadCellError("service_end" if end is None else "service_start", "is empty", None)
    return InvoiceLine(
        line_id=line.get("line_id") or str(number),
        category=category,
        amount=need_amount(line, "amount"),
        description=line.get("description"),
        grain=line.get("grain"),
        quantity=read_amount(line, "quantity"),
        unit=line.get("unit"),
        service_start=start,
        service_end=_service_end(line, start, end),
    )


def _service_end(line: Line, start: date | None, end: date | None) -> date | None:
    if start is None or end is None:
        return None
    past = past_last_day(start, end)
    if past <= start:
        raise BadCellError("service_end", "is not after service_start", line.get("service_end"))
    return past


def _demand_agreement(line: Line, headers: Sequence[Invoice]) -> None:
    """Rows of one invoice must agree on what is said once for all of it."""
    if headers[-1].currency != headers[0].currency:
        raise BadCellError("currency", f"differs within the invoice: {headers[0].currency}", headers[-1].currency)
    if headers[-1].status != headers[0].status:
        raise BadCellError("status", f"differs within the invoice: {headers[0].status}", line.get("status"))


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


def _doubts(invoice: Invoice, lines: Sequence[Line]) -> list[str]:
    stated = read_amount(lines[0], "net")
    if not invoice.lines or stated is None or stated == invoice.net:
        return []
    return [f"{invoice.biller} {invoice.invoice_id}: its lines add up to {invoice.net:f}, its net says {stated:f}"]
