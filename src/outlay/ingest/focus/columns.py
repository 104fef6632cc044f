"""The columns of FOCUS: aliases of old versions, the version a header shows, and what is mandatory here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from outlay.core.errors import MissingColumnError, UnknownNameError
from outlay.facts.tables import FOCUS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMES: Final = tuple(column.name for column in FOCUS_COLUMNS)
"""CostAndUsage of FOCUS 1.4."""

USED_BESIDE: Final = (
    "ProviderName",
    "PublisherName",
    "PrincipalId",
    "CredentialId",
    "x_CredentialId",
    "x_Model",
    "x_SkuDetails",
    "x_UsageType",
)
"""Columns of older versions, of the 1.5 draft and of providers that mean something here."""

READ: Final = (*NAMES, *USED_BESIDE)

MANDATORY: Final = (
    "BilledCost",
    "BillingAccountId",
    "BillingCurrency",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargePeriodStart",
    "ChargePeriodEnd",
)

_ALIASES: Final = {
    "ProviderName": ("Provider",),
    "PublisherName": ("Publisher",),
    "InvoiceIssuerName": ("InvoiceIssuer",),
    "RegionId": ("Region",),
    "EffectiveCost": ("AmortizedCost", "AmortisedCost"),
    "ConsumedQuantity": ("UsageQuantity",),
    "ConsumedUnit": ("UsageUnit",),
    "x_Model": ("x_ModelId", "ModelId"),
    "x_CredentialId": ("x_ApiKeyId", "x_KeyId"),
}
_VERSIONS: Final = (
    ("1.4", {"InvoiceDetailId", "CommitmentProgramEligibilityDetails"}),
    (
        "1.3",
        {"ServiceProviderName", "HostProviderName", "ContractApplied", "AllocatedMethodId", "AllocatedResourceId"},
    ),
    (
        "1.2",
        {"InvoiceId", "BillingAccountType", "SubAccountType", "PricingCurrency", "PricingCurrencyEffectiveCost"},
    ),
    (
        "1.1",
        {
            "CapacityReservationId",
            "CommitmentDiscountQuantity",
            "ServiceSubcategory",
            "SkuMeter",
            "SkuPriceDetails",
        },
    ),
)

ORIGINS: Final = frozenset({"_origin_file", "_origin_row", "_origin_cost"})
"""Columns of a converted bill, no columns of charges: number of the file, its row, and a cost that was no number."""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


_KNOWN: Final = {
    **{_plain(alias): name for name, aliases in _ALIASES.items() for alias in aliases},
    **{_plain(name): name for name in READ},
}


def match_header(header: Sequence[str]) -> dict[str, int]:
    """The position of each column that is read, by its 1.4 name; an exact spelling wins over an alias."""
    found = {name: header.index(name) for name in READ if name in header}
    for position, title in enumerate(header):
        name = _KNOWN.get(_plain(title))
        if name is not None and name not in found and title not in READ:
            found[name] = position
    return found


def detect_version(columns: Iterable[str]) -> str:
    """The lowest version of FOCUS that has all of a file's columns; draft columns count as 1.4."""
    names = set(columns)
    for version, added in _VERSIONS:
        if names & added:
            is_newest = version == "1.3" and not names & {"ProviderName", "PublisherName"}
            return "1.4" if is_newest else version
    return "1.0"


def check_mandatory(path: str, found: Iterable[str], defaults: Mapping[str, str], version: str) -> None:
    """Stop unless each mandatory column is in the file or given.

    Raises:
        MissingColumnError: naming the columns, their aliases and how to give a value.
    """
    present = {*found, *defaults}
    missing = [name for name in MANDATORY if name not in present]
    if not present & {"InvoiceIssuerName", "ServiceProviderName", "ProviderName"}:
        missing.append("InvoiceIssuerName")
    if not missing:
        return
    spelled = ", ".join(f"{name}{_spellings(name)}" for name in missing)
    message = f"{path} lacks {spelled}; it looks like FOCUS {version}"
    settable = " ".join(f"--set {name}={_EXAMPLES.get(name, '…')}" for name in missing)
    hint = f"export the column, or give one value for every row: {settable}"
    raise MissingColumnError(message, hint=hint)


_EXAMPLES: Final = {"BillingCurrency": "USD", "BillingAccountId": "my-account", "InvoiceIssuerName": "Vendor"}


def _spellings(name: str) -> str:
    aliases = _ALIASES.get(name)
    return f" (also accepted: {', '.join(aliases)})" if aliases else ""


def check_defaults(defaults: Mapping[str, str]) -> None:
    """Refuse values for columns that FOCUS does not have.

    Raises:
        UnknownNameError: with the nearest column names.
    """
    for name in defaults:
        if name not in READ:
            raise UnknownNameError("FOCUS column", name, READ)
