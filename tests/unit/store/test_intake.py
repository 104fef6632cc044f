from __future__ import annotations

import pytest

from outlay.core.settings import Settings
from outlay.store import open_store
from outlay.store.intake import load_intake, record_intake
from outlay.store.journal import Mark, Position


@pytest.fixture
def store(tmp_path):
    opened = open_store(Settings(data_dir=tmp_path))
    yield opened
    opened.close()


def test_an_empty_store_begins_before_the_first_record(store):
    state = load_intake(store)
    assert (state.position, state.number, state.is_conserved) == (Position(0, 0), 0, True)


def test_outcomes_add_up_over_transactions(store):
    for segment, number, outcomes in ((1, 5, {"loaded": 4, "duplicate": 1}), (2, 8, {"loaded": -1, "merged": 4})):
        with store.write() as tx:
            record_intake(tx, Mark(position=Position(segment, 10), number=number), outcomes)
    state = load_intake(store)
    assert (state.position, state.number) == (Position(2, 10), 8)
    assert {name: count for name, count in state.outcomes.items() if count} == {
        "loaded": 3, "merged": 4, "duplicate": 1,
    }  # fmt: skip
    assert state.is_conserved


def test_a_record_that_became_nothing_shows(store):
    with store.write() as tx:
        record_intake(tx, Mark(position=Position(1, 10), number=5), {"loaded": 4})
    assert not load_intake(store).is_conserved


def test_a_failed_transaction_leaves_the_position(store):
    def fail():
        with store.write() as tx:
            record_intake(tx, Mark(position=Position(1, 10), number=5), {"loaded": 5})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert load_intake(store).number == 0
