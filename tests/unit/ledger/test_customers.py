from __future__ import annotations

from decimal import Decimal

from tests.unit.ledger.kit import DAY


def test_the_cost_of_a_feature_is_split_over_its_customers(world):
    world.delivery()
    world.charge("100", model="gpt-4o")
    world.usage(product="app", feature="search", input=4, cost_input="3", customers={"x": 2, "y": 1})
    world.usage(product="app", feature="chat", input=4, cost_input="1", customers={"y": 1})
    world.rebuild()
    assert world.money("customer", "product", table="ledger_customer") == {
        ("x", "app"): Decimal(50),
        ("y", "app"): Decimal(50),
    }


def test_months_are_summed_by_feature(world):
    world.delivery()
    world.charge("100", model="gpt-4o")
    world.usage(feature="search", input=4, cost_input="3", customers={"x": 2, "y": 1})
    world.rebuild()
    assert world.money("month", "customer", "feature", table="ledger_customer_month") == {
        (DAY.replace(day=1), "x", "search"): Decimal("66.666666666667"),
        (DAY.replace(day=1), "y", "search"): Decimal("33.333333333333"),
    }


def test_what_no_customer_caused_has_no_customer(world):
    world.delivery()
    world.delivery("aws", "1")
    world.charge("7", biller="aws", account="1", cost_group="compute", product="app")
    world.charge("5", model="gpt-4o")
    world.usage(feature="batch", input=4, cost_input="3")
    world.rebuild()
    assert world.money("customer", "product", "payer_id", table="ledger_customer") == {
        (None, "app", "aws/1/metered"): Decimal(7),
        (None, None, "openai/acme/metered"): Decimal(5),
    }


def test_requests_without_a_price_weigh_their_tokens(world):
    world.delivery()
    world.charge("9", model="gpt-4o")
    world.usage(feature="search", input=300, state="unknown", customers={"x": 2, "y": 1})
    world.rebuild()
    assert world.money("customer", "cost_state", table="ledger_customer") == {
        ("x", "modelled"): Decimal(6),
        ("y", "modelled"): Decimal(3),
    }


def test_a_rule_that_sets_the_product_holds_for_split_rows(tmp_path):
    from outlay.core.rule_settings import DimensionRule
    from tests.unit.ledger.kit import World

    world = World(tmp_path, dimension_rules=[DimensionRule(match='feature == "search"', set={"product": "finder"})])
    world.delivery()
    world.charge("9", model="gpt-4o")
    world.usage(feature="search", input=300, cost_input="1", customers={"x": 1})
    world.rebuild()
    assert world.money("product", table="ledger_customer") == {"finder": Decimal(9)}
    world.store.close()
