"""The columns of Azure's cost exports by the names used here; agreements and versions spell them differently."""

from __future__ import annotations

from typing import Final

from outlay.ingest.bills.exports import Export

_COLUMNS: Final = {
    "Date": ("date", "usagedate", "usagedatetime"),
    "Cost": ("costinbillingcurrency", "cost", "pretaxcost"),
    "BillingCurrency": ("billingcurrencycode", "billingcurrency", "currency"),
    "BillingPeriodStartDate": ("billingperiodstartdate",),
    "BillingPeriodEndDate": ("billingperiodenddate",),
    "BillingAccountId": ("billingaccountid",),
    "BillingAccountName": ("billingaccountname",),
    "BillingProfileId": ("billingprofileid",),
    "BillingProfileName": ("billingprofilename",),
    "InvoiceId": ("invoiceid",),
    "SubscriptionId": ("subscriptionid", "subscriptionguid"),
    "SubscriptionName": ("subscriptionname",),
    "ResourceGroup": ("resourcegroup", "resourcegroupname"),
    "ResourceLocation": ("resourcelocation", "resourcelocationnormalized", "location"),
    "ResourceId": ("resourceid", "instanceid"),
    "ResourceName": ("resourcename", "instancename"),
    "AvailabilityZone": ("availabilityzone",),
    "ConsumedService": ("consumedservice",),
    "Product": ("productname", "product"),
    "MeterId": ("meterid",),
    "MeterCategory": ("metercategory",),
    "MeterSubCategory": ("metersubcategory",),
    "MeterName": ("metername",),
    "PartNumber": ("partnumber", "productid"),
    "UnitOfMeasure": ("unitofmeasure",),
    "Quantity": ("quantity", "usagequantity"),
    "EffectivePrice": ("effectiveprice",),
    "UnitPrice": ("unitprice",),
    "PayGPrice": ("paygprice",),
    "PaygCost": ("paygcostinbillingcurrency",),
    "PricingCurrency": ("pricingcurrency", "pricingcurrencycode"),
    "CostInPricingCurrency": ("costinpricingcurrency",),
    "ChargeType": ("chargetype",),
    "Frequency": ("frequency",),
    "PricingModel": ("pricingmodel",),
    "ReservationId": ("reservationid",),
    "ReservationName": ("reservationname",),
    "BenefitId": ("benefitid",),
    "BenefitName": ("benefitname",),
    "PublisherType": ("publishertype",),
    "PublisherName": ("publishername",),
    "Tags": ("tags",),
    "AdditionalInfo": ("additionalinfo",),
}

EXPORT: Final = Export(
    kind="azure-cost",
    title="an Azure cost export (actual or amortised)",
    columns=_COLUMNS,
    focus={
        "BilledCost": "Cost",
        "EffectiveCost": "Cost",
        "ListCost": "PaygCost",
        "BillingAccountId": "BillingAccountId",
        "BillingCurrency": "BillingCurrency",
        "BillingPeriodStart": "BillingPeriodStartDate",
        "BillingPeriodEnd": "BillingPeriodEndDate",
        "ChargePeriodStart": "Date",
        "ChargePeriodEnd": "Date",
        "ChargeCategory": "ChargeType",
    },
    mandatory=("Date", "Cost", "BillingCurrency", "BillingPeriodStartDate", "ChargeType", "BillingAccountId"),
    setting=(
        "in Cost Management, Exports, create one of the type 'Cost and usage details (actual)' and one of "
        "'(amortized)', dataset version 2021-10-01 or later, for a billing account or billing profile"
    ),
)
