"""Tells by its header which kind of bill a file is: the one list of what is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.headers import open_header

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from outlay.store.scratch import Scratch

OPENAI_COSTS: Final = "openai-costs"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A file that is recognised: what it is, and the kind of import of its vendor, which may not take this one."""

    name: str
    kind: str
    is_taken: bool

    @property
    def hint(self) -> str | None:
        """How to import it, where that is possible."""
        return f"import it with `outlay import {self.kind}`" if self.is_taken and self.kind != OPENAI_COSTS else None


_KNOWN: Final = (
    ("the InvoiceDetail dataset of FOCUS", "focus", False, "invoicedetailid invoiceissuestatus"),
    ("the ContractCommitment dataset of FOCUS", "focus", False, "contractcommitmentid contractcommitmentcategory"),
    ("the BillingPeriod dataset of FOCUS", "focus", False, "billingperiodstatus billingperiodstart"),
    ("FOCUS CostAndUsage", "focus", True, "billedcost"),
    ("an AWS Cost and Usage Report (CUR)", "aws-cur", True, "lineitemunblendedcost"),
    ("an AWS detailed billing report", "aws-cur", False, "recordtype recordid payeraccountid"),
    ("an export of AWS Cost Optimization Hub", "aws-cur", False, "recommendationid"),
    ("a table of AWS Cost Explorer", "aws-cur", False, "service totalcosts"),
    ("Azure reservation details (hours, no cost)", "azure-cost", False, "reservedhours usedhours"),
    ("an Azure price sheet", "azure-cost", False, "baseprice marketprice"),
    ("Azure reservation recommendations", "azure-cost", False, "recommendedquantity netsavings"),
    ("Azure reservation transactions", "azure-cost", False, "reservationorderid eventtype armskuname"),
    ("an Azure EA cost export (actual or amortised cost)", "azure-cost", True,
     "costinbillingcurrency metercategory offerid"),
    ("an Azure MCA cost export (actual or amortised cost)", "azure-cost", True, "costinbillingcurrency metercategory"),
    ("an Azure cost export of an old version", "azure-cost", False, "metercategory resourcerate"),
    ("an Azure cost export", "azure-cost", True, "metercategory"),
    ("a Google Cloud billing export", "gcp-billing", True, "usagestarttime cost"),
    ("a Google Cloud pricing export", "gcp-billing", False, "listprice pricingunit"),
    ("a Google Cloud cost table of the console", "gcp-billing", False, "servicedescription skudescription cost"),
    ("an OCI cost report", "oci-cost", True, "lineitemintervalusagestart costmycost"),
    ("an OCI usage report (quantities, no cost)", "oci-cost", False,
     "lineitemintervalusagestart usageconsumedquantity"),
    ("an OCI cost report", "oci-cost", True, "lineitemintervalusagestart"),
    ("an OpenAI cost export", OPENAI_COSTS, True, "amountvalue lineitem"),
)  # fmt: skip
"""What a file is, the kind of import, whether that takes it, and titles; the first that a header has all of counts."""


def plain_title(title: str) -> str:
    """A column's title without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def find_known(header: Iterable[str]) -> KnownFile | None:
    """What a header is that of, if it is known."""
    titles = {plain_title(title) for title in header}
    for name, kind, is_taken, needed in _KNOWN:
        if titles.issuperset(needed.split()):
            return KnownFile(name=name, kind=kind, is_taken=is_taken)
    return None


def detect_bill_kind(scratch: Scratch, path: Path) -> str:
    """The kind under which a bill is imported.

    Raises:
        FileFormatError: if the header is that of no bill.
    """
    header = open_header(scratch, path, json_hint="name the bill's data files, not their manifest").header
    found = find_known(header)
    if found is not None:
        return found.kind
    message = f"{path.name} is no bill that is known: its first line names {', '.join(header[:6])} …"
    known = ", ".join(dict.fromkeys(kind for _, kind, _, _ in _KNOWN))
    raise FileFormatError(message, hint=f"say what it is with --kind ({known}), or give its total with --amount")
