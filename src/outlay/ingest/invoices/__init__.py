"""Takes invoices: FOCUS InvoiceDetail, plain tables, or one at a time.

An invoice says what was asked for; it settles the days of its biller's bill, and takes the place of what contracts
estimate. May import `ingest.contracts`, store, facts and core. A newcomer reads `service.import_invoices`.
"""

from outlay.ingest.invoices.model import Invoice, InvoiceLine
from outlay.ingest.invoices.service import add_invoice, import_invoices

__all__ = ["Invoice", "InvoiceLine", "add_invoice", "import_invoices"]
