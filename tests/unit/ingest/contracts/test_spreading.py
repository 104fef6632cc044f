from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.contracts.spreading import (
    count_months,
    split_by_weights,
    split_evenly,
    spread_days,
    sum_by_month,
)

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=12)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1))


@given(AMOUNTS, st.integers(1, 400))
def test_equal_shares_add_up_and_differ_by_a_unit_at_most(amount, parts):
    shares = split_evenly(amount, parts)
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= Decimal("1e-12")


@given(AMOUNTS, st.lists(st.decimals(min_value=0, max_value=10**6, places=4), min_size=1, max_size=9))
def test_weighed_shares_add_up(amount, weights):
    shares = split_by_weights(amount, weights)
    assert sum(shares) == amount
    assert len(shares) == len(weights)


@given(AMOUNTS, DAYS, st.integers(1, 900), st.sampled_from(["monthly", "daily"]))
def test_days_conserve_the_amount_and_months_conserve_the_days(amount, since, days, amortise):
    until = since + timedelta(days=days)
    shares = spread_days(amount, since, until, amortise)
    assert list(shares) == [since + timedelta(days=at) for at in range(days)]
    assert sum(shares.values()) == amount == sum(sum_by_month(shares).values())


def test_whole_months_share_equally_whatever_their_length():
    shares = sum_by_month(spread_days(Decimal(300), date(2026, 1, 1), date(2026, 4, 1), "monthly"))
    assert set(shares.values()) == {Decimal(100)}


def test_months_are_whole_only_from_a_day_to_the_same_day():
    assert count_months(date(2026, 1, 15), date(2027, 1, 15)) == 12
    assert count_months(date(2026, 1, 15), date(2027, 1, 14)) is None
