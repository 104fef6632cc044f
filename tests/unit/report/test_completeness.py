"""Bills are complete up to the first day that an active payer's bill does not cover."""

from __future__ import annotations

from datetime import date

from outlay.report.completeness import Beginning, complete_until, load_beginning
from tests.unit.report.conftest import TODAY, cover


def test_without_bills_estimates_reach_until_today(world):
    assert complete_until(world.store, TODAY) == TODAY


def test_the_latest_payer_holds_it_back(world):
    cover(world, date(2026, 11, 1), date(2026, 11, 19), "aws/1/metered")
    cover(world, date(2026, 11, 1), date(2026, 11, 11), "openai/a/metered")
    assert complete_until(world.store, TODAY) == date(2026, 11, 11)


def test_a_payer_that_has_gone_does_not(world):
    cover(world, date(2026, 8, 1), date(2026, 9, 1), "old/1/metered")
    cover(world, date(2026, 11, 1), date(2026, 11, 19), "aws/1/metered")
    assert complete_until(world.store, TODAY) == date(2026, 11, 19)


def test_days_to_come_do_not_count(world):
    cover(world, date(2026, 11, 1), date(2026, 12, 1))
    assert complete_until(world.store, TODAY) == TODAY


def test_money_begins_with_the_first_bill(world):
    assert load_beginning(world.store) is None
    world.usage(date(2026, 8, 5), requests=10)
    assert load_beginning(world.store) == Beginning(day=date(2026, 8, 5), is_billed=False)
    cover(world, date(2026, 9, 1), date(2026, 9, 3))
    assert load_beginning(world.store) == Beginning(day=date(2026, 9, 1), is_billed=True)
