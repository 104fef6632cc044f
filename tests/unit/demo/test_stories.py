from __future__ import annotations

import json
from decimal import Decimal

import pyarrow.compute as pc
import pytest


@pytest.fixture(scope="module")
def stories(sample):
    return sample.truth["stories"]


def _rows(bills, name):
    return [row for file, rows in bills.items() if file.startswith(name) for row in rows]


def _effective(rows):
    return sum((row["EffectiveCost"] for row in rows), Decimal(0))


def test_ai_grows_from_nothing_to_near_half(sample):
    complete = list(sample.truth["consumption"].items())[:-1]
    shares = [Decimal(month["ai_share"]) for _, month in complete]
    assert shares[0] < Decimal("0.01")
    assert shares[-1] > Decimal("0.42")
    assert shares == sorted(shares)


def test_four_causes_explain_the_missed_budget(stories):
    budget = stories["budget"]
    causes = {name: Decimal(usd) for name, usd in budget["causes_usd"].items()}
    over = Decimal(budget["actual_usd"]) - Decimal(budget["budget_usd"])
    assert set(causes) == {"spot_capacity_lost", "longer_prompts", "larger_model", "price_change"}
    assert all(usd > 0 for usd in causes.values())
    assert abs(over - sum(causes.values())) <= 500


def test_training_ran_on_demand_while_spot_capacity_was_lost(stories, bills):
    budget = stories["budget"]
    rows = [row for row in _rows(bills, "aws-machine") if row["ResourceName"] == "gpu-training-nodes"]
    lost = [row for row in rows if row["PricingCategory"] == "Standard"]
    assert {row["ListUnitPrice"] for row in lost} == {"21.96"}
    assert {row["ListUnitPrice"] for row in rows if row["PricingCategory"] == "Dynamic"} == {"7.32"}
    assert min(row["ChargePeriodStart"][:10] for row in lost) == budget["spot_lost_since"]
    assert max(row["ChargePeriodEnd"][:10] for row in lost) == budget["spot_lost_until"]
    extra = _effective(lost) * 2 / 3
    assert extra == Decimal(budget["causes_usd"]["spot_capacity_lost"])


def test_the_power_user_is_told_as_the_events_show(stories, events):
    power = stories["power_user"]
    found = pc.value_counts(events["user"].filter(pc.is_valid(events["user"]))).to_pylist()
    counts = {row["values"]: row["counts"] for row in found}
    assert counts[power["user"]] == power["requests"] == max(counts.values())
    assert len(counts) == power["active_users"]


def test_a_fifth_of_the_savings_plan_is_unused(stories, bills):
    plan = stories["savings_plan"]
    rows = [row for row in _rows(bills, "aws-production") if row["CommitmentDiscountId"] == plan["id"]]
    bought = sum(row["BilledCost"] for row in rows if row["ChargeCategory"] == "Purchase")
    unused = _effective(row for row in rows if row["CommitmentDiscountStatus"] == "Unused")
    used = _effective(row for row in rows if row["CommitmentDiscountStatus"] == "Used")
    assert unused + used == bought
    assert unused / bought == Decimal(plan["unused_share"])


def test_the_prepaid_pool_rolls_forward(stories, bills):
    pool = stories["prepaid_pool"]
    rows = _rows(bills, "openai")
    drawn = _effective(row for row in rows if row["ChargeCategory"] == "Usage")
    bought = sum(row["BilledCost"] for row in rows)
    assert (drawn, bought) == (Decimal(pool["drawn_usd"]), Decimal(pool["purchased_usd"]))
    assert bought - drawn == Decimal(pool["closing_usd"]) > 0


def test_one_key_has_bills_and_no_telemetry(stories, bills, events):
    key = stories["untracked_key"]
    rows = [row for row in _rows(bills, "openai") if row["CredentialId"] == key["credential"]]
    assert _effective(rows) == Decimal(key["usd"]) > 0
    assert key["credential"] not in pc.unique(events["credential"]).to_pylist()


