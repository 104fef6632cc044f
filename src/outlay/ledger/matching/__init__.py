"""Matching: why the charges of AI say something else than telemetry, by cause, and whether invoices equal charges.

For each bill of a month `usage + Σ causes = charges`, and `charges + Σ causes = invoices`, to the last unit. Prices
come in as a callable: pricing is a sibling. May import the ledger, store, facts and core. A newcomer reads
`service.match_usage`, then `comparing.Comparison`, then `invoices.match_invoices`.
"""

from outlay.ledger.matching.invoices import match_invoices
from outlay.ledger.matching.model import (
    Behind,
    Cause,
    InvoiceMatch,
    InvoiceSide,
    MissedCredential,
    PriceList,
    UsageSide,
)
from outlay.ledger.matching.service import match_usage

__all__ = [
    "Behind",
    "Cause",
    "InvoiceMatch",
    "InvoiceSide",
    "MissedCredential",
    "PriceList",
    "UsageSide",
    "match_invoices",
    "match_usage",
]
