"""Dead letters go through the intake again, mended, and count once."""

from __future__ import annotations

import pytest

from outlay.core.errors import NotFoundError, UnknownNameError
from outlay.jobs.dead_letters import DeadLetters
from tests.unit.jobs.intake.conftest import PATIENCE, Place


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    made.open()
    made.letters = DeadLetters(made.store, made.intake)
    yield made
    made.close()


def test_mended_letters_become_requests(place):
    place.send("a", "b", ts="soon")
    assert place.letters.retry([], {"ts": "2026-11-20T10:00:00Z"}).retried == 2
    assert place.intake.drain(PATIENCE)
    assert (place.ids(), place.letters.list()) == (["a", "b"], [])


def test_a_letter_that_is_still_wrong_is_open_again(place):
    place.send("a", ts="soon")
    (before,) = place.letters.list()
    place.letters.retry([before.dead_letter_id], {"ts": "later"})
    assert place.intake.drain(PATIENCE)
    assert '"later"' in place.letters.list()[0].record
    assert place.outcomes() == {"dead_lettered": 2}


def test_of_an_unknown_id_nothing_is_sent(place):
    place.send("a", ts="soon")
    with pytest.raises(NotFoundError, match="dl_no"):
        place.letters.retry([place.letters.list()[0].dead_letter_id, "dl_no"], {})
    assert len(place.letters.list()) == 1


def test_a_field_that_no_record_has_is_named(place):
    place.send("a", ts="soon")
    with pytest.raises(UnknownNameError, match="inputs"):
        place.letters.retry([], {"inputs": "5"})
    assert len(place.letters.list()) == 1
