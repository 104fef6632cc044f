"""Imports bills in FOCUS 1.0 to 1.4: any spelling in, charges in the shape of 1.4 and their daily slices out.

May import store, facts and core; exchange rates are handed in as a callable. Everything is computed in a scratch
database: `reading` finds the columns, `staging` normalises rows, `keys` gives them keys and payers, `scopes` decides
what they replace, `recording` swaps them in. A newcomer reads `service.import_focus`.
"""

from outlay.ingest.focus.model import (
    BlockedAmount,
    FocusOptions,
    FocusReport,
    Progress,
    Rate,
    Rates,
    RuleCount,
    ScopeReport,
    Total,
)
from outlay.ingest.focus.service import import_focus

__all__ = [
    "BlockedAmount",
    "FocusOptions",
    "FocusReport",
    "Progress",
    "Rate",
    "Rates",
    "RuleCount",
    "ScopeReport",
    "Total",
    "import_focus",
]
