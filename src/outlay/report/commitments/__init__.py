"""What became of each commitment: its roll-forward, how well it is used, and how long it lasts.

`movements` reads what charges and declarations tell, `rollforward` adds it up and checks it, `outlook` looks ahead. May
import ledger, ingest, store, facts and core. A newcomer reads `service.list_commitments`.
"""

from outlay.report.commitments.service import list_commitments, show_commitment

__all__ = ["list_commitments", "show_commitment"]
