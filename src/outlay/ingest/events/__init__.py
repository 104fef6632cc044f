"""Imports requests from files: read by content, mapped to canonical columns, checked, keyed, rated, loaded once.

May import store, facts and core; prices come in as a callable. A newcomer reads `service.import_events`.
"""

from outlay.ingest.events.model import BATCH, SHAPE, EventReport, Pricing, Rate
from outlay.ingest.events.service import import_events
from outlay.ingest.events.summing import sum_events

__all__ = ["BATCH", "SHAPE", "EventReport", "Pricing", "Rate", "import_events", "sum_events"]
