"""Bills are valid FOCUS, with the columns and values of their version."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from outlay.facts.tables import FOCUS_COLUMNS

CATEGORIES = {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}
NEVER_EMPTY = (
    "BillingAccountId", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory",
    "ChargePeriodStart", "ChargePeriodEnd", "InvoiceIssuerName", "ServiceCategory", "ServiceName",
    "ServiceSubcategory", "ChargeFrequency", "ChargeDescription",
)  # fmt: skip


@pytest.fixture(scope="session")
def rows(bills):
    return [row for found in bills.values() for row in found]


def test_mandatory_columns_are_filled(rows):
    assert all(row[name] for row in rows for name in NEVER_EMPTY)


def test_each_version_names_who_serves_in_its_own_words(bills):
    for name, rows in bills.items():
        names = set(rows[0])
        old = {"ProviderName", "PublisherName"} <= names and "ServiceProviderName" not in names
        new = {"ServiceProviderName", "HostProviderName", "ContractApplied"} <= names and "ProviderName" not in names
        assert old != new, name
        assert all(row["ProviderName" if old else "ServiceProviderName"] for row in rows)


def test_newest_files_have_every_column(bills):
    assert {column.name for column in FOCUS_COLUMNS} <= set(bills["openai-2026-10.csv.gz"][0])


def test_enumerations_hold_only_allowed_values(rows):
    assert {row["ChargeCategory"] for row in rows} <= CATEGORIES
    assert {row["ChargeClass"] for row in rows} <= {None, "Correction"}
    assert {row["ChargeFrequency"] for row in rows} <= {"One-Time", "Recurring", "Usage-Based"}
    assert {row["PricingCategory"] for row in rows} <= {None, "Standard", "Dynamic", "Committed"}
    assert {row["CommitmentDiscountStatus"] for row in rows} <= {None, "Used", "Unused"}


def test_service_categories_are_those_of_the_specification(rows, shared_data):
    with (shared_data.parent / "reference" / "focus-columns.csv").open(encoding="utf-8", newline="") as file:
        allowed = {row["name"]: row["allowed_values"] for row in csv.DictReader(file) if row["allowed_values"]}
    pairs = {f"{row['ServiceCategory']} > {row['ServiceSubcategory']}" for row in rows}
    assert pairs <= {text.strip() for text in allowed["ServiceSubcategory"].split(";")}


def test_costs_are_price_times_quantity(rows):
    priced = [row for row in rows if row["ListUnitPrice"] and row["PricingQuantity"]]
    assert len(priced) > 10_000
    for row in priced:
        assert Decimal(row["ListUnitPrice"]) * Decimal(row["PricingQuantity"]) == row["ListCost"]
        assert Decimal(row["ContractedUnitPrice"]) * Decimal(row["PricingQuantity"]) == row["ContractedCost"]


def test_amounts_have_at_most_ten_decimals(rows):
    money = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
    assert min(row[name].normalize().as_tuple().exponent for row in rows for name in money) >= -10


def test_covered_usage_is_billed_nothing(rows):
    used = [row for row in rows if row["CommitmentDiscountStatus"]]
    assert used
    assert {row["BilledCost"] for row in used} == {0}


def test_closed_months_have_an_invoice_and_open_ones_none(rows):
    assert all((row["InvoiceId"] is None) == row["BillingPeriodStart"].startswith("2026-11") for row in rows)


def test_each_payer_has_a_backfill_and_a_file_a_month(bills):
    names = sorted(name.removesuffix(".csv.gz") for name in bills if name.startswith("openai"))
    assert names == ["openai-2025-05-to-2026-09", "openai-2026-10", "openai-2026-11"]


def test_token_rows_say_model_direction_and_cache(rows):
    tokens = [row for row in rows if row["ConsumedUnit"] == "Tokens"]
    details = [json.loads(row["SkuPriceDetails"]) for row in tokens]
    assert {one["TokenDirection"] for one in details} == {"Input", "Output"}
    assert {one.get("TokenCacheAction") for one in details} == {None, "Uncached", "Read", "Write"}
    assert all(one["ModelId"] for one in details)


def test_json_columns_are_objects(rows):
    for name in ("Tags", "SkuPriceDetails"):
        assert all(isinstance(json.loads(row[name]), dict) for row in rows if row[name])


def test_periods_are_whole_days_and_months(rows):
    for row in rows:
        assert row["ChargePeriodStart"] < row["ChargePeriodEnd"]
        assert row["BillingPeriodStart"].endswith("-01T00:00:00Z")
        assert row["ChargePeriodStart"].endswith("T00:00:00Z")
