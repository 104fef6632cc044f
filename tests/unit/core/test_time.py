"""Ranges, fiscal periods, and days as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.core.time import Grain, TimeError, TimeRange, add_months, month_start, parse_day, period_start, utc

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_a_range_holds_its_first_day_and_not_its_last():
    found = TimeRange(since=date(2026, 2, 27), until=date(2026, 3, 2))
    assert list(found) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
    assert found.days == 3


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2025, 12, 31)])
def test_an_empty_range_is_refused(until):
    with pytest.raises(TimeError, match="empty"):
        TimeRange(since=date(2026, 1, 1), until=until)


def test_aware_times_become_utc():
    moment = datetime(2026, 11, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert utc(moment) == datetime(2026, 10, 31, 22, 30, tzinfo=UTC)
    assert utc(moment).tzinfo is UTC


def test_naive_times_are_refused():
    with pytest.raises(TimeError, match="no time zone"):
        utc(datetime(2026, 11, 1))  # noqa: DTZ001 - the naive time is the point


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
    ],
)
def test_months_are_clipped_to_their_last_day(day, months, expected):
    assert add_months(day, months) == expected


@given(day=DAYS, months=st.integers(-200, 200))
def test_months_there_and_back_from_a_first_day(day, months):
    first = month_start(day)
    assert add_months(add_months(first, months), -months) == first


@pytest.mark.parametrize(
    ("grain", "fiscal", "expected"),
    [
        (Grain.HOUR, 1, date(2026, 11, 21)),
        (Grain.DAY, 1, date(2026, 11, 21)),
        (Grain.WEEK, 1, date(2026, 11, 16)),
        (Grain.MONTH, 1, date(2026, 11, 1)),
        (Grain.QUARTER, 1, date(2026, 10, 1)),
        (Grain.QUARTER, 2, date(2026, 11, 1)),
        (Grain.QUARTER, 12, date(2026, 9, 1)),
        (Grain.YEAR, 1, date(2026, 1, 1)),
        (Grain.YEAR, 12, date(2025, 12, 1)),
        (Grain.YEAR, 11, date(2026, 11, 1)),
    ],
)
def test_periods_start_by_the_fiscal_calendar(grain, fiscal, expected):
    assert period_start(TODAY, grain, fiscal) == expected


@given(day=DAYS, grain=st.sampled_from(Grain), fiscal=st.integers(1, 12))
def test_a_period_starts_once_and_before_its_days(day, grain, fiscal):
    start = period_start(day, grain, fiscal)
    assert start <= day
    assert period_start(start, grain, fiscal) == start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1)),
        (" Today ", TODAY),
        ("1d", TODAY),
        ("30d", date(2026, 10, 23)),
        ("1w", date(2026, 11, 15)),
        ("1m", date(2026, 11, 1)),
        ("13M", date(2025, 11, 1)),
        ("1y", date(2025, 12, 1)),
        ("2026-11-01T01:00:00+02:00", date(2026, 10, 31)),
    ],
)
def test_days_are_read_as_people_write_them(text, expected):
    assert parse_day(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13", "2026-02-30", "30", "-3d", "1.5d", "9999y", "Oct 1", "nT"]
)
def test_what_is_no_day_says_what_to_write(text):
    with pytest.raises(TimeError, match="cannot read") as caught:
        parse_day(text, today=TODAY)
    assert "2026-11-01" in caught.value.hint


def test_a_look_back_of_nothing_is_refused():
    with pytest.raises(TimeError, match="0d is empty"):
        parse_day("0d", today=TODAY)


def test_a_time_of_day_needs_a_zone():
    with pytest.raises(UsageError, match="no time zone"):
        parse_day("2026-11-01T00:00", today=TODAY)
