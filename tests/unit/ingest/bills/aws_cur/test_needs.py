"""Lines that need a column which the report lacks stop the import, with the setting that adds it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.core.errors import MissingColumnError

ACCOUNT = "211111111111"


def drop(bill, *names):
    for line in bill.lines:
        for name in names:
            line.pop(name, None)
    return bill


@pytest.mark.parametrize(
    "column",
    [
        "savings_plan_savings_plan_effective_cost",
        "savings_plan_total_commitment_to_date",
        "savings_plan_used_commitment",
        "savings_plan_savings_plan_arn",
    ],
)
def test_savings_plans_need_their_columns(convert, bill, column):
    bill.savings_plan(ACCOUNT, Decimal(1), [Decimal("0.5")])

    with pytest.raises(MissingColumnError, match=rf"lacks {column} \(CUR 1: savingsPlan/") as caught:
        convert(drop(bill, column))
    assert "add the savings_plan columns" in caught.value.hint


@pytest.mark.parametrize(
    "column",
    [
        "reservation_effective_cost",
        "reservation_unused_recurring_fee",
        "reservation_unused_amortized_upfront_fee_for_billing_period",
        "reservation_reservation_arn",
    ],
)
def test_reservations_need_their_columns(convert, bill, column):
    bill.reservation(ACCOUNT, Decimal(1), Decimal(744), 12)

    with pytest.raises(MissingColumnError, match=rf"lacks {column} \(CUR 1: reservation/") as caught:
        convert(drop(bill, column), form="cur1.csv")
    assert "add the reservation columns" in caught.value.hint


def test_a_bill_without_commitments_needs_none_of_them(convert, bill):
    bill.on_demand(ACCOUNT, 1, Decimal(1))

    rows, _ = convert(drop(bill, "line_item_resource_id"))

    assert len(rows) == 1


def test_missing_resource_ids_are_remarked_with_the_setting(convert, bill):
    bill.on_demand(ACCOUNT, 1, Decimal(1))

    _, conversion = convert(drop(bill, "line_item_resource_id"))

    assert any("Include resource IDs" in note for note in conversion.notes)
