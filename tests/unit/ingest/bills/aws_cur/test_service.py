"""Lines of a Cost and Usage Report become FOCUS charges."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bills import aws
from tests.bills.converting import convert_files

ACCOUNT = "211111111111"
DAY = {"pricing_unit": "Hrs", "line_item_usage_type": "BoxUsage:m5"}

rates = st.decimals("0.0001", "99", places=4)
parts = st.sampled_from([Decimal(part) for part in ("0", "0.25", "0.5", "0.8", "1")])
accounts = st.sampled_from(["211111111111", "311111111111"])
used = st.lists(parts, min_size=1, max_size=3)
upfront = st.integers(0, 9)
kinds = st.sampled_from(["Tax", "Credit", "Refund", "Fee", "Whatever"])
tokens = st.decimals(0, 10**6, places=3)
charges = st.one_of(
    st.tuples(st.sampled_from(["on_demand", "spot"]), accounts, st.integers(0, 5000), rates),
    st.tuples(st.just("savings_plan"), accounts, rates, used, upfront.map(lambda n: Decimal(31 * n))),
    st.tuples(st.just("reservation"), accounts, rates, upfront.map(lambda n: Decimal("7.44") * n), st.integers(0, 24)),
    st.tuples(st.just("plain"), kinds, accounts, rates),
    st.tuples(st.just("tokens"), accounts, st.just("USE1-NovaLite-input-tokens"), tokens, rates),
    st.tuples(st.just("correction"), accounts, rates.map(lambda rate: -rate)),
    st.tuples(st.just("split"), accounts, rates),
)


@settings(max_examples=12)
@given(
    composition=st.lists(charges, min_size=1, max_size=20),
    discount=st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.5")]),
    basis=st.sampled_from(["unblended", "both", "net"]),
    form=st.sampled_from(aws.FORMATS),
)
def test_any_month_comes_to_what_its_maker_knows(composition, discount, basis, form):
    bill = aws.AwsBill(discount=discount, basis=basis)
    for name, *about in composition:
        getattr(bill, name)(*about)
    with tempfile.TemporaryDirectory() as folder:
        rows, conversion = convert_files("aws-cur", [aws.write([bill.finish()], Path(folder) / "bill", form)])

    for column, book in (("BilledCost", bill.billed), ("EffectiveCost", bill.effective)):
        found: dict[tuple[str, str | None], Decimal] = {}
        for row in rows:
            key = row["SubAccountId"], row["CommitmentDiscountId"]
            found[key] = found.get(key, Decimal(0)) + row[column]
        truth: dict[tuple[str, str | None], Decimal] = {}
        for (account, _, commitment), amount in book.items():
            truth[account, commitment] = truth.get((account, commitment), Decimal(0)) + amount
        assert {key: amount for key, amount in found.items() if amount} == {
            key: amount for key, amount in truth.items() if amount
        }
    assert conversion.rows_in == len(bill.lines)


@pytest.mark.parametrize(
    ("about", "category"),
    [
        ({"line_item_usage_type": "BoxUsage:m5"}, "Usage"),
        ({"reservation_reservation_arn": "arn:aws:ec2:us-east-1:1:reserved-instances/a"}, "Purchase"),
        ({"line_item_tax_type": "VAT", "line_item_usage_type": "BoxUsage:m5"}, "Tax"),
        ({}, "Adjustment"),
    ],
    ids=["usage", "fee", "tax", "unknown"],
)
def test_a_refund_has_the_category_of_what_it_refunds(convert, bill, about, category):
    bill.plain("Refund", ACCOUNT, Decimal(-5), **about)

    (row,), _ = convert(bill)

    assert (row["ChargeCategory"], row["BilledCost"], row["ChargeClass"]) == (category, -5, None)
    assert row["EffectiveCost"] == (0 if category == "Purchase" else -5)


def test_a_refund_for_an_earlier_month_is_a_correction(convert, bill):
    bill.line("Refund", ACCOUNT, Decimal(-5), date(2026, 9, 3), line_item_usage_type="BoxUsage:m5")

    (row,), _ = convert(bill)

    assert row["ChargeClass"] == "Correction"
    assert row["BillingPeriodStart"].date() == date(2026, 10, 1)


def test_covered_usage_costs_nothing_when_billed_and_its_negation_is_gone(convert, bill):
    arn = bill.savings_plan(ACCOUNT, Decimal(1), [Decimal(1)])

    rows, _ = convert(bill)

    covered = [row for row in rows if row["CommitmentDiscountStatus"] == "Used"]
    assert {(row["BilledCost"], row["EffectiveCost"], row["CommitmentDiscountId"]) for row in covered} == {(0, 24, arn)}
    assert not [row for row in rows if row["x_LineItemType"] == "SavingsPlanNegation"]


def test_what_covered_usage_and_negation_leave_over_stays_on_the_bill(convert, bill):
    arn = {"savings_plan_savings_plan_arn": "arn:aws:savingsplans::1:savingsplan/a"}
    bill.line(
        "SavingsPlanCoveredUsage", ACCOUNT, Decimal(10), savings_plan_savings_plan_effective_cost=Decimal(6), **arn
    )
    bill.line("SavingsPlanNegation", ACCOUNT, Decimal("-9.99"), **arn)

    rows, conversion = convert(bill)

    (residual,) = [row for row in rows if row["ChargeCategory"] == "Adjustment"]
    assert (residual["BilledCost"], residual["EffectiveCost"], residual["SubAccountId"]) == (Decimal("0.01"),) * 2 + (
        ACCOUNT,
    )
    assert conversion.billed_out == {"USD": Decimal("0.01")}


def test_split_cost_lines_add_nothing(convert, bill):
    bill.on_demand(ACCOUNT, 10, Decimal("0.1"))
    bill.split(ACCOUNT, Decimal("0.6"))

    rows, conversion = convert(bill)

    assert [row["BilledCost"] for row in rows] == [1]
    assert "split cost allocation lines repeat 0.6 of other lines: not counted again" in conversion.notes


def test_an_unknown_line_type_is_kept_and_named(convert, bill):
    bill.line("FlatRateSubscription", ACCOUNT, Decimal(20))

    (row,), conversion = convert(bill)

    assert (row["ChargeCategory"], row["BilledCost"]) == ("Adjustment", 20)
    assert any("'FlatRateSubscription' is not known: 1 lines, 20 USD" in note for note in conversion.notes)


def test_spot_is_dynamic_and_taxes_have_no_pricing(convert, bill):
    bill.spot(ACCOUNT, 5, Decimal("0.1"))
    bill.plain("Tax", ACCOUNT, Decimal(1))

    rows, _ = convert(bill)

    assert {row["ChargeCategory"]: row["PricingCategory"] for row in rows} == {"Usage": "Dynamic", "Tax": None}


@pytest.mark.parametrize("form", aws.FORMATS)
def test_tags_and_cost_categories_have_prefixes(convert, bill, form):
    bill.on_demand(ACCOUNT, 1, Decimal(1))

    (row,), _ = convert(bill, form=form)

    tags = row["Tags"].casefold()
    assert '"user:team":' in tags
    assert '"costcategory:unit":' in tags
    assert row["RegionId"] == "us-east-1"
    assert '"InstanceType":"m6i.large"' in row["SkuPriceDetails"]


def test_an_inference_profile_tells_the_model_better_than_the_usage_type(convert, bill):
    model = "us.anthropic.claude-sonnet-4-6-20260101-v1:0"
    arn = f"arn:aws:bedrock:us-east-1:211111111111:inference-profile/{model}"
    bill.tokens(ACCOUNT, "USE1-Claude4.6Sonnet-input-tokens", Decimal(3), Decimal(1), line_item_resource_id=arn)

    (row,), _ = convert(bill)

    assert (row["x_Model"], row["ConsumedQuantity"], row["PricingQuantity"], row["PricingUnit"]) == (
        model,
        3000,
        3,
        "1000 Tokens",
    )


def test_an_application_inference_profile_and_the_caller_are_kept(convert, bill):
    arn = "arn:aws:bedrock:us-east-1:211111111111:application-inference-profile/abc123"
    caller = "arn:aws:sts::211111111111:assumed-role/search/session"
    bill.tokens(
        ACCOUNT, "USE1-NovaLite-output-tokens-batch", Decimal(2), Decimal(1), "1M tokens",
        line_item_resource_id=arn, line_item_iam_principal=caller,
    )  # fmt: skip

    (row,), _ = convert(bill)

    assert (row["ResourceId"], row["PrincipalId"], row["x_Model"]) == (arn, caller, "nova-lite")
    assert row["SkuPriceDetails"] == '{"x_ServiceTier":"batch"}'
    assert row["ConsumedQuantity"] == 2_000_000


def test_tokens_in_an_unknown_unit_are_not_called_tokens(convert, bill):
    bill.tokens(ACCOUNT, "USE1-NovaLite-output-tokens", Decimal(2), Decimal(1), "Bundle")

    (row,), conversion = convert(bill)

    assert (row["ConsumedQuantity"], row["ConsumedUnit"]) == (2, "Bundle")
    assert any("do not say how many tokens a unit is" in note for note in conversion.notes)


def test_values_stand_for_columns_that_the_lines_leave_empty(convert, bill):
    bill.on_demand(ACCOUNT, 1, Decimal(1))
    bill.lines[0]["bill_invoice_id"] = ""

    (row,), _ = convert(bill, InvoiceId="INV-1", InvoiceIssuerName="Someone else")

    assert (row["InvoiceId"], row["InvoiceIssuerName"]) == ("INV-1", aws.AWS)


def test_lines_without_invoicing_entity_are_invoiced_by_aws_and_counted(convert, bill):
    bill.on_demand(ACCOUNT, 1, Decimal(1))
    bill.lines[0]["bill_invoicing_entity"] = ""

    (row,), conversion = convert(bill)

    assert row["InvoiceIssuerName"] == aws.AWS
    assert [rule.rows for rule in conversion.rules if rule.rule == "issuer_assumed"] == [1]
