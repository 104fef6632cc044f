from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.time import add_months, month_start
from outlay.demo.calendar import Calendar, apportion_month, days_between

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2032, 12, 31))


@given(day=DAYS, total=st.integers(0, 10**7))
def test_the_days_of_a_month_add_up_to_it(day, total):
    first = month_start(day)
    parts = [apportion_month(total, one) for one in days_between(first, add_months(first, 1))]
    assert sum(parts) == total
    assert min(parts) >= 0


@given(as_of=DAYS)
def test_the_stories_lie_in_the_month_that_missed_its_budget(as_of):
    calendar = Calendar(as_of=as_of)
    month, end = calendar.missed_month, calendar.month
    assert month <= calendar.price_change_day < calendar.release_day < calendar.larger_model_day < end
    begin, until = calendar.spot_lost
    assert month <= begin < until <= end


@given(as_of=DAYS)
def test_both_unusual_runs_are_weekly_runs_of_one_month(as_of):
    calendar = Calendar(as_of=as_of)
    assert {calendar.costly_run_day, calendar.failed_run_day} <= set(calendar.retraining_days)
    assert month_start(calendar.costly_run_day) == month_start(calendar.failed_run_day)


@given(as_of=DAYS)
def test_ninety_days_of_events_reach_today(as_of):
    calendar = Calendar(as_of=as_of)
    assert len(calendar.event_days) == 90
    assert calendar.event_days[-1] == as_of
    assert calendar.bill_days[-1] == as_of - timedelta(days=2)


def test_ai_grows_from_nothing():
    calendar = Calendar(as_of=date(2026, 11, 21))
    assert calendar.ai_growth(calendar.bills_since) == 0
    assert calendar.ai_growth(calendar.as_of) == 1
    assert calendar.growth(calendar.bills_since, 0.8) == pytest.approx(0.8)


@pytest.mark.parametrize(("as_of", "closed"), [(date(2026, 11, 3), False), (date(2026, 11, 4), True)])
def test_a_month_closes_three_days_after_its_end(as_of, closed):
    assert Calendar(as_of=as_of).is_closed(date(2026, 10, 1)) is closed
