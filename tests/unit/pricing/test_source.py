from __future__ import annotations

from datetime import UTC, date, time, timedelta, timezone

import pytest

from outlay.pricing.source import Condition, _microseconds

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (time(16, 30), 16.5),
        (time(16, 30, tzinfo=UTC), 16.5),
        (time(1, 0, tzinfo=timezone(timedelta(hours=8))), 17),
        (time(23, 0, tzinfo=timezone(timedelta(hours=-2))), 1),
    ],
)
def test_times_of_day_are_utc(moment, hours):
    assert _microseconds(moment) == hours * HOUR


@pytest.mark.parametrize(("hour", "is_active"), [(23, True), (0, True), (1, False), (22, False)])
def test_a_daily_window_may_wrap_midnight(hour, is_active):
    window = Condition(daily=(23 * HOUR, HOUR))
    assert window.active(date(2026, 1, 1), hour * HOUR) is is_active
