from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.commitments.model import Commitment
from outlay.report.commitments.model import Move
from outlay.report.commitments.rollforward import check_rollforward, compute_rollforward, compute_used_days

START = date(2026, 1, 10)
TODAY = date(2026, 12, 1)
AMOUNTS = st.decimals(min_value=-(10**6), max_value=10**6, places=6)
KINDS = ("opening", "purchased", "drawn", "expired")


def move(kind, amount, days=0, origin="ch_1"):
    return Move(day=START + timedelta(days=days), kind=kind, amount=Decimal(amount), origin=origin)


MOVES = st.lists(st.builds(move, st.sampled_from(KINDS), AMOUNTS, st.integers(0, 700)), min_size=1, max_size=30)


def check(kind, moves, **terms):
    commitment = Commitment(commitment_id="c", kind=kind, biller="aws", currency="USD", **terms)
    return check_rollforward(commitment, moves, compute_rollforward(moves), TODAY)


@given(MOVES)
def test_each_month_closes_and_the_next_one_opens_with_it(moves):
    periods = compute_rollforward(moves)
    for before, after in pairwise(periods):
        assert after.opening == before.closing
    for one in periods:
        assert one.opening + one.purchased - one.drawn - one.expired == one.closing


@given(MOVES)
def test_every_movement_is_in_exactly_one_month(moves):
    periods = compute_rollforward(moves)
    for kind in ("purchased", "drawn", "expired"):
        assert sum(getattr(one, kind) for one in periods) == sum(one.amount for one in moves if one.kind == kind)
    signs = {"opening": 1, "purchased": 1, "drawn": -1, "expired": -1}
    assert periods[-1].closing == sum(signs[one.kind] * one.amount for one in moves)


@given(st.lists(st.decimals(min_value=0, max_value=10**4, places=4), min_size=1, max_size=20))
def test_a_plan_that_is_wholly_used_or_unused_closes(parts):
    moves = [move("purchased", sum(parts)), *(move("drawn", part, days=at) for at, part in enumerate(parts))]
    assert check("savings_plan", moves, ends=date(2026, 11, 1)) == []


def test_money_that_no_row_uses_is_named_with_its_amount_and_purchase():
    found = check("reservation", [move("purchased", 100, origin="ch_p"), move("drawn", 90, 1)], ends=date(2026, 2, 1))
    assert (found[0].amount, found[0].origins) == (Decimal(10), ("ch_p",))


def test_drawing_more_than_was_bought_is_named_with_its_month_and_rows():
    found = check("credit_pool", [move("purchased", 100), move("drawn", 130, 40, "ch_d")])
    assert (found[0].amount, found[0].month, found[0].origins) == (Decimal(30), date(2026, 2, 1), ("ch_d",))


def test_a_draw_without_any_purchase_asks_for_the_opening():
    assert "no purchase is known" in check("credit_pool", [move("drawn", 130)])[0].text


def test_the_vendors_balance_is_held_against_the_rows():
    moves = [move("purchased", 100), move("drawn", 30, 1, "ch_d"), move("balance", 60, 2)]
    assert [one.amount for one in check("credit_pool", moves)] == [Decimal(-10)]
    assert check("credit_pool", [*moves[:2], move("balance", 70, 2)]) == []


def test_without_upfront_each_months_fee_is_what_was_used_and_unused():
    moves = [move("purchased", 50), move("drawn", 40, 1), move("expired", 5, 2)]
    found = check("savings_plan", moves, payment_model="No Upfront")
    assert found[0].amount == Decimal(5)


def test_a_spent_agreement_that_ends_closes_and_a_short_one_names_the_shortfall():
    whole = [move("purchased", 100), move("drawn", 100, 5)]
    assert check("enterprise_agreement", whole, ends=date(2026, 3, 1)) == []
    short = check("enterprise_agreement", [move("purchased", 100), move("drawn", 80, 5)], ends=date(2026, 3, 1))
    assert "shortfall" in short[0].text


def test_a_days_utilisation_is_used_of_used_and_unused():
    (day,) = compute_used_days([move("drawn", 3), move("expired", 1)])
    assert (day.used, day.unused, day.utilisation) == (Decimal(3), Decimal(1), Decimal("0.75"))
