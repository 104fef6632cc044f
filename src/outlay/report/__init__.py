"""Reports that are put together from several questions. Read `overview.compute_overview`.

May import store, facts and core. Every figure is an answer of `store.query.ask`, with the link that asks it again.
"""

from outlay.report.completeness import complete_until
from outlay.report.freshness import Freshness, load_freshness
from outlay.report.model import Comparison, Figure, Mover, Overview, OverviewRequest, TableRow
from outlay.report.overview import compute_overview

__all__ = [
    "Comparison",
    "Figure",
    "Freshness",
    "Mover",
    "Overview",
    "OverviewRequest",
    "TableRow",
    "complete_until",
    "compute_overview",
    "load_freshness",
]
