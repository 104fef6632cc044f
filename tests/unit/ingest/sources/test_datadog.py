"""Datadog: a total never adds to its parts, and a closed month takes the estimate's place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.datadog import Settings, Source

MONTH = date(2026, 10, 1)
START = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def source():
    return Source(Settings(api_key="a", application_key="b"), None, datetime(2026, 11, 3, tzinfo=UTC))


def cost(charges, *, total=None, org="prod"):
    listed = [{"product_name": product, "charge_type": kind, "cost": amount} for product, kind, amount in charges]
    parts = [amount for _, kind, amount in charges if kind != "total"]
    attributes = {"public_id": org, "org_name": org, "account_public_id": "p1", "date": "2026-10-01T00:00:00Z"}
    return {"attributes": {**attributes, "total_cost": sum(parts) if total is None else total, "charges": listed}}


def bucket(dataset, *records, day=0, days=1):
    start = START + timedelta(days=day)
    return Bucket(dataset=dataset, start=start, end=start + timedelta(days=days), records=records)


def billed(facts):
    return sum((row["BilledCost"] for row in facts.charges), Decimal(0))


def hosts(committed, on_demand):
    parts = [("infra_host", "committed", committed), ("infra_host", "on_demand", on_demand)]
    return cost([*parts, ("infra_host", "total", committed + on_demand)])


def test_a_total_is_not_added_to_its_parts(source):
    facts = source.normalise(MONTH, [bucket("days", hosts(Decimal(15), Decimal("1.25")))])
    assert billed(facts) == Decimal("16.25")
    assert [row["PricingCategory"] for row in facts.charges] == ["Committed", "Standard"]


def test_a_product_that_has_only_a_total_counts_by_it(source):
    facts = source.normalise(MONTH, [bucket("days", cost([("logs", "total", Decimal(3))], total=Decimal(3)))])
    assert [(row["SkuMeter"], row["ServiceName"]) for row in facts.charges] == [("logs", "Datadog logs")]
    assert billed(facts) == 3


def test_a_total_that_its_parts_do_not_make_is_said(source):
    wrong = cost([("logs", "on_demand", Decimal(3)), ("logs", "total", Decimal(4))])
    facts = source.normalise(MONTH, [bucket("days", wrong)])
    assert billed(facts) == 3
    assert "parts of logs are 3, its total says 4" in facts.notes[0]


def test_a_closed_month_takes_the_place_of_the_estimate(source):
    days = [bucket("days", hosts(Decimal(5), Decimal(1)), day=day) for day in range(31)]
    estimate = bucket("estimated_cost", hosts(Decimal(155), Decimal(31)), days=31)
    closed = bucket("historical_cost", hosts(Decimal(150), Decimal("30.5")), days=31)
    facts = source.normalise(MONTH, [closed, *days, estimate])
    assert billed(facts) == Decimal("180.5")
    assert {row["ChargePeriodEnd"] for row in facts.charges} == {datetime(2026, 11, 1, tzinfo=UTC)}
    assert [(total.name, total.amount) for total in facts.stated] == [("historical cost", Decimal("180.5"))]


def test_a_month_that_is_not_closed_yet_is_estimated(source):
    parts = [bucket("historical_cost", days=31), bucket("days", hosts(Decimal(5), Decimal(1)))]
    assert billed(source.normalise(MONTH, parts)) == 6


@given(st.lists(st.decimals(min_value="0.01", max_value=900, places=2), min_size=2, max_size=31))
def test_sums_since_the_months_first_are_taken_apart(source, amounts):
    sums = [sum(amounts[: number + 1]) for number in range(len(amounts))]
    days = [bucket("days", cost([("logs", "on_demand", total)]), day=day) for day, total in enumerate(sums)]
    month = bucket("estimated_cost", cost([("logs", "on_demand", sums[-1])]), days=31)
    facts = source.normalise(MONTH, [*days, month])
    assert billed(facts) == sum(amounts)
    assert [row["BilledCost"] for row in facts.charges] == amounts


@given(st.lists(st.decimals(min_value="0.01", max_value=900, places=2), min_size=1, max_size=31))
def test_amounts_of_days_stay_as_they_are(source, amounts):
    days = [bucket("days", cost([("logs", "on_demand", amount)]), day=day) for day, amount in enumerate(amounts)]
    month = bucket("estimated_cost", cost([("logs", "on_demand", sum(amounts))]), days=31)
    facts = source.normalise(MONTH, [*days, month])
    assert [row["BilledCost"] for row in facts.charges] == amounts


def test_an_unknown_charge_type_is_kept_and_named(source):
    facts = source.normalise(MONTH, [bucket("days", cost([("logs", "overage", Decimal(2))]))])
    assert (billed(facts), facts.unknown_fields) == (2, {"cost.charge_type=overage"})
