"""What every source has to stand: its vendor's totals come out whatever goes wrong on the way, and no secret does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from outlay.ingest.pulling.errors import SourceAccessError, SourceFormatError
from tests.contract.sources.harness import demand_truth
from tests.contract.sources.vendor import CUT, EMPTY, NOW, Status

YESTERDAY, TODAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def http_puller(puller):
    if not puller.vendor.is_http:
        pytest.skip("it is not read over HTTP")
    return puller


def test_its_sums_are_the_vendors(puller):
    pulled = puller.pull()
    assert pulled.error is None
    assert puller.held.pulled_until == NOW
    taken = demand_truth(puller)
    assert taken.unknown == set()


def test_fetching_again_changes_nothing(puller):
    puller.pull()
    before, facts = _contents(puller), puller.facts()
    puller.held.record_pending(set())
    assert puller.pull().error is None
    assert _contents(puller) == before
    assert puller.facts() == facts
    assert puller.held.pending_months() == set()


def test_a_cut_pull_goes_on(http_puller):
    vendor = http_puller.vendor
    http_puller.pull()
    calls = vendor.count
    whole = _contents(http_puller)
    _forget(http_puller)
    vendor.fail_next(*[None] * (calls // 2), *[Status(503)] * 100)
    assert http_puller.pull().error is not None
    vendor.faults.clear()
    assert http_puller.pull().error is None
    assert _contents(http_puller) == whole
    demand_truth(http_puller)


def test_it_waits_as_long_as_it_is_told(http_puller):
    http_puller.vendor.fail_next(Status(429, "7"), None, Status(429, "Tue, 03 Nov 2026 10:30:30 GMT"))
    assert http_puller.pull().error is None
    assert [7 <= http_puller.slept[0] < 9, 30 <= http_puller.slept[-1] < 32] == [True, True]
    demand_truth(http_puller)


def test_it_asks_again_what_failed(http_puller):
    http_puller.vendor.fail_next(Status(503), CUT, None, Status(500), CUT, None, CUT)
    assert http_puller.pull().error is None
    demand_truth(http_puller)


def test_paging_in_circles_is_noticed(http_puller):
    if not http_puller.vendor.cursor_params:
        pytest.skip("it has no pages")
    http_puller.vendor.is_repeating = True
    assert isinstance(http_puller.pull().error, SourceFormatError)


def test_nothing_is_lost_where_the_vendors_clock_is_behind(puller):
    puller.vendor.clock = NOW - timedelta(days=1)
    puller.pull()
    demand_truth(puller)
    puller.vendor.clock = NOW
    puller.pull(NOW + timedelta(hours=1))
    demand_truth(puller)


def test_nothing_is_lost_where_the_vendors_clock_is_ahead(puller):
    puller.vendor.clock = NOW + timedelta(minutes=20)
    assert puller.pull().error is None
    demand_truth(puller)


def test_a_partial_day_is_fetched_until_it_is_whole(puller):
    puller.pull()
    puller.vendor.activity[TODAY] += 6
    puller.pull(NOW + timedelta(hours=3))
    demand_truth(puller)


@pytest.mark.parametrize("activity", [9, 0])
def test_a_restated_day_replaces_what_was_said(puller, activity):
    if puller.type.overlap_days < 1:
        pytest.skip("its vendor restates nothing")
    puller.pull()
    puller.vendor.activity[YESTERDAY] = activity
    puller.pull(NOW + timedelta(hours=1))
    demand_truth(puller)


def test_a_vendor_without_any_activity_is_no_error(puller):
    puller.vendor.activity = dict.fromkeys((EMPTY, YESTERDAY), 0)
    assert puller.pull().error is None
    demand_truth(puller)


def test_what_it_does_not_know_is_named(puller):
    if not puller.vendor.unknown_names():
        pytest.skip("its format leaves no room for that")
    puller.vendor.has_unknown = True
    assert puller.pull().error is None
    assert demand_truth(puller).unknown >= puller.vendor.unknown_names()


def test_a_missing_permission_is_named(http_puller):
    http_puller.vendor.is_refusing = True
    error = http_puller.pull().error
    assert isinstance(error, SourceAccessError)
    assert error.hint
    assert not all(check.is_ok for check in http_puller.check())


def test_its_own_test_passes(puller):
    checks = puller.check()
    assert checks
    assert [check for check in checks if not check.is_ok] == []


def test_a_wrong_credential_is_refused_without_being_shown(http_puller):
    vendor = http_puller.vendor
    if not vendor.secrets:
        pytest.skip("it has no secrets")
    wrong = {name: f"{value}-wrong" for name, value in vendor.secrets.items()}
    vendor.secrets = wrong
    right = type(vendor).secrets
    vendor.respond = lambda call: type(vendor).respond(_with_secrets(vendor, right), call)
    error = http_puller.pull().error
    assert isinstance(error, SourceAccessError)
    assert not any(value in f"{error} {error.hint}" for value in wrong.values())


def _with_secrets(vendor, secrets):
    vendor.secrets = secrets
    return vendor


def _contents(puller):
    return {
        (bucket.dataset, bucket.start): bucket
        for month in puller.held.months()
        for bucket in puller.held.load_month(month)
    }


def _forget(puller):
    for path in sorted(puller.held.folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
