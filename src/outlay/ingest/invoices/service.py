"""Imports invoices from files, or takes a single one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.contracts.service import refresh_contracts
from outlay.ingest.fact_rows import read_rows
from outlay.ingest.file_report import FileContext, FileReport
from outlay.ingest.invoices.model import SHAPE, Invoice
from outlay.ingest.invoices.reading import read_invoices
from outlay.ingest.invoices.recording import record_invoices
from outlay.ingest.mapping import FileImport, open_mapped
from outlay.ingest.rejects import Reject, write_rejects

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN: Final = 20


def import_invoices(context: FileContext, job: FileImport) -> FileReport:
    """Import FOCUS InvoiceDetail or plain tables of invoices; an invoice of a biller and id is replaced.

    Raises:
        MissingColumnError: without issuer, id, period or currency.
        FileFormatError: if no row can be used.
    """
    with context.store.scratch() as scratch:
        open_mapped(scratch, job, SHAPE)
        rows = read_rows(scratch)
    invoices, rejects, notes = read_invoices(rows)
    if rows and not invoices:
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint="see docs/how-to/add-invoices.md")
    return _take(context, invoices, job.source, (len(rows), rejects, write_rejects(job.reject_dir, rejects), notes))


def add_invoice(context: FileContext, invoice: Invoice) -> FileReport:
    """Take one invoice, as typed."""
    return _take(context, [invoice], "invoices", (1, [], None, []))


def _take(
    context: FileContext,
    invoices: Sequence[Invoice],
    source: str,
    read: tuple[int, list[Reject], Path | None, list[str]],
) -> FileReport:
    rows, rejects, reject_file, notes = read
    done = record_invoices(context, invoices, source)
    billed = refresh_contracts(context)
    counted = f"{done.new} new, {done.changed} changed, {done.unchanged} as they were"
    return FileReport(
        rows=rows,
        loaded=done.new + done.changed,
        rejected=len(rejects),
        unchanged=done.unchanged,
        reject_file=reject_file,
        rejects=tuple(rejects[:_SHOWN]),
        notes=(f"{len(invoices)} invoices: {counted}", *notes, *done.notes, *billed),
    )
