from __future__ import annotations

from datetime import date

from tests.unit.ingest.focus.bill import row

SEPTEMBER = {"BillingPeriodStart": "2026-09-01", "BillingPeriodEnd": "2026-10-01"}


def periods(world):
    found = world.rows("SELECT billing_period AS p FROM delivery WHERE state = 'current' ORDER BY 1")
    return [one["p"].month for one in found]


def test_a_whole_delivery_withdraws_what_it_lacks(world):
    world.take(world.bill("a.csv", row(), row(**SEPTEMBER)))
    world.take(world.bill("b.csv", row()), is_whole=True)
    assert periods(world) == [10]
    assert world.one("SELECT count(*) AS n FROM charge") == 1


def test_whole_months_withdraw_only_in_them(world):
    world.take(world.bill("a.csv", row(), row(**SEPTEMBER)))
    world.take(world.bill("b.csv", row(BilledCost="11")), whole_months=frozenset({date(2026, 10, 1)}))
    assert periods(world) == [9, 10]


def test_a_whole_delivery_without_rows_withdraws_all_and_marks_the_days(world):
    world.take(world.bill("a.csv", row()))
    world.store.fetch("SELECT 1")
    report = world.take(world.bill("empty.csv", columns=list(row())), is_whole=True)
    assert (report.rows_in, report.dirty_days, periods(world)) == (0, 1, [])


def test_other_sources_keep_what_they_delivered(world):
    world.take(world.bill("a.csv", row()), source="other")
    world.take(world.bill("b.csv", row(BillingAccountId="b")), is_whole=True)
    assert world.one("SELECT count(*) AS n FROM charge") == 2
