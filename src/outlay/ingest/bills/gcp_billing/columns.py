"""The columns of Google Cloud's billing export, top level; what is nested in them is read as JSON."""

from __future__ import annotations

from typing import Final

from outlay.ingest.bills.exports import Export

_NAMES: Final = (
    "billing_account_id", "service", "sku", "usage_start_time", "usage_end_time", "project", "labels", "system_labels",
    "location", "tags", "cost", "currency", "currency_conversion_rate", "usage", "credits", "invoice", "cost_type",
    "adjustment_info", "resource", "price", "cost_at_list", "cost_at_effective_price_default",
    "cost_at_list_consumption_model", "consumption_model", "subscription", "seller_name", "transaction_type",
    "export_time",
)  # fmt: skip

EXPORT: Final = Export(
    kind="gcp-billing",
    title="a Google Cloud billing export (usage cost, of BigQuery)",
    columns={name: (name.replace("_", ""),) for name in _NAMES},
    focus={
        "BilledCost": "cost",
        "EffectiveCost": "cost",
        "ListCost": "cost_at_list",
        "BillingAccountId": "billing_account_id",
        "BillingCurrency": "currency",
        "BillingPeriodStart": "invoice",
        "ChargePeriodStart": "usage_start_time",
        "ChargePeriodEnd": "usage_end_time",
    },
    mandatory=(
        "billing_account_id", "service", "sku", "usage_start_time", "usage_end_time", "cost", "currency", "credits",
        "invoice", "cost_type",
    ),
    setting=(
        "in Billing, Billing export, turn on 'Detailed usage cost' and export the table "
        "gcp_billing_export_resource_v1_… whole, as JSON lines or Parquet"
    ),
)  # fmt: skip
