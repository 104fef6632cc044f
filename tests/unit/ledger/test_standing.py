from __future__ import annotations

from datetime import UTC, datetime

from tests.unit.ledger.kit import DAY

EARLY = datetime(2026, 9, 20, tzinfo=UTC).replace(tzinfo=None)  # the store holds naive UTC


def test_payers_of_usage_are_aliases_of_the_bill_and_covered_with_it(world):
    world.delivery()
    world.charge("1")
    world.usage(input=1, cost_input="1")
    world.rebuild()
    payers = {row["payer_id"]: (row["settles_with"], row["amount_source"]) for row in world.rows("payer")}
    assert payers["openai//metered"] == ("openai/acme/metered", None)
    assert payers["openai/acme/metered"] == ("openai/acme/metered", "focus")
    states = {row["state"] for row in world.rows("coverage") if row["payer_id"] == "openai//metered"}
    assert states == {"settled"}


def test_a_delivery_that_was_replaced_covers_nothing(world):
    world.delivery(state="superseded")
    world.charge("1")
    world.rebuild()
    assert world.rows("coverage") == []


def test_a_delivery_covers_days_without_a_charge(world):
    world.delivery()
    world.charge("1", DAY.replace(day=2))
    world.rebuild()
    days = {row["day"] for row in world.rows("coverage") if row["payer_id"] == "openai/acme/metered"}
    assert len(days) == 30


def test_usage_that_arrives_after_the_bill_makes_its_day_dirty(world):
    world.delivery(loaded_at=EARLY, watermark=EARLY)
    world.charge("1")
    world.rebuild()
    assert world.rebuild().days == ()
    world.usage(DAY.replace(day=1), input=1, cost_input="1")
    assert DAY in world.rebuild().days
