"""An empty embedded store."""

from __future__ import annotations

import pytest

from outlay.store.duckdb import DuckStore


@pytest.fixture
def store(tmp_path):
    opened = DuckStore(tmp_path / "data" / "outlay.duckdb")
    yield opened
    opened.close()
