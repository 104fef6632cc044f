from __future__ import annotations

import pytest

from outlay.ingest.focus.quality import QUALITY_RULES
from tests.unit.ingest.focus.bill import row

SOUND = row(
    ListCost="12.00",
    ListUnitPrice="4.00",
    ContractedCost="11.10",
    ContractedUnitPrice="3.70",
    PricingQuantity="3",
    CommitmentDiscountId="",
    CommitmentDiscountStatus="",
    ServiceSubcategory="Virtual Machines",
)
COVERED = {"CommitmentDiscountId": "sp-1", "CommitmentDiscountStatus": "Used", "BilledCost": "0"}
FEE = {
    "ChargeCategory": "Purchase",
    "ChargeFrequency": "Recurring",
    "CommitmentDiscountId": "sp-1",
    "EffectiveCost": "0",
}
WRONG = {
    "list_price_quantity": [{"ListCost": "13.00"}],
    "contracted_price_quantity": [{"ContractedCost": "12.10"}],
    "covered_usage_billed": [{**COVERED, "BilledCost": "11.10"}],
    "commitment_unnamed": [{**COVERED, "CommitmentDiscountId": ""}],
    "unused_missing": [COVERED, {**FEE, "BilledCost": "15"}],
    "empty_period": [{"ChargePeriodEnd": "2026-10-05T00:00:00Z"}],
    "subcategory_parent": [{"ServiceSubcategory": "Generative AI"}],
    "subcategory_unknown": [{"ServiceSubcategory": "No-SQL DB"}],
    "equal_rows": [{}, {}],
    "several_currencies": [{}, {"BillingCurrency": "EUR"}],
}


def found(world, *changes):
    return [
        finding.rule
        for finding in world.take(world.bill("b.csv", *({**SOUND, **change} for change in changes))).findings
    ]


def test_a_sound_bill_has_no_findings(world):
    assert found(world, {}, {**COVERED, "ResourceId": "vm"}, {**FEE, "BilledCost": "10.00", "SubAccountId": "2"}) == []


def test_each_rule_has_a_case():
    assert set(WRONG) == set(QUALITY_RULES)


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_in_one_way_is_found_by_one_rule(world, rule):
    assert found(world, *WRONG[rule]) == [rule]


@pytest.mark.parametrize("rule", WRONG)
def test_a_finding_loses_no_row(world, rule):
    report = world.take(world.bill("b.csv", *({**SOUND, **change} for change in WRONG[rule])))

    assert (report.rejected, report.rows_out) == (0, len(WRONG[rule]))


def test_partly_covered_usage_is_billed_less_than_its_contracted_price(world):
    assert found(world, {**COVERED, "BilledCost": "4"}) == []


def test_a_price_times_quantity_beyond_128_bits_is_judged_all_the_same(world):
    wrong = {"PricingQuantity": "9999999999999999", "ListUnitPrice": "9999999999"}
    assert found(world, wrong) == ["list_price_quantity", "contracted_price_quantity"]
