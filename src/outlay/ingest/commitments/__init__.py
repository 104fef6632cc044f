"""Takes commitments: savings plans, reservations, agreements, prepaid credit pools and grants, with their movements.

What charges tell of a commitment is read from them (`report.commitments`); here comes what only people know: that a
pool was topped up, how much a grant holds, when it ends. May import `ingest.focus`, store, facts and core. A newcomer
reads `service.import_commitments`.
"""
