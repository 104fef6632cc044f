"""The columns of OCI's cost report by the names used here."""

from __future__ import annotations

from typing import Final

from outlay.ingest.bills.exports import Export

_COLUMNS: Final = {
    "ReferenceNo": ("lineitemreferenceno",),
    "TenantId": ("lineitemtenantid",),
    "Start": ("lineitemintervalusagestart",),
    "End": ("lineitemintervalusageend",),
    "Service": ("productservice",),
    "CompartmentId": ("productcompartmentid",),
    "CompartmentName": ("productcompartmentname",),
    "Region": ("productregion",),
    "AvailabilityDomain": ("productavailabilitydomain",),
    "ResourceId": ("productresourceid",),
    "Description": ("productdescription",),
    "Quantity": ("usagebilledquantity",),
    "SubscriptionId": ("costsubscriptionid",),
    "Sku": ("costproductsku",),
    "UnitPrice": ("costunitprice",),
    "Cost": ("costmycost",),
    "CostOverage": ("costmycostoverage",),
    "Currency": ("costcurrencycode",),
    "Unit": ("costskuunitdescription", "costbillingunitreadable"),
    "OverageFlag": ("costoverageflag",),
    "IsCorrection": ("lineitemiscorrection",),
    "BackreferenceNo": ("lineitembackreferenceno",),
    "Plan": (),
}

EXPORT: Final = Export(
    kind="oci-cost",
    title="an OCI cost report",
    columns=_COLUMNS,
    focus={
        "BilledCost": "Cost",
        "EffectiveCost": "Cost",
        "ContractedCost": "Cost",
        "BillingAccountId": "SubscriptionId",
        "BillingCurrency": "Currency",
        "BillingPeriodStart": "Start",
        "ChargePeriodStart": "Start",
        "ChargePeriodEnd": "End",
    },
    mandatory=("Start", "End", "Service", "SubscriptionId", "Cost", "Currency"),
    setting="take the files below `FOCUS Reports` or `reports/cost-csv` of the tenancy's usage report bucket",
)
