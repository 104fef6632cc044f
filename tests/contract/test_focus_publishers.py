"""What each publisher's FOCUS files are known to do otherwise, one corruption at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.ingest.focus.bill import World, row

RESERVATION = "/providers/Microsoft.Capacity/reservationOrders/R-1"


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    yield opened
    opened.close()


def rules(report):
    return {rule.rule: rule.rows for rule in report.rules}


def test_azure_spells_one_commitment_in_two_ways(world):
    report = world.take(
        world.bill("b.csv", row(CommitmentDiscountId=RESERVATION), row(CommitmentDiscountId=RESERVATION.lower()))
    )

    assert world.rows("SELECT DISTINCT CommitmentDiscountId AS id FROM charge") == [{"id": RESERVATION.lower()}]
    assert rules(report) == {"azure_id": 1}


@pytest.mark.parametrize("path", ["123/billingProfiles/AB-CD", "AB-CD", "AB-CD/"], ids=["profile", "account", "slash"])
def test_azure_names_a_billing_account_by_a_path(world, path):
    report = world.take(
        world.bill("b.csv", row(BillingAccountId=f"/providers/Microsoft.Billing/billingAccounts/{path}"))
    )

    assert report.scopes[0].billing_account == "AB-CD"


def test_other_ids_keep_their_case(world):
    world.take(world.bill("b.csv", row(ResourceId="arn:aws:EC2:Vm", CommitmentDiscountId="SP-1")))

    assert world.rows("SELECT ResourceId, CommitmentDiscountId FROM charge") == [
        {"ResourceId": "arn:aws:EC2:Vm", "CommitmentDiscountId": "SP-1"}
    ]


def test_azure_tells_instances_in_its_own_details(world):
    world.take(world.bill("b.csv", row(x_SkuDetails='{"ServiceType":"Standard_NC24ads_A100_v4"}')))

    assert world.one("SELECT gpu_model FROM key") == "a100"


def test_azure_has_no_list_cost_on_marketplace_rows(world):
    report = world.take(world.bill("b.csv", row(ListCost="0", ListUnitPrice="0")))

    assert world.rows("SELECT ListCost, ListUnitPrice FROM charge") == [{"ListCost": None, "ListUnitPrice": None}]
    assert rules(report) == {"list_cost_unknown": 1}


def test_azure_tags_are_bare_or_without_braces(world):
    world.take(world.bill("b.csv", row(Tags='"team": "search"')))

    assert world.one("SELECT team FROM key") == "search"


def test_oracle_writes_usage_based_small_and_provider_for_provider_name(world):
    oracle = row(ChargeFrequency="Usage-based")
    oracle["Provider"] = oracle.pop("ProviderName")

    report = world.take(world.bill("b.csv", oracle))

    assert world.one("SELECT ChargeFrequency FROM charge") == "Usage-Based"
    assert rules(report) == {"enum_case": 1}


def test_oracle_has_no_accrual_view(world):
    report = world.take(world.bill("b.csv", row(EffectiveCost="0")))

    assert world.one("SELECT EffectiveCost FROM charge") == Decimal(10)
    assert rules(report) == {"no_accrual_view": 1}


def test_oracle_leaves_texts_empty_instead_of_null(world):
    world.take(world.bill("b.csv", row(ConsumedUnit="", RegionId="")))

    assert world.rows("SELECT ConsumedUnit, RegionId FROM charge") == [{"ConsumedUnit": None, "RegionId": None}]


def test_google_leaves_issuer_and_period_end_out(world):
    google = row(ProviderName="Google Cloud", BillingPeriodStart="2026-10-01T07:00:00Z")
    del google["InvoiceIssuerName"], google["BillingPeriodEnd"]

    report = world.take(world.bill("b.csv", google))

    assert report.scopes[0].biller == "gcp"
    assert rules(report) == {"issuer_from_provider": 1, "period_end_derived": 1}
    assert f"{world.one('SELECT BillingPeriodEnd FROM charge'):%F %H}" == "2026-11-01 07"
