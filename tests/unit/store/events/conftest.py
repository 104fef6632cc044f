from __future__ import annotations

import pytest

from tests.unit.store.events.kit import Bench


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory):
    found = Bench(tmp_path_factory.mktemp("bench"))
    yield found
    found.store.close()


@pytest.fixture
def bench(shared_bench):
    """A store without events."""
    shared_bench.clear()
    return shared_bench
