"""The same money from several sources, imported in any order."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import SecondSourceError
from tests.unit.ingest.focus.bill import World, row

DATADOG = {"ProviderName": "Datadog", "ServiceName": "Datadog Pro", "ServiceCategory": "Other", "Tags": ""}
DIRECT = {**DATADOG, "InvoiceIssuerName": "Datadog", "BillingAccountId": "org-1"}
RENAMED = {**DIRECT, "BillingAccountId": "contract:datadog", "BilledCost": "0", "EffectiveCost": "80"}
SOURCES = {
    "aws": ("aws-cur", [row(), row(**DATADOG, BilledCost="90", EffectiveCost="90")]),
    "dd": ("cost_api", [row(**DIRECT, BilledCost="91", EffectiveCost="91")]),
    "contracts": ("contract", [row(**RENAMED)]),
    "cards": ("payment", [row(**{**DIRECT, "BillingAccountId": "card:1"}, BilledCost="92", EffectiveCost="92")]),
}
EVIDENCE = "SELECT * EXCLUDE (seen_at) FROM blocked_amount ORDER BY ALL"
CHARGES = "SELECT x_source, InvoiceIssuerName, x_effective_cost FROM charge ORDER BY ALL"


def take(world, source, rows=None, **options):
    kind, shipped = SOURCES[source]
    path = world.bill(f"{source}.csv", *(rows or shipped))
    return world.take(path, source=source, kind=kind, **options)


def state(world):
    return world.rows(CHARGES), world.rows(EVIDENCE)


def test_a_lower_delivery_becomes_evidence(world):
    take(world, "aws")
    report = take(world, "dd")
    (blocked,) = report.blocked
    assert (blocked.holder, blocked.amount, blocked.provider) == ("aws", Decimal(91), "datadog")
    assert report.scopes == ()
    assert world.one("SELECT sum(x_effective_cost) FROM charge") == Decimal(100)


def test_a_higher_delivery_supersedes_what_came_before(world):
    take(world, "dd")
    report = take(world, "aws")
    assert [one.source for one in report.blocked] == ["dd"]
    assert world.one("SELECT sum(effective_cost) FROM charge_slice") == Decimal(100)
    assert world.one("SELECT state FROM delivery WHERE source = 'dd'") == "superseded"


def test_only_the_doubled_provider_leaves_a_delivery(world):
    other = row(**{**DIRECT, "ProviderName": "Notion", "ServiceName": "Notion"}, BilledCost="5", EffectiveCost="5")
    take(world, "dd", [*SOURCES["dd"][1], other])
    take(world, "aws")
    left = world.rows("SELECT row_count, effective_cost FROM delivery WHERE source = 'dd'")
    assert left == [{"row_count": 1, "effective_cost": Decimal(5)}]
    again = take(world, "dd", [*SOURCES["dd"][1], other])
    assert [scope.state for scope in again.scopes] == ["unchanged"]


def test_it_comes_back_once_nobody_holds_it(world):
    take(world, "aws")
    take(world, "dd")
    take(world, "aws", [row()], replace=True)
    assert world.one("SELECT holder FROM blocked_amount") == ""
    take(world, "dd")
    assert world.one("SELECT sum(x_effective_cost) FROM charge") == Decimal(101)
    assert world.rows(EVIDENCE) == []


def test_a_whole_delivery_takes_back_evidence_that_it_no_longer_states(world):
    take(world, "aws")
    take(world, "dd")
    later = {"BillingPeriodStart": "2026-09-01T00:00:00Z", "BillingPeriodEnd": "2026-10-01T00:00:00Z"}
    take(world, "dd", [row(**DIRECT, **later)], is_whole=True)
    assert world.rows(EVIDENCE) == []


def test_an_import_again_changes_nothing(world):
    take(world, "aws")
    take(world, "dd")
    before = state(world)
    assert not take(world, "dd").changed
    assert state(world) == before


def test_a_second_bill_of_the_same_scope_is_still_refused(world):
    take(world, "aws")
    with pytest.raises(SecondSourceError, match="second source"):
        world.take(world.bill("again.csv", row()), source="other", kind="focus")


def test_different_money_of_a_provider_counts_where_settings_say_so(tmp_path):
    world = World(tmp_path, amount_sources=[{"provider": "datadog", "both": True}])
    take(world, "aws")
    take(world, "dd")
    assert world.one("SELECT sum(x_effective_cost) FROM charge") == Decimal(191)
    world.close()


def test_a_setting_made_later_takes_charges_out(tmp_path):
    world = World(tmp_path, amount_sources=[{"provider": "datadog", "both": True}])
    take(world, "aws")
    take(world, "dd")
    world.settings = world.settings.model_copy(update={"amount_sources": []})
    take(world, "dd")
    assert world.one("SELECT sum(x_effective_cost) FROM charge") == Decimal(100)
    world.close()


@settings(max_examples=4)
@given(order=st.permutations(sorted(SOURCES)))
def test_the_order_of_arrival_does_not_matter(order):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for source in order:
            take(world, source)
        charges, evidence = state(world)
        world.close()
    assert [(one["x_source"], one["x_effective_cost"]) for one in charges] == [
        ("aws", Decimal(10)), ("aws", Decimal(90)),
    ]  # fmt: skip
    assert {one["source"]: (one["amount"], one["holder"]) for one in evidence} == {
        "cards": (Decimal(92), "aws"), "contracts": (Decimal(80), "aws"), "dd": (Decimal(91), "aws"),
    }  # fmt: skip
