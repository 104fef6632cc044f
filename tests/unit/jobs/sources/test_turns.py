"""Who works on a source keeps others out."""

from __future__ import annotations

import pytest

from outlay.core.errors import BusyError
from outlay.jobs.sources.turns import Turns


@pytest.fixture
def turns(tmp_path):
    return Turns(tmp_path)


@pytest.fixture
def another_process(tmp_path):
    """Turns that share nothing with the others but the folder."""
    return Turns(tmp_path)


def test_a_source_is_worked_on_by_one(turns, another_process):
    with turns.take("acme"):
        for others in (turns, another_process):
            with pytest.raises(BusyError, match="source 'acme' is being synced"), others.take("acme"):
                pytest.fail("two at a time")
        with another_process.take("other"):
            pass
    with another_process.take("acme"):
        pass


def test_what_fails_gives_its_turn_back(turns):
    with pytest.raises(BlockingIOError), turns.take("acme"):
        raise BlockingIOError
    with turns.take("acme"):
        pass
