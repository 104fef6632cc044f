from __future__ import annotations

import pytest

from tests.unit.ingest.declared import Declared


@pytest.fixture
def world(tmp_path):
    """A fresh store."""
    opened = Declared(tmp_path)
    yield opened
    opened.close()
