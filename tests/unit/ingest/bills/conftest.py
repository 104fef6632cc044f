from __future__ import annotations

import pytest

from tests.unit.ingest.bills.kit import BillWorld


@pytest.fixture
def world(tmp_path):
    """A fresh store."""
    opened = BillWorld(tmp_path)
    yield opened
    opened.close()
