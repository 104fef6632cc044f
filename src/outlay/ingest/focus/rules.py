"""The normalising rules: each rewrite of a row is counted under one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.focus.model import RuleCount

if TYPE_CHECKING:
    from collections.abc import Iterable

RULES: Final = (
    ("null_word", "the word NULL or null taken as no value"),
    ("decorated_number", "a number with a currency sign, thousands separators or blanks read as plain"),
    ("rounded", "a cost with more than twelve decimals rounded half-even"),
    ("slash_date", "a date such as 5/1/25 read by the order that the file shows"),
    ("zone_assumed", "a time without zone taken as UTC"),
    ("hour_past_midnight", "an hour of 24 or more carried into the next day"),
    ("period_end_derived", "a missing BillingPeriodEnd set to a month after its start"),
    ("period_end_inclusive", "a BillingPeriodEnd on the month's last day moved to the first of the next"),
    ("enum_case", "the case or an old name of an allowed value repaired"),
    ("enum_unknown", "a value that FOCUS does not allow emptied, the original kept in x_extra"),
    (
        "service_category_other",
        "a ServiceCategory that FOCUS does not allow set to Other, the original kept in x_extra",
    ),
    ("list_cost_unknown", "a ListCost of 0 on a row that costs something taken as unknown"),
    ("contracted_cost_unknown", "a ContractedCost of 0 on a row that costs something taken as unknown"),
    ("effective_from_billed", "a missing EffectiveCost set to BilledCost and marked x_EffectiveCostBasis = billed"),
    ("service_name_unknown", "a missing ServiceName set to Unknown"),
    ("issuer_from_provider", "a missing InvoiceIssuerName set to the provider's name"),
    ("currency_case", "BillingCurrency written in capitals"),
    ("quantity_unreadable", "a quantity or unit price that is no number emptied"),
    ("azure_id", "an Azure id written in small letters, a billing account's path cut to its last part"),
    ("meter_from_usage_type", "a missing SkuMeter taken from x_UsageType, where FOCUS 1.0 of AWS has it"),
    ("token_unit", "a quantity in thousands or millions of tokens written in tokens"),
)
"""In the order of the bits that `sql/judged.sql` sets."""

NO_ACCRUAL: Final = ("no_accrual_view", "EffectiveCost is 0 on all usage that is billed: BilledCost used instead")
SELLER: Final = ("served_by_publisher", "a marketplace row's ServiceProviderName taken from PublisherName")


def count_rules(masks: Iterable[tuple[int, int]]) -> list[RuleCount]:
    """Count rows by rule from (bit mask, rows)."""
    counts = [0] * len(RULES)
    for mask, rows in masks:
        for bit in range(len(RULES)):
            if mask >> bit & 1:
                counts[bit] += rows
    return [
        RuleCount(rule=name, meaning=meaning, rows=count)
        for (name, meaning), count in zip(RULES, counts, strict=True)
        if count
    ]
