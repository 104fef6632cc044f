from __future__ import annotations

import pytest

from tests.unit.ingest.events.kit import Desk


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    yield found
    found.store.close()


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory):
    """One for all examples of a property; clear it first."""
    found = Desk(tmp_path_factory.mktemp("desk"))
    yield found
    found.store.close()
