from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import IntegrityError
from outlay.facts.catalog import Question
from outlay.jobs import Workspace
from outlay.ledger import day as day_module
from outlay.ledger import service
from outlay.store.events import recompute_customers
from tests.unit.ledger.kit import DAY

DAYS = [DAY + timedelta(days=number) for number in range(4)]
ESTIMATE, BILL = Decimal("2.5"), Decimal(3)
SOURCES = {
    "day": ("cost", (), "day"),
    "payer and day": ("cost", ("payer",), "day"),
    "customer and day": ("cost", ("customer",), "day"),
    "customer and feature": ("cost", ("customer", "feature"), None),
}


def ask(world, name):
    """The rows of a question that names its sources differently each time."""
    metric, by, grain = SOURCES[name]
    question = Question(metrics=(metric,), by=by, grain=grain, since="2026-09-01", until="2026-10-01")
    return Workspace(world.store, world.settings).ask(question).rows


def totals(world):
    return {name: sum(row["cost"] or 0 for row in ask(world, name)) for name in SOURCES}


@pytest.fixture
def arriving(world, monkeypatch):
    """Days with an estimate each, whose bill has arrived; each is a batch of its own."""
    monkeypatch.setattr(service, "BATCH_DAYS", 1)
    for day in DAYS:
        world.usage(day, feature="search", input=5, cost_input=ESTIMATE, customers={"x": 1})
    with world.store.write() as tx:
        recompute_customers(tx)
    world.rebuild()
    world.delivery()
    for day in DAYS:
        world.charge(BILL, day, model="gpt-4o", token_class="input")
    return world


def on_swap(monkeypatch, act):
    """Call `act` with how many batches have been swapped, before each swap."""
    swap, done = service.swap_days, []

    def swap_after(*rest):
        act(len(done))
        done.append(1)
        return swap(*rest)

    monkeypatch.setattr(service, "swap_days", swap_after)


def expected(billed):
    return dict.fromkeys(SOURCES, BILL * billed + ESTIMATE * (len(DAYS) - billed))


def test_an_estimate_disappears_exactly_when_its_charge_arrives(arriving, monkeypatch):
    assert totals(arriving) == expected(0)
    seen = []
    on_swap(monkeypatch, lambda _: seen.append(totals(arriving)))
    arriving.rebuild()
    assert seen == [expected(billed) for billed in range(len(DAYS))]
    assert totals(arriving) == expected(len(DAYS))


def test_usage_that_arrives_after_its_bill_is_never_added_to_it(world):
    world.delivery()
    world.charge(BILL, model="gpt-4o", token_class="input")
    world.rebuild()
    world.usage(feature="search", input=5, cost_input=ESTIMATE, customers={"x": 1})
    with world.store.write() as tx:
        recompute_customers(tx)
    assert totals(world) == dict.fromkeys(SOURCES, BILL)
    world.rebuild()
    assert totals(world) == dict.fromkeys(SOURCES, BILL)


def test_a_run_that_breaks_off_leaves_each_day_with_one_source(arriving, monkeypatch):
    def stop(done):
        if done == 2:
            raise IntegrityError("stop", hint="for the test", code="integrity.test")

    on_swap(monkeypatch, stop)
    with pytest.raises(IntegrityError, match="stop"):
        arriving.rebuild()
    assert totals(arriving) == expected(2)
    monkeypatch.undo()
    assert arriving.rebuild().days == tuple(DAYS[2:])
    assert totals(arriving) == expected(4)


def test_a_day_that_is_not_chosen_keeps_its_estimate(arriving):
    arriving.rebuild(days=DAYS[:1])
    assert totals(arriving) == expected(1)


def test_a_bill_that_is_withdrawn_gives_the_estimate_back_with_its_ledger(arriving, monkeypatch):
    arriving.rebuild()
    with arriving.store.write() as tx:
        tx.execute("UPDATE delivery SET state = 'withdrawn'")
        tx.delete("charge_slice")
        tx.delete("charge")
    for day in DAYS:
        arriving.mark(day)
    seen = []
    on_swap(monkeypatch, lambda _: seen.append(totals(arriving)))
    arriving.rebuild()
    assert seen == [expected(4 - gone) for gone in range(len(DAYS))]
    assert totals(arriving) == expected(0)


def test_who_asks_all_the_time_sees_each_day_from_one_source(arriving):
    is_done, seen = threading.Event(), []

    def keep_asking():
        while True:
            is_last = is_done.is_set()
            seen.append([(row["day"], row["cost"]) for row in ask(arriving, "day")])
            if is_last:
                return

    asker = threading.Thread(target=keep_asking)
    asker.start()
    arriving.rebuild()
    is_done.set()
    asker.join()
    assert all([day for day, _ in answer] == DAYS for answer in seen)
    assert {cost for answer in seen for _, cost in answer} <= {ESTIMATE, BILL}
    assert {cost for _, cost in seen[-1]} == {BILL}


def test_a_slower_run_leaves_days_to_the_newer_one(world, monkeypatch):
    world.delivery()
    world.charge("1")
    load = service.load_facts

    def load_and_be_overtaken(store, days):
        facts = load(store, days)
        monkeypatch.setattr(service, "load_facts", load)
        world.charge("2")
        assert world.rebuild().days == (DAY,)
        return facts

    monkeypatch.setattr(service, "load_facts", load_and_be_overtaken)
    slower = world.rebuild()
    assert (slower.days, slower.rows, slower.gaps) == ((), 0, ())
    assert sum(row["billed_cost"] for row in world.rows()) == 3
    assert world.rows("dirty_day") == []


def test_the_other_days_of_a_batch_that_was_overtaken_stay_dirty(world, monkeypatch):
    world.delivery()
    world.charge("1")
    world.charge("1", DAYS[1])
    load = service.load_facts

    def load_and_be_overtaken(store, days):
        facts = load(store, days)
        monkeypatch.setattr(service, "load_facts", load)
        world.rebuild(days=[DAY])
        return facts

    monkeypatch.setattr(service, "load_facts", load_and_be_overtaken)
    assert world.rebuild().days == ()
    assert set(world.money("day")) == {DAY}
    assert world.rebuild().days == (DAYS[1],)


def test_a_day_marked_again_meanwhile_stays_dirty(world, monkeypatch):
    world.delivery()
    world.charge("1")
    load = service.load_facts

    def load_and_mark(store, days):
        with world.store.write() as tx:
            tx.delete("dirty_day", day=DAY, reason="test")
        world.mark(DAY, "test")
        return load(store, days)

    monkeypatch.setattr(service, "load_facts", load_and_mark)
    world.rebuild()
    monkeypatch.undo()
    assert world.rebuild().days == (DAY,)


def test_nothing_is_written_where_rows_do_not_add_up(world, monkeypatch):
    world.delivery()
    world.charge("1")
    world.rebuild()
    world.charge("2")
    split_by_usage = day_module.split_by_usage

    def lose_some(scratch, *rest):
        split_by_usage(scratch, *rest)
        scratch.execute("UPDATE part SET billed_cost = billed_cost - 0.000000000001")

    monkeypatch.setattr(day_module, "split_by_usage", lose_some)
    with pytest.raises(IntegrityError, match="does not add up"):
        world.rebuild()
    assert [row["billed_cost"] for row in world.rows()] == [1]
    assert world.rows("dirty_day") != []


def test_an_amount_that_cannot_be_split_exactly_is_refused(world):
    world.delivery()
    world.charge("100000000001")
    with pytest.raises(IntegrityError, match="exceed"):
        world.rebuild()
