"""Recognises bills that are not FOCUS, so that the answer names what a file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONVERT: Final = "export the bill as FOCUS from the provider's console"
_KINDS: Final = (
    ("an AWS Cost and Usage Report (CUR)", ("lineitem/unblendedcost",)),
    ("an AWS Cost and Usage Report (CUR)", ("line_item_unblended_cost",)),
    ("an Azure EA cost export (actual or amortised cost)", ("costinbillingcurrency", "metercategory", "offerid")),
    ("an Azure MCA cost export (actual or amortised cost)", ("costinbillingcurrency", "metercategory")),
    ("an Azure cost export", ("pretaxcost", "metercategory")),
    ("a Google Cloud billing export", ("usage_start_time", "cost")),
    ("a Google Cloud cost table", ("service description", "sku description", "cost")),
    ("an OCI cost report", ("lineitem/intervalusagestart",)),
    ("the InvoiceDetail dataset of FOCUS", ("invoicedetailid", "invoiceissuestatus")),
    ("the ContractCommitment dataset of FOCUS", ("contractcommitmentid", "contractcommitmentcategory")),
    ("the BillingPeriod dataset of FOCUS", ("billingperiodstatus", "billingperiodstart")),
    ("an OpenAI cost export", ("amount_value", "line_item")),
)
_FEW: Final = 5
_NATIVE: Final = (
    ("an AWS Cost", "aws-cur"),
    ("an Azure", "azure-cost"),
    ("a Google Cloud b", "gcp-billing"),
    ("an OCI", "oci-cost"),
)


def check_kind(path: str, header: Sequence[str], found: Sequence[str]) -> None:
    """Stop if a header is not that of CostAndUsage.

    Raises:
        FileFormatError: naming what the file is, where that is known.
    """
    if "BilledCost" in found:
        return
    titles = {title.strip().casefold() for title in header}
    for kind, needed in _KINDS:
        if titles.issuperset(needed):
            message = f"{path} is {kind}, not FOCUS CostAndUsage"
            native = next((name for start, name in _NATIVE if kind.startswith(start)), None)
            hint = f"import it with `outlay import {native}`" if native else _CONVERT
            raise FileFormatError(message, hint=hint, code="input.not_focus")
    if len(found) < _FEW:
        shown = ", ".join(title[:30] for title in header[:6])
        message = f"{path} is not FOCUS: its first line names {len(header)} columns ({shown} …)"
        raise FileFormatError(
            message, hint="the first line must hold FOCUS column names such as BilledCost", code="input.not_focus"
        )