def test_a_correction_changes_a_closed_month(stories, bills):
    (row,) = [row for row in _rows(bills, "aws") if row["ChargeClass"] == "Correction"]
    told = stories["correction"]
    assert row["BillingPeriodStart"].startswith(told["billed_in"])
    assert row["ChargePeriodStart"].startswith(told["corrects"])
    assert row["BilledCost"] == Decimal(told["usd"])


def test_a_refund_is_negative_usage(stories, bills):
    negative = [row for row in _rows(bills, "aws-production") if row["BilledCost"] < 0 and not row["ChargeClass"]]
    assert [row["ChargeCategory"] for row in negative] == ["Usage"]
    assert negative[0]["BilledCost"] == Decimal(stories["refund"]["usd"])


def test_credits_are_promotional_and_end_next_month(stories, bills):
    credits_ = [row for row in _rows(bills, "aws-machine") if row["ChargeCategory"] == "Credit"]
    assert {row["BilledCost"] for row in credits_} == {Decimal(stories["promotional_credits"]["daily_usd"])}
    assert stories["promotional_credits"]["end"] == "2027-01-01"


def test_the_euro_vendor_adds_tax(stories, bills):
    rows = [row for row in _rows(bills, "vektoria") if row["BillingPeriodStart"].startswith("2026-10")]
    costs = {row["ChargeCategory"]: row["BilledCost"] for row in rows}
    assert {row["BillingCurrency"] for row in rows} == {"EUR"}
    told = stories["euro_vendor"]
    assert costs == {"Purchase": Decimal(told["monthly_eur"]), "Tax": Decimal(told["vat_eur"])}


def test_datadog_comes_through_the_marketplace(bills):
    rows = [row for row in _rows(bills, "aws-production") if row["PublisherName"] == "Datadog"]
    assert {row["InvoiceIssuerName"] for row in rows} == {"Amazon Web Services, Inc."}
    assert _effective(rows) > 0


def test_runs_are_told_as_they_are_billed(stories, bills):
    rows = [row for row in _rows(bills, "aws-machine") if row["ResourceName"] == "gpu-retraining-nodes"]
    by_day = {row["ChargePeriodStart"][:10]: row["EffectiveCost"] for row in rows}
    runs = stories["runs"]
    assert len(by_day) == runs["count"]
    for kind in ("costly", "failed"):
        assert by_day[runs[kind]["day"]] == Decimal(runs[kind]["usd"])
    assert by_day[runs["costly"]["day"]] == pytest.approx(3 * Decimal(runs["planned_usd"]), abs=Decimal("0.01"))


def test_untagged_resources_are_about_eight_percent(stories):
    assert Decimal("0.06") < Decimal(stories["untagged"]["share_last_complete_month"]) < Decimal("0.10")


def test_the_idle_notebook_runs_all_day(stories, bills):
    rows = [row for row in _rows(bills, "aws-machine") if (row["ResourceName"] or "").startswith("notebook/")]
    assert {row["ConsumedQuantity"] for row in rows} == {"24"}
    assert _effective(rows) == Decimal(stories["idle_notebook"]["usd"])


def test_gpu_charges_name_their_gpus(bills):
    rows = [row for row in _rows(bills, "aws-machine") if (row["ResourceName"] or "").startswith("gpu-")]
    details = [json.loads(row["SkuPriceDetails"]) for row in rows]
    assert rows
    assert all(one["GpuCount"] > 0 and one["InstanceType"] for one in details)


def test_movers_are_changes_of_services(stories, bills):
    first = stories["movers"][0]
    costs = {month: Decimal(0) for month in ("2026-09", "2026-10")}
    for rows in bills.values():
        for row in rows:
            month = row["ChargePeriodStart"][:7]
            if row["ServiceName"] == first["provider_service"] and month in costs and row["ChargeCategory"] != "Tax":
                costs[month] += row["EffectiveCost"]
    assert costs["2026-10"] - costs["2026-09"] == Decimal(first["change_usd"])
