from __future__ import annotations

from datetime import UTC, date, datetime

from outlay.ledger.coverage import CoveringDelivery, compute_coverage

PAYER = "openai/acme/metered"


def cover(*, watermark, loaded_at, now, is_invoiced=False, issued_on=None, aliases=None):
    delivery = CoveringDelivery(
        payers=frozenset({PAYER}),
        billing_period=date(2026, 9, 1),
        loaded_at=loaded_at,
        watermark=watermark,
        is_invoiced=is_invoiced,
        issued_on=issued_on,
    )
    return compute_coverage([delivery], aliases or {}, lag_hours=48, now=now)


def at(month, day, hour=0):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_days_are_provisional_once_the_delivery_reaches_past_them_by_the_lag():
    found = cover(watermark=at(9, 10), loaded_at=at(9, 10), now=at(9, 10))
    assert {day.day for _, day in found} == set(range(1, 8))
    assert set(found.values()) == {"provisional"}


def test_all_days_settle_when_a_delivery_was_loaded_after_the_period_closed():
    found = cover(watermark=at(9, 30), loaded_at=at(10, 3), now=at(10, 3))
    assert len(found) == 30
    assert set(found.values()) == {"settled"}


def test_a_closed_period_stays_provisional_while_its_last_delivery_is_from_before():
    found = cover(watermark=at(9, 30), loaded_at=at(9, 30), now=at(11, 1))
    assert set(found.values()) == {"provisional"}


def test_an_invoice_settles_the_days_that_it_reaches_and_no_other():
    found = cover(watermark=at(9, 3), loaded_at=at(9, 3), now=at(9, 3), is_invoiced=True)
    assert found == {(PAYER, date(2026, 9, 1)): "settled", (PAYER, date(2026, 9, 2)): "settled"}


def test_payers_that_settle_with_a_covered_one_are_covered_too():
    found = cover(watermark=at(9, 4), loaded_at=at(9, 4), now=at(9, 4), aliases={"openai//metered": PAYER})
    assert found["openai//metered", date(2026, 9, 1)] == "provisional"


def test_only_days_of_the_billing_period_are_covered():
    found = cover(watermark=at(12, 1), loaded_at=at(12, 1), now=at(12, 1))
    assert {day.month for _, day in found} == {9}


def test_a_delivery_after_its_invoice_settles_the_whole_period():
    found = cover(watermark=at(9, 20), loaded_at=at(10, 1, 6), now=at(10, 1, 6), issued_on=date(2026, 9, 30))
    assert len(found) == 30
    assert set(found.values()) == {"settled"}


def test_a_delivery_before_its_invoice_is_settled_as_far_as_it_reaches():
    found = cover(watermark=at(9, 20), loaded_at=at(9, 20), now=at(10, 2), issued_on=date(2026, 10, 1))
    assert {day.day for _, day in found} == set(range(1, 20))
    assert set(found.values()) == {"settled"}
