"""Writes the payments that nothing else speaks for as FOCUS rows."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from outlay.core.ids import canonical_json
from outlay.core.money import format_plain
from outlay.core.time import add_months
from outlay.facts.vendors import is_seat_service, match_vendor
from outlay.ingest.focus.authority import UNMATCHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

COLUMNS: Final = (
    "BilledCost", "EffectiveCost", "BillingAccountId", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd",
    "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodStart", "ChargePeriodEnd",
    "InvoiceId", "InvoiceIssuerName", "ServiceProviderName", "ServiceName", "ServiceCategory", "Tags", "x_PaymentId",
)  # fmt: skip


def write_charges(path: Path, payments: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows of the table `payment` as a FOCUS file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(_row(payment) for payment in payments)
    return path


def billing_account(payment: Mapping[str, Any]) -> str:
    """Where a payment was made from, apart from the vendor's account where it fits none of its invoices."""
    known = f"card:{payment['card']}" if payment["card"] else "card:unknown" if payment["payer_name"] else "ap"
    return f"{UNMATCHED}{known}" if payment["state"] == "unmatched" else known


def service_of(payment: Mapping[str, Any]) -> tuple[str, str, str]:
    """Name of the vendor, service and service category of a payment, as the table of vendors has them."""
    match = match_vendor(payment["payee"])
    if match is None:  # the table of vendors forgot it since
        return payment["vendor"], payment["product"] or payment["vendor"], "Other"
    return match.name, match.product or match.name, match.category


def _row(payment: Mapping[str, Any]) -> dict[str, str]:
    vendor, service, category = service_of(payment)
    month = payment["day"].replace(day=1)
    amount = format_plain(payment["amount"])
    owner = {"team": payment["team"], "owner": payment["payer_name"]}
    is_purchase = is_seat_service(service)
    return {
        "BilledCost": amount,
        "EffectiveCost": amount,
        "BillingAccountId": billing_account(payment),
        "BillingCurrency": payment["currency"],
        "BillingPeriodStart": f"{month}T00:00:00Z",
        "BillingPeriodEnd": f"{add_months(month, 1)}T00:00:00Z",
        # a refund is no credit that someone grants, and what it pays back is unknown
        "ChargeCategory": "Adjustment" if payment["amount"] < 0 else "Purchase" if is_purchase else "Usage",
        "ChargeClass": "",
        "ChargeDescription": payment["payee"],
        "ChargeFrequency": "One-Time" if is_purchase or payment["amount"] < 0 else "Usage-Based",
        "ChargePeriodStart": f"{payment['day']}T00:00:00Z",
        "ChargePeriodEnd": f"{payment['day'] + timedelta(days=1)}T00:00:00Z",
        "InvoiceId": payment["matched"] or "",
        "InvoiceIssuerName": vendor,
        "ServiceProviderName": vendor,
        "ServiceName": service,
        "ServiceCategory": category,
        "Tags": canonical_json({name: value for name, value in owner.items() if value}),
        "x_PaymentId": payment["payment_id"],
    }
