"""Looks at everything that there is a check for, and names the next step for whatever is not well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.report.checks.amount_sources import examine_amount_sources
from outlay.report.checks.commitments import examine_commitments
from outlay.report.checks.currency import examine_currency
from outlay.report.checks.ledger import examine_ledger
from outlay.report.checks.matching import examine_matching
from outlay.report.checks.pnl import examine_pnl
from outlay.report.checks.prices import examine_prices
from outlay.report.checks.sources import examine_sources
from outlay.report.checks.telemetry import examine_telemetry

if TYPE_CHECKING:
    from outlay.report.checks.model import Examination, Finding
    from outlay.store import Reader

_CHECKS: Final = (
    examine_telemetry,
    examine_sources,
    examine_amount_sources,
    examine_prices,
    examine_matching,
    examine_commitments,
    examine_currency,
    examine_pnl,
    examine_ledger,
)
_ORDER: Final = ("problem", "warning", "note", "ok")


def examine(reader: Reader, case: Examination) -> list[Finding]:
    """Look at everything, most urgent first."""
    found = [finding for check in _CHECKS for finding in check(reader, case)]
    return sorted(found, key=lambda finding: _ORDER.index(finding.state))
