from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ledger.kit import DAY, World

EARLY = datetime(2026, 9, 20, tzinfo=UTC).replace(tzinfo=None)  # the store holds naive UTC
NEXT = DAY + timedelta(days=1)
MODELS = ["gpt-4o", "gpt-5", None]
STEPS = [
    lambda world: world.delivery(),
    lambda world: world.charge("10", model="gpt-4o"),
    lambda world: world.charge("0.000000000007", NEXT),
    lambda world: world.usage(feature="search", input=2, cost_input="1", customers={"x": 2, "y": 1}),
    lambda world: world.usage(NEXT, feature="chat", input=3, cost_input="2"),
]
TABLES = ("ledger", "ledger_customer", "ledger_customer_month", "coverage", "payer")


def fill(world):
    for step in STEPS:
        step(world)


def snapshot(world):
    return {table: sorted(map(repr, world.store.fetch(f"SELECT * FROM {table}").to_pylist())) for table in TABLES}


def totals(world, table):
    rows = world.rows(table)
    measures = ("billed_cost", "effective_cost", "list_cost")
    return tuple(sum(row[measure] or 0 for row in rows) for measure in measures)


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
    world.charge(
        "100", model="gpt-4o", token_class="input", columns={"quantity": Decimal(1000), "quantity_unit": "Tokens"}
    )
    world.usage(feature="search", input=600, cost_input="3")
    report = world.rebuild()
    assert world.money("feature", "attribution") == {
        ("search", None): Decimal(60),
        (None, "untracked_ai"): Decimal(40),
    }
    assert [(gap.quantity, gap.telemetry, gap.gap) for gap in report.gaps] == [(1000, 600, 400)]


def test_a_bill_that_settles_makes_its_rows_final_under_the_same_number(world):
    world.delivery(loaded_at=EARLY, watermark=EARLY)
    world.charge("10")
    world.rebuild(now=EARLY.replace(tzinfo=UTC))
    before = world.rows()[0]
    with world.store.write() as tx:
        tx.execute("UPDATE delivery SET loaded_at = TIMESTAMP '2026-10-20'")
    report = world.rebuild()
    after = world.rows()[0]
    assert report.days == (DAY,)
    assert (before["finality"], after["finality"]) == ("open", "final")
    assert before["ledger_row"] == after["ledger_row"]


def test_a_correction_is_adjusted(world):
    world.delivery()
    world.charge("-3", columns={"charge_class": "Correction"})
    world.rebuild()
    assert world.money("finality") == {"adjusted": Decimal(-3)}


def test_an_unknown_list_cost_never_mixes_with_a_known_one(world):
    world.delivery()
    world.charge("1", columns={"list_cost": None})
    world.charge("2")
    world.rebuild()
    rows = world.rows()
    assert sorted(row["list_cost"] or 0 for row in rows) == [0, 2]
    assert len({row["ledger_row"] for row in rows}) == 2


def test_a_rebuild_again_changes_nothing(world):
    fill(world)
    world.rebuild()
    before = snapshot(world)
    world.rebuild(since=date(2026, 1, 1))
    assert snapshot(world) == before


def test_only_dirty_days_are_computed_and_their_marks_cleared(world):
    fill(world)
    assert world.rebuild().days == (DAY, NEXT)
    assert world.rebuild().days == ()
    world.mark(NEXT)
    assert world.rebuild().days == (NEXT,)


def test_a_day_whose_charges_are_gone_is_emptied(world):
    fill(world)
    world.rebuild()
    with world.store.write() as tx:
        tx.delete("charge_slice", day=DAY)
    world.mark(DAY)
    world.rebuild()
    assert set(world.money("day")) == {NEXT}


@pytest.fixture(scope="module")
def reused(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()


def step_by_step(world, order):
    world.clear()
    for step in order:
        STEPS[step](world)
        world.rebuild()
    return snapshot(world)


@pytest.fixture(scope="module")
def in_order(reused):
    return step_by_step(reused, range(len(STEPS)))


@settings(max_examples=5)
@given(order=st.permutations(range(len(STEPS))))
def test_the_order_of_facts_does_not_matter(reused, in_order, order):
    assert step_by_step(reused, order) == in_order


money = st.integers(-(10**14), 10**14).map(lambda units: Decimal(units).scaleb(-12))
charges = st.tuples(money, money, st.none() | money, st.sampled_from(MODELS))
requests = st.tuples(st.sampled_from(MODELS), st.sampled_from(["a", "b", None]), st.integers(0, 10**6), money.map(abs))


@settings(max_examples=10)
@given(charges=st.lists(charges, min_size=1, max_size=5), usage=st.lists(requests, max_size=5))
def test_each_measure_adds_up_to_the_bill(reused, charges, usage):
    reused.clear()
    reused.delivery()
    counted = {"quantity": Decimal(500_000), "quantity_unit": "Tokens"}
    for billed, effective, listed, model in charges:
        amounts = {"billed_cost": billed, "effective_cost": effective, "list_cost": listed}
        reused.charge("0", model=model, token_class="input", columns=amounts | counted)
    for at, (model, feature, tokens, cost) in enumerate(usage):
        customers = {"x": 2, "y": 1}
        reused.usage(model=model, feature=feature, run=str(at), input=tokens, cost_input=cost, customers=customers)
    reused.rebuild()
    for table in ("ledger", "ledger_customer", "ledger_customer_month"):
        assert totals(reused, table) == tuple(sum(charge[at] or 0 for charge in charges) for at in range(3))


def test_usage_of_other_kinds_of_payment_adds_no_money(world):
    world.delivery("aws", "1")
    world.charge("80", biller="aws", account="1", cost_group="compute", gpu_model="H100")
    world.usage(provider="self_hosted", model="llama", feature="search", input=3, cost_input="3")
    world.usage(provider="github", feature="code", input=3, cost_input="3")
    world.rebuild()
    assert totals(world, "ledger") == (80, 80, 80)


def test_usage_whose_payer_cannot_be_told_is_reported(world):
    for account in ("one", "two"):
        world.delivery(account=account)
        world.charge("10", account=account)
    world.usage(feature="search", input=1, cost_input="1")
    report = world.rebuild()
    assert report.unresolved_payers == ("openai//metered",)
    assert world.money("feature") == {None: Decimal(20)}
