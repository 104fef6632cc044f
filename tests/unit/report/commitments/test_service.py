from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import NotFoundError
from outlay.report.commitments import list_commitments, show_commitment
from tests.unit.ingest.declared import COPILOT
from tests.unit.ingest.focus.bill import row

TODAY = date(2026, 11, 21)
PLAN = {"CommitmentDiscountId": "arn:sp/1", "CommitmentDiscountType": "Compute Savings Plan"}


def plan(**changes):
    return row(**{**PLAN, "CommitmentDiscountCategory": "Spend", "CommitmentDiscountStatus": "", **changes})


def show(world, name):
    return show_commitment(world.store, name, TODAY)


@pytest.fixture
def billed(world):
    """A month of a savings plan of 240: 200 used, 40 unused."""
    world.take(
        world.bill(
            "aws.csv",
            plan(ChargeCategory="Purchase", BilledCost="240", EffectiveCost="0"),
            plan(BilledCost="0", EffectiveCost="200", CommitmentDiscountStatus="Used"),
            plan(BilledCost="0", EffectiveCost="40", CommitmentDiscountStatus="Unused"),
            row(ChargeCategory="Credit", BilledCost="-500", EffectiveCost="-500"),
        )
    )
    return world


def test_a_bills_commitment_appears_by_itself_with_its_roll_forward(billed):
    (view,) = list_commitments(billed.store, TODAY)
    (period,) = view.periods
    assert (view.kind, view.source, view.problems) == ("savings_plan", "bill", [])
    assert (period.purchased, period.drawn, period.expired, period.closing) == (240, 200, 40, 0)
    assert view.utilisation == Decimal("0.833333333333")


def test_credits_draw_on_a_grant(billed):
    billed.declare(
        "commitments", "id,kind,vendor,currency,amount,starts,ends\ng,grant,AWS,USD,2000,2026-09-01,2027-03-01\n"
    )
    view = show(billed, "g")
    assert (view.balance, view.cliff.reason) == (Decimal(1500), "used up")


def test_a_rule_narrows_what_draws(billed):
    header = "id,kind,vendor,currency,amount,starts,match\n"
    billed.declare("commitments", f'{header}g,grant,AWS,USD,2000,2026-09-01,"region == ""us-east-1"""\n')
    assert show(billed, "g").balance == Decimal(2000)


def test_charges_in_another_currency_are_named_and_not_summed(world):
    world.take(world.bill("eur.csv", plan(BillingCurrency="EUR", CommitmentDiscountStatus="Used")))
    world.declare("commitments", "id,kind,vendor,currency\narn:sp/1,savings_plan,AWS,USD\n")
    view = show(world, "ARN:SP/1")
    assert view.periods == []
    assert "EUR" in view.notes[0]


def test_a_contract_accrues_until_it_is_invoiced(world):
    world.declare("contracts", COPILOT)
    accrued = {one.month.month: one.closing for one in show(world, "copilot").periods}
    assert accrued[3] == Decimal(-2280)
    world.invoices("GitHub,G-1,2026-03,760,0,USD,Issued,")
    periods = {one.month.month: one for one in show(world, "copilot").periods}
    assert (periods[3].purchased, periods[3].drawn) == (Decimal(760), Decimal(760))


def test_a_declared_purchase_that_the_bill_shows_counts_once(billed):
    billed.declare(
        "commitments",
        "id,kind,vendor,currency,amount,movement,on\narn:sp/1,savings_plan,AWS,USD,,,\n"
        "arn:sp/1,,,USD,240,purchase,2026-10-20\n",
    )
    view = show(billed, "arn:sp/1")
    assert (view.periods[0].purchased, view.source) == (Decimal(240), "both")
    assert "counted once" in view.notes[0]


def test_an_unknown_commitment_is_not_found(billed):
    with pytest.raises(NotFoundError, match="arn:sp/2") as caught:
        show(billed, "arn:sp/2")
    assert "arn:sp/1" in str(caught.value.hint)


def test_bills_of_several_issuers_that_name_one_id_are_told(billed):
    azure = {"InvoiceIssuerName": "Microsoft", "ProviderName": "Microsoft", "BilledCost": "0", "EffectiveCost": "7"}
    billed.take(billed.bill("azure.csv", plan(**azure, CommitmentDiscountStatus="Used")), source="azure")
    (view,) = list_commitments(billed.store, TODAY)
    assert view.problems[0].text == ("bills of aws and azure.cloud name this id: what they charge is added up here")


def test_the_end_of_an_id_will_do_where_no_other_ends_so(billed):
    billed.declare("commitments", "id,kind,vendor,currency,amount\nother/1,grant,AWS,USD,1\n")
    assert show(billed, "sp/1").id == "arn:sp/1"
    with pytest.raises(NotFoundError):
        show(billed, "/1")
