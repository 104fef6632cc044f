"""The columns of each version of FOCUS, and those of ours that stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.facts.tables import FOCUS_COLUMNS

if TYPE_CHECKING:
    from outlay.report.focus_export.model import Subject, Version

_SINCE_1_3: Final = {
    "AllocatedMethodDetails", "AllocatedMethodId", "AllocatedResourceId", "AllocatedResourceName", "AllocatedTags",
    "ContractApplied", "HostProviderName", "ServiceProviderName", "CommitmentProgramEligibilityDetails",
    "InvoiceDetailId",
}  # fmt: skip
_UNTIL_1_3: Final = ("ProviderName", "PublisherName")
_OWN: Final = {
    "charges": (
        "x_ChargeId", "x_Source", "x_Meter", "x_ListCostBasis", "x_ReportingCurrency", "x_ReportingEffectiveCost",
    ),
    "ledger": (
        "x_AllocatedBy", "x_AllocatedMethodId", "x_AllocatedRatio", "x_AllocatedTags", "x_LedgerRow", "x_OriginId",
        "x_CostState", "x_CostClass", "x_PnlLine", "x_Model", "x_Meter", "x_ListCostBasis",
    ),
}  # fmt: skip
"""Version 1.2 has no columns for allocated charges: there ours say the same."""

TYPES: Final = {column.name: column.type for column in FOCUS_COLUMNS} | {
    "x_ReportingEffectiveCost": "money",
    "x_AllocatedRatio": "money",
}


def columns_of(subject: Subject, version: Version) -> tuple[str, ...]:
    """The names of a file's columns in order."""
    names = [column.name for column in FOCUS_COLUMNS]
    if version == "1.2":
        names = [name for name in names if name not in _SINCE_1_3]
        names += _UNTIL_1_3
    return (*sorted(names), *_OWN[subject])
