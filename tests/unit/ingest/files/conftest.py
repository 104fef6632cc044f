from __future__ import annotations

import pytest

from tests.bucket import serving


@pytest.fixture(scope="module")
def server():
    with serving() as (bucket, address):
        yield bucket, address


@pytest.fixture
def bucket(server):
    held, _ = server
    held.__init__()
    return held


@pytest.fixture
def address(server):
    return server[1]
