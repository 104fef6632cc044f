"""Google Cloud's usage cost export (BigQuery, as JSON lines or Parquet): a row for each SKU, credits nested in it.

May import store and core, beside `ingest/bills` and the value types of `ingest/focus`. Lasting price reductions are
part of a charge, money given is a Credit charge of its own: `sql/credit_kind.csv` says which is which. A newcomer
reads `sql/charges.sql`.
"""

from outlay.ingest.bills.gcp_billing.service import convert

__all__ = ["convert"]
