"""Which cost holds for a bill, and what its report says of that."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.bills import aws

ACCOUNT = "211111111111"


def month(basis):
    bill = aws.AwsBill(discount=Decimal("0.1"), basis=basis)
    bill.on_demand(ACCOUNT, 100, Decimal(1))
    return bill.finish()


def billed(rows):
    return sorted(row["BilledCost"] for row in rows)


@pytest.mark.parametrize(
    ("basis", "amounts"), [("unblended", [-10, 100]), ("both", [90]), ("net", [90])], ids=["lines", "both", "net"]
)
def test_a_discount_counts_once(convert, basis, amounts):
    rows, _ = convert(month(basis))

    assert billed(rows) == amounts


def test_net_cost_that_disagrees_with_the_discount_lines_is_not_used(convert):
    bill = month("both")
    bill.lines[-1]["line_item_unblended_cost"] = Decimal(-7)

    rows, conversion = convert(bill)

    assert billed(rows) == [-7, 100]
    assert any(
        "cost after discounts is not used, because it comes to 90 against 93 USD" in note for note in conversion.notes
    )


def test_net_cost_is_taken_for_all_lines_of_a_bill_or_none(convert):
    bill = month("both")
    bill.on_demand(ACCOUNT, 1, Decimal(1))
    bill.lines[-1]["line_item_net_unblended_cost"] = None

    rows, _ = convert(bill)

    assert billed(rows) == [-10, 1, 100]


def test_net_cost_without_net_shares_of_covered_usage_is_not_used(convert):
    bill = aws.AwsBill(discount=Decimal("0.1"), basis="both")
    bill.savings_plan(ACCOUNT, Decimal(1), [Decimal(1)])
    for line in bill.finish().lines:
        line.pop("savings_plan_net_savings_plan_effective_cost", None)

    rows, _ = convert(bill)

    assert sum(row["EffectiveCost"] for row in rows if row["CommitmentDiscountStatus"] == "Used") == 24 * 31
    assert min(billed(rows)) == Decimal("-74.4")


def test_each_payer_has_a_basis_of_its_own(convert):
    other = aws.AwsBill(payer="122222222222")
    other.on_demand("222222222222", 10, Decimal(1))

    rows, conversion = convert(month("net"), other)

    assert billed(rows) == [10, 90]
    assert "payer 111111111111 2026-10: cost after discounts (net unblended)" in conversion.notes


def test_costs_with_many_decimals_are_rounded_and_the_difference_is_told(convert):
    bill = aws.AwsBill()
    bill.on_demand(ACCOUNT, 1, Decimal("0.00000000000049"))

    rows, conversion = convert(bill, form="cur1.csv")

    assert billed(rows) == [0]
    (rule,) = conversion.rules
    assert (rule.rule, rule.rows, rule.billed) == ("rounded", 1, {"USD": Decimal("-0.00000000000049")})
