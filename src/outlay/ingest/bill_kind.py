"""Tells by its header which kind of bill a file is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.headers import open_header

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.store.scratch import Scratch

OPENAI_COSTS: Final = "openai-costs"
_BY_TITLES: Final = (
    ("focus", {"billedcost"}),
    ("aws-cur", {"lineitemunblendedcost"}),
    ("azure-cost", {"costinbillingcurrency", "metercategory"}),
    ("azure-cost", {"pretaxcost", "metercategory"}),
    ("gcp-billing", {"usagestarttime", "cost"}),
    ("gcp-billing", {"servicedescription", "skudescription", "cost"}),
    ("oci-cost", {"lineitemintervalusagestart"}),
    (OPENAI_COSTS, {"amountvalue", "lineitem"}),
)
"""Titles without punctuation and case; the first that a header has all of is its kind."""


def detect_bill_kind(scratch: Scratch, path: Path) -> str:
    """The kind under which a bill is imported.

    Raises:
        FileFormatError: if the header is that of no bill.
    """
    header = open_header(scratch, path, json_hint="name the bill's data files, not their manifest").header
    titles = {re.sub(r"[^a-z0-9]", "", title.casefold()) for title in header}
    for kind, needed in _BY_TITLES:
        if titles >= needed:
            return kind
    message = f"{path.name} is no bill that is known: its first line names {', '.join(header[:6])} …"
    known = ", ".join(dict.fromkeys(kind for kind, _ in _BY_TITLES))
    raise FileFormatError(message, hint=f"say what it is with --kind ({known}), or give its total with --amount")
