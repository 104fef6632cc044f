"""Imports invoices from files, or takes a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.core.errors import InputError
from outlay.ingest.contracts.service import refresh_contracts
from outlay.ingest.fact_files.lines import load_lines
from outlay.ingest.fact_files.report import FileContext, FileReport, demand_some, report_of
from outlay.ingest.invoices.model import SHAPE, Invoice
from outlay.ingest.invoices.reading import read_invoices
from outlay.ingest.invoices.recording import Recorded, record_invoices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.ingest.mapping import FileImport


def import_invoices(context: FileContext, job: FileImport) -> FileReport:
    """Import FOCUS InvoiceDetail or plain tables of invoices; an invoice of a biller and id is replaced.

    Raises:
        MissingColumnError: without issuer, id, period or currency.
        FileFormatError: if no row can be used.
    """
    lines = load_lines(context.store, job, SHAPE)
    read = read_invoices(lines)
    demand_some(lines, read.invoices, read.rejects, "add-invoices")
    done = record_invoices(context, list(read.invoices.values()), job.source)
    unrated = [line.reject(error) for invoice, error in done.unrated for line in read.lines[invoice.key]]
    rejects = [*read.rejects, *unrated]
    demand_some(lines, done.taken, rejects, "add-invoices")
    notes = [_counts(done), *read.notes, *done.notes, *refresh_contracts(context)]
    return report_of(job, lines, rejects, done.new + done.changed, done.unchanged, notes)


def add_invoice(context: FileContext, invoice: Invoice) -> FileReport:
    """Take one invoice, as typed.

    Raises:
        InputError: if its currency has no rate.
    """
    done = record_invoices(context, [invoice], "invoices")
    for _, error in done.unrated:
        raise InputError(f"{error.column} {error.value}: {error.reason}", hint="see docs/how-to/currencies.md")
    notes: Sequence[str] = (_counts(done), *done.notes, *refresh_contracts(context))
    return FileReport(rows=1, loaded=done.new + done.changed, unchanged=done.unchanged, notes=tuple(notes))


def _counts(done: Recorded) -> str:
    return f"{done.taken} invoices: {done.new} new, {done.changed} changed, {done.unchanged} as they were"
