"""Google Cloud's usage cost export (BigQuery, as JSON lines or Parquet): a row for each SKU, credits nested in it.

Lasting price reductions are part of a charge, money given is a Credit charge of its own (`credits.csv`). Fees of
commitments are shared out over what they cover: `coverage` finds it, `amortisation` shares, `parts` cuts the rows. May
import store and core, beside `ingest/bills` and the value types of `ingest/focus`. A newcomer reads `sql/lines.sql`,
`coverage`, `sql/charges.sql`.
"""

from outlay.ingest.bills.gcp_billing.service import convert

__all__ = ["convert"]
