from __future__ import annotations

import pytest

from outlay.core.errors import IntegrityError
from outlay.ledger import day as day_module
from outlay.ledger import service
from tests.unit.ledger.kit import DAY


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
