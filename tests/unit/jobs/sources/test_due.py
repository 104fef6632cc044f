"""When a source is due: a failing one waits longer each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outlay.jobs.sources.due import is_due

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("states", "minutes_ago", "expected"),
    [
        ([], 0, True),
        (["ok", "failed", "failed", "failed"], 1, True),
        (["partial", "failed"], 1, True),
        (["failed", "ok"], 60, True),
        (["failed", "failed"], 61, False),
        (["failed", "failed"], 120, True),
        (["failed"] * 4 + ["ok"], 7 * 60, False),
        (["failed"] * 4 + ["ok"], 8 * 60, True),
        (["failed"] * 12, 23 * 60, False),
        (["failed"] * 12, 24 * 60, True),
    ],
    ids=["never", "works", "partly", "once", "twice", "twice-waited", "four", "four-waited", "long", "a-day"],
)
def test_a_source_is_due(states, minutes_ago, expected):
    finished = NOW - timedelta(minutes=minutes_ago)
    runs = [{"state": state, "finished_at": finished} for state in states]
    assert is_due(runs, timedelta(minutes=60), NOW) is expected
