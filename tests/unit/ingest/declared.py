"""A store into which contracts, invoices and commitments are declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from outlay.ingest.commitments import import_commitments
from outlay.ingest.contracts import import_contracts
from outlay.ingest.fact_files.report import FileContext
from outlay.ingest.invoices import import_invoices
from outlay.ingest.mapping import FileImport
from outlay.ingest.payments import import_payments
from outlay.ingest.seats import import_seats
from tests.unit.ingest.focus.bill import NOW, World, half_rate

TAKES = {
    "contracts": import_contracts,
    "invoices": import_invoices,
    "commitments": import_commitments,
    "payments": import_payments,
    "seats": import_seats,
}
HEADER = "issuer,invoice_id,period,net,tax,currency,status,issued_on"
COPILOT = """
contracts:
  - id: copilot
    vendor: GitHub
    product: Copilot Business
    seats: 40
    price_per_seat: 19.00
    starts: 2026-01-01
    ends: 2026-12-31
    team: platform
"""


class Declared(World):
    """A fresh store, and the declarations of a company."""

    def __init__(self, folder, **settings) -> None:
        super().__init__(folder, **settings)
        self.context = FileContext(store=self.store, settings=self.settings, now=NOW, rates=half_rate)

    def at(self, moment) -> None:
        self.context = replace(self.context, now=moment)

    def declare(self, kind, text, suffix=None):
        path = self.folder / f"{kind}.{suffix or ('yaml' if kind == 'contracts' else 'csv')}"
        path.write_text(text, encoding="utf-8")
        return TAKES[kind](self.context, FileImport(files=(path,), source=kind))

    def invoices(self, *rows, header=HEADER):
        return self.declare("invoices", "\n".join((header, *rows)) + "\n")

    def charged(self, month=date(2026, 3, 1), column="x_effective_cost"):
        sql = f"SELECT coalesce(sum({column}), 0) AS n FROM charge WHERE CAST(BillingPeriodStart AS DATE) = ?"
        return self.store.fetch(sql, [month]).to_pylist()[0]["n"]

    def charges(self):
        names = "BillingAccountId, BillingPeriodStart, ChargePeriodStart, ChargePeriodEnd, ChargeCategory, BilledCost, "
        return self.rows(f"SELECT {names} EffectiveCost, InvoiceId, InvoiceDetailId, Tags FROM charge ORDER BY ALL")
