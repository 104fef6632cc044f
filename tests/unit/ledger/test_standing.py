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


def covered(world, payer="openai/acme/metered"):
    return {row["day"] for row in world.rows("coverage") if row["payer_id"] == payer}


def test_days_without_a_ledger_are_covered_although_others_are_not_computed(world):
    world.delivery()
    world.charge("1")
    world.rebuild(days=[])
    assert DAY not in covered(world)
    assert len(covered(world)) == 29
    assert {row["reason"] for row in world.rows("dirty_day")} >= {"test", "coverage"}


def test_a_payer_that_settles_with_another_is_covered_like_its_ledger(world):
    world.delivery()
    world.charge("1")
    world.rebuild()
    world.usage(input=1, cost_input="1")
    world.charge("1", DAY.replace(day=11))
    world.rebuild(days=[])
    assert covered(world, "openai//metered") == covered(world)
    assert DAY in covered(world)


def test_usage_that_settles_elsewhere_makes_the_days_of_its_bills_dirty(world):
    other = DAY.replace(day=11)
    for account, day in (("one", DAY), ("two", other)):
        world.delivery(account=account)
        world.charge("1", day, account=account)
    world.usage(feature="search", input=1, cost_input="1")
    assert world.rebuild().unresolved_payers == ("openai//metered",)
    with world.store.write() as tx:
        tx.delete("charge_slice", day=other)
    world.mark(other)
    report = world.rebuild()
    assert (report.days, report.unresolved_payers) == ((DAY, other), ())
    assert world.money("feature") == {"search": 1}


def test_usage_that_arrives_after_its_bill_settles_with_it_at_once(world):
    world.delivery(loaded_at=EARLY, watermark=EARLY)
    world.charge("1")
    world.rebuild()
    world.usage(input=1, cost_input="1")
    before = world.rows("payer"), covered(world, "openai//metered")
    assert world.rebuild().days == (DAY,)
    assert (world.rows("payer"), covered(world, "openai//metered")) == before
