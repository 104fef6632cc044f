from __future__ import annotations

import pytest

from tests.unit.ingest.focus.bill import World


@pytest.fixture
def world(tmp_path):
    """A fresh store."""
    opened = World(tmp_path)
    yield opened
    opened.close()
