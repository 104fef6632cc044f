"""Statements of cards and accounts payable: what was paid to vendors of AI and software, by whom.

A payment is evidence where an invoice or another source states the same money. It is a charge where nothing does, or
where its amount is on none of the vendor's invoices: that is how AI that no connected organisation shows comes into the
ledger. May import store, facts, core and `ingest.focus`.
A newcomer reads `service.import_payments`, then `matching`.
"""

from outlay.ingest.payments.service import import_payments, refresh_payments

__all__ = ["import_payments", "refresh_payments"]
