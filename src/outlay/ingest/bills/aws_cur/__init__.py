"""AWS Cost and Usage Reports, version 1 and 2.0, as FOCUS charges.

`service.convert` stages the lines of all files once (`staging.py`, `columns.py`), chooses for each bill between cost
before and after discounts (`sql/bills.sql`), reads tokens off Bedrock's usage types, and writes charges:
what a commitment covers costs nothing when billed and its share when consumed, what nothing used is a row of its own.
May import store, facts and core, and the number macros of `ingest/focus`.
"""

from outlay.ingest.bills.aws_cur.service import convert

__all__ = ["convert"]
