"""Takes commitments: savings plans, reservations, agreements, prepaid credit pools and grants, with their movements.

What charges tell of a commitment is read from them (`report.commitments`); here comes what only people know: that a
pool was topped up, how much a grant holds, when it ends. May import `ingest.focus`, store, facts and core. A newcomer
reads `service.import_commitments`.
"""

from outlay.ingest.commitments.model import Commitment, Entry
from outlay.ingest.commitments.prepayments import refresh_prepayments
from outlay.ingest.commitments.recording import record_commitments
from outlay.ingest.commitments.service import add_entries, import_commitments

__all__ = [
    "Commitment",
    "Entry",
    "add_entries",
    "import_commitments",
    "record_commitments",
    "refresh_prepayments",
]
