"""What people declare: invoices, commitments and their movements; and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.core.errors import InputError
from outlay.core.time import add_months
from outlay.facts.providers import resolve_provider
from outlay.ingest.commitments import Commitment, Entry, add_entries
from outlay.ingest.commitments.model import CREDIT_POOL, MOVEMENTS
from outlay.ingest.fact_files.report import FileReport
from outlay.ingest.invoices import Invoice, add_invoice
from outlay.ingest.invoices.model import STATUSES
from outlay.report.commitments import list_commitments, show_commitment
from outlay.report.invoices import list_invoices

if TYPE_CHECKING:
    from outlay.ingest.fact_files.report import FileContext
    from outlay.jobs.imports import ImportOutcome, Imports
    from outlay.report.commitments.model import CommitmentView
    from outlay.report.invoices import InvoiceView
    from outlay.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvoice:
    """An invoice as typed; `period` is its first day, `period_end` the day after its last (default: a month later)."""

    issuer: str
    invoice_id: str
    period: date
    net: Decimal
    currency: str
    tax: Decimal = Decimal(0)
    status: str = "issued"
    period_end: date | None = None
    account: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A movement of a commitment as typed; `vendor` begins a credit pool where there is none of the id."""

    commitment_id: str
    movement: str
    amount: Decimal
    currency: str
    on: date
    note: str | None = None
    vendor: str | None = None
    account: str | None = None
    entry_id: str = ""


class Declarations:
    """Invoices and commitments of a store."""

    def __init__(self, store: Store, imports: Imports, today: Callable[[], date]) -> None:
        self._store = store
        self._imports = imports
        self._today = today

    def list_invoices(self) -> list[InvoiceView]:
        """Every invoice with what charges tell of it."""
        with self._store.read() as reader:
            return list_invoices(reader)

    def add_invoice(self, new: NewInvoice) -> ImportOutcome:
        """Take an invoice; one of the same biller and id is replaced.

        Raises:
            InputError: naming the field that cannot be taken.
        """
        invoice = _invoice(new)
        return self._imports.take("invoices", lambda context: add_invoice(context, invoice))

    def list_commitments(self) -> list[CommitmentView]:
        """Every commitment with its roll-forward, without its days."""
        with self._store.read() as reader:
            found = list_commitments(reader, self._today())
        for view in found:
            view.days = []
        return found

    def show_commitment(self, identifier: str) -> CommitmentView:
        """One commitment with its days.

        Raises:
            NotFoundError: if there is none of the id.
        """
        with self._store.read() as reader:
            return show_commitment(reader, identifier, self._today())

    def add_entry(self, new: NewEntry) -> ImportOutcome:
        """Take a movement of a commitment.

        Raises:
            InputError: for a movement that is not known.
            NotFoundError: if there is no such commitment and no vendor to begin one with.
        """
        movement = MOVEMENTS.get(new.movement.casefold())
        if movement is None:
            message = f"movement {new.movement!r} is none of {', '.join(MOVEMENTS)}"
            raise InputError(message, hint="top-ups are `topup`, credits that ended `expiry`")
        begun = self._begun(new)
        entry = Entry(
            commitment_id=new.commitment_id,
            entry_id=new.entry_id,
            day=new.on,
            movement=movement,
            amount=new.amount,
            currency=new.currency.upper(),
            note=new.note,
        )

        def step(context: FileContext) -> FileReport:
            return add_entries(context, [entry], begun)

        return self._imports.take("commitments", step)

    def _begun(self, new: NewEntry) -> list[Commitment]:
        sql = "SELECT 1 AS n FROM commitment WHERE commitment_id = ?"
        if self._store.fetch(sql, [new.commitment_id]).num_rows:
            return []
        if new.vendor is None:
            self.show_commitment(new.commitment_id)
            return []
        pool = Commitment(
            commitment_id=new.commitment_id,
            kind=CREDIT_POOL,
            biller=resolve_provider(new.vendor),
            billing_account=new.account,
            currency=new.currency.upper(),
        )
        return [pool]


def _invoice(new: NewInvoice) -> Invoice:
    status = STATUSES.get(new.status.casefold())
    fields: dict[str, tuple[bool, Any]] = {
        "issuer": (bool(new.issuer.strip()), new.issuer),
        "invoice_id": (bool(new.invoice_id.strip()), new.invoice_id),
        "currency": (len(new.currency) == 3 and new.currency.isalpha(), new.currency),  # noqa: PLR2004 - as ISO 4217 has it
        "status": (status is not None, new.status),
        "period_end": (new.period_end is None or new.period_end > new.period, new.period_end),
    }
    for name, (is_good, value) in fields.items():
        if not is_good:
            message = f"{name} {value!r} of the invoice cannot be taken"
            raise InputError(message, hint="see docs/how-to/add-invoices.md")
    return Invoice(
        issuer=new.issuer,
        invoice_id=new.invoice_id,
        billing_account=new.account,
        period_start=new.period,
        period_end=new.period_end or add_months(new.period, 1),
        currency=new.currency.upper(),
        net=new.net,
        tax=new.tax,
        status=status or "Issued",
        issued_on=new.issued_on,
        due_on=new.due_on,
        reference=new.reference,
    )
