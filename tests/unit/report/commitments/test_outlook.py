from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from outlay.ingest.commitments.model import Commitment
from outlay.report.commitments.model import Move
from outlay.report.commitments.outlook import compute_burn_down, compute_cliff, compute_runway

TODAY = date(2026, 11, 21)


def draws(per_day, count=60, until=date(2026, 11, 20)):
    days = [until - timedelta(days=at) for at in range(count)]
    return [Move(day=day, kind="drawn", amount=Decimal(per_day)) for day in days]


def grant(**terms):
    return Commitment(commitment_id="g", kind="grant", biller="aws", currency="USD", **terms)


def test_the_balance_lasts_as_long_as_the_last_thirty_days_say():
    runway = compute_runway(grant(), draws(10), Decimal(205), TODAY)
    assert (runway.drawdown_30d, runway.lasts_until) == (Decimal(300), date(2026, 12, 10))
    assert runway.is_before_expiry is None


def test_older_draws_do_not_count():
    old = draws(1000, count=10, until=date(2026, 9, 1))
    assert compute_runway(grant(), [*old, *draws(10)], Decimal(100), TODAY).drawdown_30d == Decimal(300)


def test_without_draws_there_is_no_runway():
    assert compute_runway(grant(), [], Decimal(100), TODAY) is None


def test_a_grant_that_is_used_up_first_has_its_cliff_then():
    one = grant(ends=date(2027, 6, 1))
    runway = compute_runway(one, draws(10), Decimal(200), TODAY)
    assert runway.is_before_expiry
    cliff = compute_cliff(one, runway, Decimal(200))
    assert (cliff.day, cliff.reason, cliff.monthly_cost) == (date(2026, 12, 10), "used up", Decimal(300))


def test_a_grant_that_ends_first_has_its_cliff_at_the_end():
    one = grant(ends=date(2026, 12, 1))
    cliff = compute_cliff(one, compute_runway(one, draws(10), Decimal(900), TODAY), Decimal(900))
    assert (cliff.day, cliff.reason) == (date(2026, 12, 1), "ends")


def test_an_agreement_is_held_against_its_time():
    one = grant(starts=date(2026, 1, 1), ends=date(2027, 1, 1), committed_amount=Decimal(1000))
    down = compute_burn_down(one, Decimal(250), date(2026, 7, 2))
    assert (down.share, down.remaining) == (Decimal("0.25"), Decimal(750))
    assert Decimal("0.49") < down.elapsed < Decimal("0.51")
