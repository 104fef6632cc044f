from __future__ import annotations

from decimal import Decimal

from tests.unit.ledger.kit import DAY


def test_a_charge_without_usage_keeps_its_own_key(world):
    world.delivery()
    world.charge("12.5", team="search")
    report = world.rebuild()
    assert report.days == (DAY,)
    assert world.money("team") == {"search": Decimal("12.5")}


def test_usage_splits_the_charge_by_its_calculated_cost(world):
    world.delivery()
    world.charge("100", model="gpt-4o", token_class="input")
    world.usage(feature="search", input=300, cost_input="3")
    world.usage(feature="chat", input=100, cost_input="1")
    world.rebuild()
    assert world.money("feature") == {"search": Decimal(75), "chat": Decimal(25)}


def test_what_the_provider_counted_and_telemetry_missed_is_untracked(world):
    world.delivery()
    world.charge("100", model="gpt-4o", token_class="input", columns={"quantity": Decimal(1000), "quantity_unit": "Tokens"})
    world.usage(feature="search", input=600, cost_input="3")
    report = world.rebuild()
    assert world.money("feature", "attribution") == {
        ("search", None): Decimal(60),
        (None, "untracked_ai"): Decimal(40),
    }
    assert [(gap.quantity, gap.telemetry, gap.gap) for gap in report.gaps] == [(1000, 600, 400)]
