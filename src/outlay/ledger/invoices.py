"""Which deliveries an issued invoice settles: those of its biller, billing account and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outlay.store import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvoice:
    """An invoice that was issued and stands; the period's end is exclusive."""

    biller: str
    billing_account: str | None
    period_start: date
    period_end: date
    issued_on: date


def load_issued(reader: Reader) -> list[IssuedInvoice]:
    """The invoices that are issued, neither open nor voided; without a date, as of the end of their period."""
    sql = (
        "SELECT biller, billing_account, period_start, period_end, coalesce(issued_on, period_end) AS issued_on "
        "FROM invoice WHERE status = 'Issued' AND net_amount > 0"
    )
    return [IssuedInvoice(**row) for row in reader.fetch(sql).to_pylist()]


def date_invoices(deliveries: Sequence[dict[str, Any]], issued: Iterable[IssuedInvoice]) -> list[dict[str, Any]]:
    """Deliveries with `issued_on`: the last day on which an invoice for their billing period was issued, or None.

    An invoice that names no account speaks for its biller's only one.
    """
    accounts: dict[str, set[str]] = defaultdict(set)
    for row in deliveries:
        accounts[row["biller"]].add(row["billing_account"])
    by_biller: dict[str, list[IssuedInvoice]] = defaultdict(list)
    for invoice in issued:
        by_biller[invoice.biller].append(invoice)
    dated = []
    for row in deliveries:
        found = [
            invoice.issued_on
            for invoice in by_biller[row["biller"]]
            if invoice.period_start <= row["billing_period"] < invoice.period_end
            and _names(invoice, row["billing_account"], accounts[row["biller"]])
        ]
        dated.append({**row, "issued_on": max(found, default=None)})
    return dated


def _names(invoice: IssuedInvoice, account: str, known: set[str]) -> bool:
    return invoice.billing_account == account or (not invoice.billing_account and len(known) == 1)
