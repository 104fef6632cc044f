"""The columns of Cost and Usage Reports under one name, whatever the version and format, and what a file is instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, MissingColumnError, UnknownNameError
from outlay.ingest.bill_kind import find_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MANDATORY: Final = (
    "bill_payer_account_id",
    "bill_billing_period_start_date",
    "line_item_line_item_type",
    "line_item_usage_start_date",
    "line_item_usage_end_date",
    "line_item_product_code",
    "line_item_currency_code",
    "line_item_unblended_cost",
)
READ: Final = (
    *MANDATORY,
    "identity_line_item_id", "bill_billing_period_end_date", "bill_invoice_id", "bill_invoicing_entity",
    "bill_billing_entity", "bill_payer_account_name", "line_item_usage_account_id", "line_item_usage_account_name",
    "line_item_usage_type", "line_item_operation", "line_item_availability_zone", "line_item_resource_id",
    "line_item_usage_amount", "line_item_net_unblended_cost", "line_item_line_item_description", "line_item_tax_type",
    "line_item_legal_entity", "line_item_iam_principal", "product_product_name", "product_region_code",
    "product_region", "product_sku", "product_instance_type", "product_operating_system", "product_gpu", "pricing_unit",
    "pricing_rate_code", "pricing_rate_id", "pricing_public_on_demand_cost", "pricing_public_on_demand_rate",
    "reservation_reservation_arn", "reservation_effective_cost", "reservation_net_effective_cost",
    "reservation_unused_amortized_upfront_fee_for_billing_period",
    "reservation_net_unused_amortized_upfront_fee_for_billing_period", "reservation_unused_recurring_fee",
    "reservation_net_unused_recurring_fee", "reservation_unused_quantity", "reservation_total_reserved_units",
    "savings_plan_savings_plan_arn", "savings_plan_savings_plan_effective_cost",
    "savings_plan_net_savings_plan_effective_cost", "savings_plan_total_commitment_to_date",
    "savings_plan_used_commitment", "split_line_item_parent_resource_id", "split_line_item_split_cost",
    "capacity_reservation_capacity_reservation_arn", "capacity_reservation_capacity_reservation_status",
)  # fmt: skip
MAPS: Final = ("product", "resource_tags", "cost_category", "tags")
"""Columns of CUR 2.0 that hold keys and values; `discount` only repeats what discount lines say."""

_FOCUS_NAMES: Final = {
    "BillingAccountId": "bill_payer_account_id",
    "BillingCurrency": "line_item_currency_code",
    "BillingPeriodStart": "bill_billing_period_start_date",
    "InvoiceId": "bill_invoice_id",
    "InvoiceIssuerName": "bill_invoicing_entity",
    "SubAccountId": "line_item_usage_account_id",
}
_MADE_OF: Final = {
    **_FOCUS_NAMES,
    "BilledCost": "line_item_unblended_cost",
    "EffectiveCost": "line_item_unblended_cost",
    "BillingPeriodEnd": "bill_billing_period_end_date",
    "ChargePeriodStart": "line_item_usage_start_date",
    "ChargePeriodEnd": "line_item_usage_end_date",
    "ChargeCategory": "line_item_line_item_type",
    "ListCost": "pricing_public_on_demand_cost",
}
_EXPORT: Final = (
    "create a Cost and Usage Report or a CUR 2.0 export in AWS Billing and Cost Management under Data Exports"
)
_SHARE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where a file's columns are: `columns` by name, `members` the ones that are tags, by the tag's name."""

    columns: Mapping[str, tuple[int, ...]]
    maps: Mapping[str, int]
    members: tuple[tuple[str, int], ...]


def plain_name(title: str) -> str:
    """A column's name in one form: `lineItem/UnblendedCost` and `line_item_unblended_cost` are the latter."""
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", title.strip()))
    name = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")
    return re.sub(r"_a_r_n$", "_arn", name)


def read_header(titles: Sequence[str]) -> Header:
    """Find what is read in a header, in the spelling of any version."""
    columns: dict[str, list[int]] = {}
    maps: dict[str, int] = {}
    members = []
    for position, title in enumerate(titles):
        name, tag = plain_name(title), _tag_of(title)
        if tag:
            members.append((tag, position))
        elif name in MAPS:
            maps[name] = position
        elif name in READ:
            columns.setdefault(name, []).append(position)
    return Header(columns={name: tuple(at) for name, at in columns.items()}, maps=maps, members=tuple(members))


def focus_titles(present: Mapping[str, str]) -> dict[str, str]:
    """What the files call the columns that FOCUS columns are made of."""
    return {name: present[ours] for name, ours in _MADE_OF.items() if ours in present}


def check_header(file: str, titles: Sequence[str], header: Header, given: Iterable[str]) -> None:
    """Stop at a file that is something else, or lacks what no line can do without.

    Raises:
        FileFormatError: naming what the file is.
        MissingColumnError: naming the column in the spelling of the file.
    """
    missing = [name for name in MANDATORY if name not in header.columns and name not in set(given)]
    if not missing:
        return
    other = find_known(titles)
    if other is not None and not (other.kind == "aws-cur" and other.is_taken):
        message = f"{file} is {other.name}, not an AWS Cost and Usage Report"
        raise FileFormatError(message, hint=other.hint or _EXPORT, code="input.not_cur")
    if len(missing) > len(MANDATORY) // _SHARE:
        shown = ", ".join(title[:30] for title in titles[:6])
        message = f"{file} is not an AWS Cost and Usage Report: its first line names {shown} …"
        raise FileFormatError(message, hint=_EXPORT, code="input.not_cur")
    raise lacking(file, missing, "CUR 2.0: add it to the export's columns; CUR 1 always has it: download it again")


def lacking(file: str, names: Sequence[str], setting: str) -> MissingColumnError:
    """The error for columns that lines of a file need."""
    spelled = ", ".join(f"{name} (CUR 1: {_slash_name(name)})" for name in names)
    return MissingColumnError(f"{file} lacks {spelled}", hint=setting)


def check_constants(constants: Mapping[str, str]) -> dict[str, str]:
    """Values for columns of the report, which may be given under their FOCUS names.

    Raises:
        UnknownNameError: with the nearest names.
    """
    for name in constants:
        if name not in READ and name not in _FOCUS_NAMES:
            raise UnknownNameError("column", name, (*_FOCUS_NAMES, *READ))
    return {_FOCUS_NAMES.get(name, name): value for name, value in constants.items()}


_TAG: Final = re.compile(r"(?:resourceTags/|resource_tags_)(?:(user|aws)[:_])?(.+)")
_CATEGORY: Final = re.compile(r"(?:costCategory/|cost_category_)(.+)")


def _tag_of(title: str) -> str | None:
    if found := _TAG.fullmatch(title.strip()):
        return f"{found[1] or 'user'}:{found[2]}"
    found = _CATEGORY.fullmatch(title.strip())
    return f"costCategory:{found[1]}" if found else None


_GROUPS: Final = (
    "identity", "bill", "line_item", "product", "pricing", "reservation", "savings_plan", "split_line_item",
    "capacity_reservation",
)  # fmt: skip


def _slash_name(name: str) -> str:
    group = next(group for group in _GROUPS if name.startswith(f"{group}_"))
    head, *words = group.split("_")
    rest = name.removeprefix(f"{group}_").split("_")
    return head + "".join(map(str.title, words)) + "/" + "".join(map(str.title, rest)).replace("Arn", "ARN")
