from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from outlay.core.rule_settings import AllocationRule, DimensionRule, PayerSetting
from outlay.ledger.adoption import ruleset_id
from outlay.store.events import recompute_customers
from tests.unit.ledger.kit import DAY

SEATS = PayerSetting(match='provider == "openai"', biller="openai", billing_account="seats", kind="seat")
RENAMED = DimensionRule(match='feature == "search"', set={"feature": "find", "team": "platform"})
WHOLE = AllocationRule(name="whole", match='provider == "openai"', driver="direct")


@pytest.fixture
def split(world):
    world.delivery()
    world.charge("10", DAY - timedelta(days=1), team="bill")
    world.charge("100", model="gpt-4o")
    world.usage(feature="search", input=3, cost_input="3", customers={"x": 1})
    with world.store.write() as tx:
        recompute_customers(tx)
    world.rebuild()
    return world


def change(world, **settings):
    world.settings = world.settings.model_copy(update=settings)


def test_rules_that_are_the_same_make_no_day_dirty(split):
    change(split, port=1234)
    assert split.rebuild().days == ()


@pytest.mark.parametrize(
    "rules", [{"payers": [SEATS]}, {"dimension_rules": [RENAMED]}, {"allocation": [WHOLE]}], ids=lambda rules: [*rules]
)
def test_a_changed_rule_makes_all_days_dirty_once(split, rules):
    before = ruleset_id(split.settings)
    change(split, **rules)
    assert ruleset_id(split.settings) != before
    assert split.rebuild().days == (DAY - timedelta(days=1), DAY)
    assert split.rebuild().days == ()


def test_rules_count_in_their_order(split):
    other = AllocationRule(name="other", match='provider == "aws"', driver="direct")
    change(split, allocation=[WHOLE, other])
    before = ruleset_id(split.settings)
    change(split, allocation=[other, WHOLE])
    assert ruleset_id(split.settings) != before


def test_a_changed_allocation_splits_again(split):
    assert split.money("feature") == {None: Decimal(10), "search": Decimal(100)}
    change(split, allocation=[WHOLE])
    split.rebuild()
    assert split.money("feature") == {None: Decimal(110)}


def test_a_changed_dimension_rule_resolves_keys_and_customers_again(split):
    change(split, dimension_rules=[RENAMED])
    split.rebuild()
    assert split.money("feature", "team") == {("find", "platform"): Decimal(100), (None, "bill"): Decimal(10)}
    assert split.money("customer", "feature", table="ledger_customer")["x", "find"] == 100
    assert {row["feature"] for row in split.rows("customer_month")} == {"find"}


def test_a_changed_payer_moves_usage_to_it_everywhere(split):
    change(split, payers=[SEATS])
    split.rebuild()
    assert {row["payer_id"] for row in split.rows("customer_day")} == {"openai/seats/seat"}
    # usage of seats weighs no metered bill
    assert split.money("feature") == {None: Decimal(110)}


def test_all_days_stay_dirty_if_only_some_are_computed(split):
    change(split, allocation=[WHOLE])
    assert split.rebuild(days=[DAY]).days == (DAY,)
    assert split.rebuild().days == (DAY - timedelta(days=1),)
