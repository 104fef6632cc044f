"""Which columns the lines of a bill need, and the setting of the export that adds each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.bills.aws_cur.columns import lacking
from outlay.ingest.bills.aws_cur.staging import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Collection

    from outlay.store.scratch import Scratch

_PLANS: Final = (
    "CUR 2.0: add the savings_plan columns to the export's column selection (Data Exports, edit, columns); "
    "CUR 1 adds them by itself once the payer owns a savings plan: import the payer's report, not a member account's"
)
_RESERVATIONS: Final = (
    "CUR 2.0: add the reservation columns to the export's column selection (Data Exports, edit, columns); "
    "CUR 1 adds them by itself once the payer owns a reservation: import the payer's report, not a member account's"
)
_NEEDS: Final = (
    ("sp_covered", "savings_plan_savings_plan_effective_cost", _PLANS),
    ("sp_fee", "savings_plan_total_commitment_to_date", _PLANS),
    ("sp_fee", "savings_plan_used_commitment", _PLANS),
    ("sp_unnamed", "savings_plan_savings_plan_arn", _PLANS),
    ("ri_covered", "reservation_effective_cost", _RESERVATIONS),
    ("ri_fee", "reservation_unused_amortized_upfront_fee_for_billing_period", _RESERVATIONS),
    ("ri_fee", "reservation_unused_recurring_fee", _RESERVATIONS),
    ("ri_unnamed", "reservation_reservation_arn", _RESERVATIONS),
)
"""What a line of a kind (or without a name) needs; fees of plans without lines of use need no share."""


def demand_columns(scratch: Scratch, present: Collection[str], file: str) -> dict[str, Any]:
    """Stop where lines need a column that no file has; returns what else the lines lack.

    Raises:
        MissingColumnError: naming the columns and the setting that adds them.
    """
    gaps: dict[str, Any] = scratch.fetch(scratch.text(PACKAGE, "gaps")).to_pylist()[0]
    for setting in (_PLANS, _RESERVATIONS):
        missing = [name for kind, name, adds in _NEEDS if adds is setting and gaps[kind] and name not in present]
        if missing:
            raise lacking(file, missing, setting)
    return gaps
