"""FOCUS rows of daily buckets, and units converted without loss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.focus.columns import READ
from outlay.ingest.focus.keys import token_class_of
from outlay.ingest.pulling.charges import METERS, Seller, from_cents, token_columns, unknown_names
from outlay.ingest.pulling.model import Bucket

DAY = datetime(2026, 12, 31, tzinfo=UTC)
SELLER = Seller(issuer="Vendor", service="API", billing_account="acme")
BUCKET = Bucket(dataset="costs", start=DAY, end=DAY + timedelta(days=1), records=())


def test_a_charge_lies_in_its_days_billing_period():
    charge = SELLER.charge(BUCKET, Decimal("1.5"), "usd", {})
    period = charge["BillingPeriodStart"], charge["BillingPeriodEnd"]
    assert period == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert (charge["ChargePeriodStart"], charge["BillingCurrency"]) == (DAY, "USD")


def test_every_column_is_one_that_an_import_reads():
    charge = SELLER.charge(BUCKET, Decimal(1), "USD", token_columns("input", Decimal(3)))
    assert set(charge) <= set(READ)


def test_given_columns_win():
    assert SELLER.charge(BUCKET, Decimal(1), "USD", {"ServiceName": "Other"})["ServiceName"] == "Other"


@pytest.mark.parametrize(("amount", "category"), [("-0.01", "Adjustment"), ("0", "Usage"), ("0.01", "Usage")])
def test_an_amount_below_zero_is_an_adjustment(amount, category):
    assert SELLER.charge(BUCKET, Decimal(amount), "USD", {})["ChargeCategory"] == category


@pytest.mark.parametrize("token_class", METERS)
def test_meters_are_told_apart_by_an_import(token_class):
    columns = token_columns(token_class, Decimal(2500000))
    assert token_class_of(None, None, columns["SkuMeter"], columns["ConsumedUnit"]) == token_class
    assert columns["PricingQuantity"] == Decimal("2.5")


@pytest.mark.parametrize(
    ("cents", "dollars"),
    [("123.78912", "1.2378912"), ("0.000000000001", "0.00000000000001"), ("98765432109876543210.123456789", None)],
)
def test_cents_lose_no_digit(cents, dollars):
    amount = from_cents(Decimal(cents))
    assert amount.as_tuple().digits == Decimal(cents).as_tuple().digits
    assert dollars is None or amount == Decimal(dollars)


def test_unknown_fields_are_named_with_their_dataset():
    assert list(unknown_names("costs", {"amount": 1, "mood": 2}, {"amount"})) == ["costs.mood"]
