from __future__ import annotations

import pytest

from tests.unit.ingest.records.kit import Bench, lend_scratch


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with lend_scratch(tmp_path_factory.mktemp("scratch")) as scratch:
        yield Bench(scratch)
