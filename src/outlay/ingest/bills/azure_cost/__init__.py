"""Azure cost exports (actual and amortised, EA and MCA): two views of the same money become charges, each unit once.

May import store and core, beside `ingest/bills` and the value types of `ingest/focus`. `views` tells the two exports
apart and `service.convert` joins them; what a line becomes is in `sql/charges.sql`.
"""

from outlay.ingest.bills.azure_cost.service import convert

__all__ = ["convert"]
