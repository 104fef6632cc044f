from __future__ import annotations

import pytest

from tests.unit.ledger.kit import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.store.close()
