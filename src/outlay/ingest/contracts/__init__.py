"""Takes contracts and assets: licences, private rates and owned hardware that no bill or API tells of.

Each month of a contract is a charge until an invoice of its vendor stands for it; then the invoice's lines are the
charges. Which is which is computed from all contracts and invoices together, so that the order in which they arrive
does not matter. May import `ingest.commitments`, `ingest.focus`, store, facts and core. A newcomer reads
`service.refresh_contracts`.
"""

from outlay.ingest.contracts.service import import_contracts, load_declared, refresh_contracts

__all__ = ["import_contracts", "load_declared", "refresh_contracts"]
