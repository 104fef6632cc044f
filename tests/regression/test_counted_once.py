"""One consumption is money once, however many sources tell of it: in the ledger and in its match with usage."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from outlay.core.time import TimeRange
from outlay.ledger.matching import match_usage
from tests.unit.ledger.kit import DAY, World

PERIOD = TimeRange(since=DAY, until=DAY + timedelta(days=1))
SELF_HOSTED = {
    "name": "serving nodes", "match": 'gpu_model == "H100"', "driver": "inference",
    "usage": 'provider == "self_hosted"',
}  # fmt: skip


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, allocation=[SELF_HOSTED])
    yield made
    made.store.close()


def match(world):
    with world.store.read() as reader, world.store.scratch() as scratch:
        return match_usage(reader, scratch, world.settings, PERIOD, lambda rows: [None] * rows.num_rows)


def ledger_total(world):
    return sum(row["effective_cost"] for row in world.rows())


def test_a_marketplace_model_seen_by_its_api_is_one_cost(world):
    world.delivery("aws", "4100")
    world.charge(
        "100", biller="aws", account="4100", provider="anthropic", model="claude-sonnet-4", token_class="input"
    )
    world.usage(provider="aws.bedrock", model="claude-sonnet-4", input=10, cost_input="100", feature="search")
    world.rebuild()
    assert ledger_total(world) == 100
    assert world.money("feature") == {"search": Decimal(100)}
    assert [(side.usage, side.charges, side.causes) for side in match(world)] == [(100, 100, ())]


def test_a_seat_and_the_telemetry_of_its_holder_are_one_cost(world):
    world.delivery("github", "acme")
    world.charge("19", biller="github", cost_group="people_tools", columns={"charge_category": "Purchase"})
    world.usage(provider="github", model="gpt-5", input=10, cost_input="7", employee="ada")
    world.rebuild()
    assert ledger_total(world) == 19
    assert sum(side.usage for side in match(world)) == 0


def test_a_node_and_the_requests_that_it_served_are_one_cost(world):
    world.delivery("aws", "4100")
    world.charge("240", biller="aws", account="4100", cost_group="compute", gpu_model="H100")
    world.usage(provider="self_hosted", model="llama-3", input=10, cost_input="3", feature="search")
    world.rebuild()
    assert ledger_total(world) == 240
    assert world.money("feature") == {"search": Decimal(240)}
    assert match(world) == []


def test_negotiated_prices_are_spread_over_customers_and_gaps_and_promotions_are_not(world):
    world.delivery()
    tokens = {"quantity": Decimal(1000), "quantity_unit": "Tokens"}
    world.charge("90", model="gpt-5", token_class="input", columns=tokens)
    world.charge("-12", columns={"charge_category": "Credit", "cost_class": "promotional_credit"})
    world.usage(model="gpt-5", input=800, cost_input="80", customers={"blue": 3, "green": 1})
    world.rebuild()
    by_customer = world.money("customer", table="ledger_customer")
    # 800 of 1000 tokens were seen: 72 of the 90 are customers', at 10 % below list price
    assert by_customer == {"blue": Decimal(54), "green": Decimal(18), None: Decimal(6)}
    assert world.money("attribution", "charge_category") == {
        (None, "Usage"): Decimal(72), ("untracked_ai", "Usage"): Decimal(18), (None, "Credit"): Decimal(-12),
    }  # fmt: skip
