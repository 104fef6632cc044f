"""FOCUS rows of what a vendor's API states: a charge for a period, with the columns that are the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import CONTEXT
from outlay.core.time import add_months, month_start

if TYPE_CHECKING:
    from outlay.ingest.pulling.model import Bucket, Record

TOKENS: Final = "Tokens"
METERS: Final = {
    "input": "Input Tokens",
    "cache_read": "Cache Read Input Tokens",
    "cache_write": "Cache Write Input Tokens",
    "output": "Output Tokens",
}
"""The SkuMeter of each class of tokens, from which an import tells the class again."""

_MILLION: Final = 6
_CENT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who invoices an account, and for which service."""

    issuer: str
    service: str
    billing_account: str
    billing_account_name: str | None = None
    category: str = "AI and Machine Learning"
    subcategory: str | None = "Generative AI"

    def charge(self, bucket: Bucket, amount: Decimal, currency: str, columns: Mapping[str, Any]) -> dict[str, Any]:
        """What is charged for a bucket's period; an amount below zero is a correction, whatever its cause.

        Args:
            bucket: Its start tells the billing period.
            amount: In whole units of the currency.
            currency: An ISO 4217 code.
            columns: More columns, which win over those given here.
        """
        first = month_start(bucket.start.date())
        return {
            "BilledCost": amount,
            "EffectiveCost": amount,
            "BillingAccountId": self.billing_account,
            "BillingAccountName": self.billing_account_name,
            "BillingCurrency": currency.upper(),
            "BillingPeriodStart": datetime(first.year, first.month, 1, tzinfo=UTC),
            "BillingPeriodEnd": datetime.combine(add_months(first, 1), datetime.min.time(), tzinfo=UTC),
            "ChargeCategory": "Adjustment" if amount < 0 else "Usage",
            "ChargeFrequency": "Usage-Based",
            "ChargePeriodStart": bucket.start,
            "ChargePeriodEnd": bucket.end,
            "InvoiceIssuerName": self.issuer,
            "ServiceProviderName": self.issuer,
            "ServiceName": self.service,
            "ServiceCategory": self.category,
            "ServiceSubcategory": self.subcategory,
            "PricingCategory": "Standard",
            **columns,
        }


def token_columns(token_class: str, quantity: Decimal | None) -> dict[str, Any]:
    """The columns of a charge for tokens of a class; vendors price them by the million."""
    columns: dict[str, Any] = {"SkuMeter": METERS.get(token_class)}
    if quantity is not None:
        columns |= {
            "ConsumedQuantity": quantity,
            "ConsumedUnit": TOKENS,
            "PricingQuantity": quantity.scaleb(-_MILLION, CONTEXT),
            "PricingUnit": "1000000 Tokens",
        }
    return columns


def from_cents(amount: Decimal) -> Decimal:
    """Cents, whole or not, as units of the currency, exactly."""
    return amount.scaleb(-_CENT, CONTEXT)


def unknown_names(dataset: str, record: Record, known: Iterable[str]) -> Iterator[str]:
    """The fields of a record that a source does not know, as they are reported."""
    return (f"{dataset}.{name}" for name in record if name not in known)
