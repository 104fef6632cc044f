"""What the ClickHouse engine offers besides answers."""

from __future__ import annotations

import threading

import pytest

from outlay.core.errors import UsageError

pytestmark = pytest.mark.clickhouse


def test_it_refuses_to_write_and_says_what_to_do(click):
    with pytest.raises(UsageError, match="answers questions only") as caught:
        click.write()
    assert caught.value.hint


def test_it_binds_parameters(click):
    sql = "SELECT count() AS n FROM key WHERE provider = %(provider)s"
    counts = [click.fetch(sql, {"provider": name}).to_pylist()[0]["n"] for name in ("aws", "' OR 1=1 --")]
    assert counts == [2, 0]


def test_it_answers_threads_at_the_same_time(click):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(click.fetch("SELECT 1 AS n").to_pylist())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[{"n": 1}]] * 4


def test_it_lends_a_scratch(click):
    with click.scratch() as scratch:
        assert scratch.fetch("SELECT 1 AS n").to_pylist() == [{"n": 1}]
