"""OCI cost reports: hourly lines of Oracle's cloud, paid as used or drawn from Universal Credits.

May import store and core, beside `ingest/bills` and the value types of `ingest/focus`. A newcomer reads
`sql/charges.sql`.
"""

from outlay.ingest.bills.oci_cost.service import convert

__all__ = ["convert"]
