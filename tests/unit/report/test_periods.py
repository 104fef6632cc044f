"""Periods are compared like with like, complete days only."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.time import TimeRange
from outlay.report.completeness import Beginning
from outlay.report.periods import comparable, describe, last_month


def days(since, until):
    return TimeRange(since=date.fromisoformat(since), until=date.fromisoformat(until))


@pytest.mark.parametrize(
    ("asked", "complete", "now", "before"),
    [
        # a month to date against the same days of the month before
        (("2026-11-01", "2026-11-22"), "2026-11-20", ("2026-11-01", "2026-11-20"), ("2026-10-01", "2026-10-20")),
        # a whole month against the whole month before
        (("2026-11-01", "2026-12-01"), "2026-12-01", ("2026-11-01", "2026-12-01"), ("2026-10-01", "2026-11-01")),
        # days that the month before does not have
        (("2026-03-01", "2026-03-31"), "2026-03-31", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-03-01")),
        # three months to date against the three months before
        (("2026-09-01", "2026-11-22"), "2026-11-20", ("2026-09-01", "2026-11-20"), ("2026-06-01", "2026-08-20")),
        # whole weeks against the same weekdays before
        (("2026-11-10", "2026-11-17"), "2026-11-30", ("2026-11-10", "2026-11-17"), ("2026-11-03", "2026-11-10")),
        (("2026-11-10", "2026-11-17"), "2026-11-12", ("2026-11-10", "2026-11-12"), ("2026-11-03", "2026-11-05")),
        (("2026-11-06", "2026-11-20"), "2026-11-17", ("2026-11-06", "2026-11-17"), ("2026-10-23", "2026-11-03")),
        # any other range against the days just before
        (("2026-11-10", "2026-11-15"), "2026-11-12", ("2026-11-10", "2026-11-12"), ("2026-11-08", "2026-11-10")),
    ],
)
def test_a_range_has_its_comparable_days(asked, complete, now, before):
    pair = comparable(days(*asked), date.fromisoformat(complete))
    assert (pair.now, pair.before) == (days(*now), days(*before))


@pytest.mark.parametrize("complete", ["2026-11-01", "2026-10-15"])
def test_without_a_complete_day_there_is_nothing_to_compare(complete):
    assert comparable(days("2026-11-01", "2026-11-22"), date.fromisoformat(complete)) is None


@given(
    since=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(1, 400),
    complete=st.dates(date(2020, 1, 1), date(2031, 12, 1)),
)
def test_no_incomplete_day_is_compared(since, length, complete):
    until = date.fromordinal(since.toordinal() + length)
    pair = comparable(TimeRange(since=since, until=until), complete)
    if pair:
        assert pair.now.since == since
        assert pair.now.until <= min(until, complete)
        assert pair.before.until <= pair.now.since
        assert abs(pair.before.days - pair.now.days) <= 3 + length // 28


@pytest.mark.parametrize(
    ("first", "is_billed", "words"),
    [
        ("2025-05-01", True, "no bills before May 2025"),
        ("2025-05-12", True, "no bills before 12 May 2025"),
        ("2025-05-01", False, "no usage before 1 May 2025"),
    ],
)
def test_a_base_before_all_facts_is_no_base(first, is_billed, words):
    beginning = Beginning(day=date.fromisoformat(first), is_billed=is_billed)
    pair = comparable(days("2025-12-01", "2026-11-22"), date(2026, 11, 20), beginning)
    assert (pair.before, pair.base) == (None, words)
    assert pair.label == f"1 Dec 2025 – 19 Nov 2026, {words}"


def test_a_base_from_the_first_day_on_is_one():
    beginning = Beginning(day=date(2026, 9, 1), is_billed=True)
    assert last_month(date(2026, 11, 21), beginning).before == days("2026-09-01", "2026-10-01")


def test_the_last_month_is_whole():
    pair = last_month(date(2026, 1, 31))
    assert (pair.now, pair.before) == (days("2025-12-01", "2026-01-01"), days("2025-11-01", "2025-12-01"))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (("2026-10-01", "2026-11-01"), "October 2026"),
        (("2026-11-01", "2026-11-20"), "1–19 Nov"),
        (("2026-11-05", "2026-11-06"), "5 Nov"),
        (("2026-10-28", "2026-11-04"), "28 Oct – 3 Nov"),
        (("2025-12-28", "2026-01-04"), "28 Dec 2025 – 3 Jan 2026"),
    ],
)
def test_periods_have_words(period, words):
    assert describe(days(*period)) == words


def test_a_pair_says_what_is_compared():
    assert last_month(date(2026, 11, 21)).label == "October 2026 against September 2026"
