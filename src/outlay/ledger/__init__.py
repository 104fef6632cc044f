"""The ledger: every charge split down to who caused it, so that it adds up to the bills to the last unit.

A day's ledger is a function of that day's charge slices and usage and of the ruleset; a changed fact makes its day
dirty, and `rebuild` computes it again and swaps it in whole. May import store, facts and core. A newcomer reads
`service.rebuild`, then `day.compute_days`, then `split`.
"""

from outlay.ledger.explain import explain
from outlay.ledger.model import CellGap, Explanation, RebuildReport, Step
from outlay.ledger.reconcile import reconcile
from outlay.ledger.service import rebuild

__all__ = ["CellGap", "Explanation", "RebuildReport", "Step", "explain", "rebuild", "reconcile"]
