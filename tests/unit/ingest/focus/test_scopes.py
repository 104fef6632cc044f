from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError, SecondSourceError, ShrinkingDeliveryError
from outlay.ingest.focus import service
from tests.unit.ingest.focus.bill import row


def test_the_same_content_twice_changes_nothing(world):
    path = world.bill("b.csv", row(), row())
    world.take(path)
    before = world.snapshot()

    report = world.take(path)

    assert report.changed is False
    assert report.dirty_days == 0
    assert world.snapshot() == before


def test_a_re_import_replaces_its_own_period(world):
    world.take(world.bill("b.csv", row()))

    report = world.take(world.bill("c.csv", row(BilledCost="20", EffectiveCost="20"), row(SubAccountId="2")))

    (scope,) = report.scopes
    assert (scope.state, scope.old_billed, scope.billed) == ("replaced", 10, 30)
    assert world.one("SELECT sum(BilledCost) FROM charge") == 30
    assert world.rows("SELECT state, row_count AS n FROM delivery ORDER BY loaded_at, state") == [
        {"state": "current", "n": 2},
        {"state": "superseded", "n": 1},
    ]


def test_two_payers_and_two_periods_never_wipe_each_other(world):
    november = {
        "BillingPeriodStart": "2026-11-01T00:00:00Z",
        "BillingPeriodEnd": "2026-12-01T00:00:00Z",
    }
    world.take(world.bill("a.csv", row()))
    world.take(world.bill("b.csv", row(BillingAccountId="other")))
    world.take(world.bill("c.csv", row(**november)))
    world.take(world.bill("d.csv", row(InvoiceIssuerName="Vendor")))

    assert world.one("SELECT count(*) FROM charge") == 4
    assert world.one("SELECT count(*) FROM delivery WHERE state = 'current'") == 4


def test_a_shrinking_period_is_refused_with_both_totals(world):
    world.take(world.bill("a.csv", row(), row()))
    before = world.snapshot()

    with pytest.raises(ShrinkingDeliveryError, match="billed 20 → 10") as raised:
        world.take(world.bill("b.csv", row()))

    assert "--replace" in raised.value.hint
    assert world.snapshot() == before


def test_a_period_may_shrink_by_five_percent(world):
    world.take(world.bill("a.csv", row(BilledCost="100", EffectiveCost="100")))

    report = world.take(world.bill("b.csv", row(BilledCost="95", EffectiveCost="95")))

    assert report.scopes[0].state == "replaced"


def test_a_dropped_account_is_refused_by_name(world):
    world.take(world.bill("a.csv", row(), row(SubAccountId="222", BilledCost="0.01", EffectiveCost="0.01")))

    with pytest.raises(ShrinkingDeliveryError, match="without accounts 222"):
        world.take(world.bill("b.csv", row(BilledCost="11", EffectiveCost="11")))


def test_replace_accepts_a_shrinking_period(world):
    world.take(world.bill("a.csv", row(), row()))

    world.take(world.bill("b.csv", row()), replace=True)

    assert world.one("SELECT sum(BilledCost) FROM charge") == 10


def test_a_renamed_source_is_refused_and_named(world):
    path = world.bill("a.csv", row())
    world.take(path, source="aws")
    before = world.snapshot()

    with pytest.raises(SecondSourceError, match="'aws' already delivers aws acme-payer 2026-10") as raised:
        world.take(path, source="aws-new")

    assert "--source aws" in raised.value.hint
    assert world.snapshot() == before


def test_a_second_source_can_take_over(world):
    path = world.bill("a.csv", row())
    world.take(path, source="aws")

    world.take(path, source="aws-new", replace=True)

    assert world.rows("SELECT DISTINCT x_source FROM charge") == [{"x_source": "aws-new"}]
    assert world.one("SELECT count(*) FROM delivery WHERE state = 'current'") == 1


def test_one_bad_scope_stops_the_whole_command(world):
    world.take(world.bill("a.csv", row(), row()))

    with pytest.raises(ShrinkingDeliveryError):
        world.take(world.bill("b.csv", row(), row(BillingAccountId="new")))

    assert world.one("SELECT count(DISTINCT BillingAccountId) FROM charge") == 1


def test_rows_in_another_order_and_other_files_are_the_same_delivery(world):
    rows = [row(), row(), row(BilledCost="3"), row(SubAccountId="5")]
    world.take(world.bill("a.csv", *rows))
    before = world.rows("SELECT x_charge_id FROM charge ORDER BY ALL")

    for number, (first, *others) in enumerate(itertools.islice(itertools.permutations(rows), 0, 24, 5)):
        report = world.take(world.bill(f"{number}a.csv", *others), world.bill(f"{number}b.csv", first))
        assert report.changed is False

    assert world.rows("SELECT x_charge_id FROM charge ORDER BY ALL") == before


def _watermark(world, *rows, now):
    world.take(world.bill("a.csv", *rows), now=now)
    return world.one("SELECT watermark FROM delivery")


def test_a_closed_period_is_known_up_to_now(world):
    from tests.unit.ingest.focus.bill import NOW

    assert _watermark(world, row(), now=NOW) == datetime(2026, 11, 21, 12)  # noqa: DTZ001 - stored naive


def test_an_open_period_is_known_up_to_its_last_day_of_usage(world):
    from tests.unit.ingest.focus.bill import NOW

    now = NOW.replace(month=10)
    assert _watermark(world, row(), now=now) == datetime(2026, 10, 6)  # noqa: DTZ001 - stored naive


def test_an_open_period_billed_by_the_month_is_known_up_to_its_end(world):
    from tests.unit.ingest.focus.bill import NOW

    monthly = row(ChargePeriodStart="2026-10-01T00:00:00Z", ChargePeriodEnd="2026-11-01T00:00:00Z")
    assert _watermark(world, monthly, now=NOW.replace(month=10)) == datetime(2026, 11, 1)  # noqa: DTZ001 - stored naive


def test_a_source_that_told_more_days_is_known_up_to_them_although_nothing_was_charged(world):
    from tests.unit.ingest.focus.bill import NOW

    now = NOW.replace(month=10)
    reached = []
    for day in (9, 12, 11):
        report = world.take(world.bill("a.csv", row()), now=now, reaches=datetime(2026, 10, day, tzinfo=UTC))
        reached.append((report.changed, world.one("SELECT watermark FROM delivery").day))
    assert reached == [(True, 9), (False, 12), (False, 12)]


def test_a_delivery_carries_its_totals(world):
    world.take(world.bill("a.csv", row(), row(BillingCurrency="EUR", ChargeCategory="Tax", BilledCost="1.9")))

    assert world.one("SELECT billed_cost FROM delivery") == Decimal("10.95")
    assert '"billed_cost":"1.9","charge_category":"Tax","currency":"EUR"' in world.one("SELECT totals FROM delivery")


def test_what_changed_while_an_import_ran_is_not_overwritten(world, monkeypatch):
    """Both imports were judged against an empty store; only the first may come in."""
    first, second = world.bill("1.csv", row()), world.bill("2.csv", row(), row(SubAccountId="2"))
    judge = service.find_replaced

    def judge_then_be_overtaken(*told):
        judge(*told)
        monkeypatch.setattr(service, "find_replaced", judge)
        world.take(first)

    monkeypatch.setattr(service, "find_replaced", judge_then_be_overtaken)
    with pytest.raises(ConflictError, match="in the meantime") as raised:
        world.take(second)

    assert "run it again" in raised.value.hint
    assert world.one("SELECT sum(row_count) FROM delivery WHERE state = 'current'") == 1
    assert world.take(second).scopes[0].state == "replaced"
