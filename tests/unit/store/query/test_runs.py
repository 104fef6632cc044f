from __future__ import annotations

from datetime import date

from outlay.core.time import TimeRange
from outlay.store.query.runs import compress, load_coverage

NOVEMBER = TimeRange(since=date(2026, 11, 1), until=date(2026, 11, 5))


def test_consecutive_days_of_one_state_are_one_run():
    states = {date(2026, 11, 1): "settled", date(2026, 11, 2): "settled", date(2026, 11, 4): "provisional"}
    assert [(run.state, run.since.day, run.until.day) for run in compress("p", states, NOVEMBER)] == [
        ("settled", 1, 3),
        ("open", 3, 4),
        ("provisional", 4, 5),
    ]


def test_coverage_starts_with_the_first_month_that_has_money(store):
    since_summer = TimeRange(since=date(2026, 7, 1), until=date(2026, 11, 3))
    months = [("aws/1/metered", date(2026, 11, 1)), (None, date(2026, 7, 1))]
    runs = load_coverage(store, months, since_summer)
    assert [(run.payer, run.state, run.since, run.until.day) for run in runs] == [
        ("aws/1/metered", "settled", date(2026, 11, 1), 2),
        ("aws/1/metered", "open", date(2026, 11, 2), 3),
    ]


def test_no_money_needs_no_coverage(store):
    assert load_coverage(store, [], NOVEMBER) == ()
