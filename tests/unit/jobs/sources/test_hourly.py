"""The thread that syncs while a server runs; its waiting is the test's."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from outlay.jobs.sources import HourlySync
from tests.contract.sources.generic_http import Stub


class Waiting:
    """Lets a number of rounds begin at once, then says to stop."""

    def __init__(self, rounds, between=lambda: None):
        self.rounds = rounds
        self.between = between
        self.pauses = []
        self.is_over = threading.Event()

    def __call__(self, seconds):
        self.pauses.append(seconds)
        if len(self.pauses) > 1:
            self.between()
        if len(self.pauses) <= self.rounds:
            return False
        self.is_over.set()
        return True


def run(bench, rounds, between=lambda: None):
    waiting = Waiting(rounds, between)
    hourly = HourlySync(bench.sources, 60, wait=waiting)
    hourly.start()
    assert waiting.is_over.wait(60)
    hourly.stop()
    return waiting


def states(bench, name):
    return [found["state"] for found in bench.sources.runs(name)]


@pytest.fixture
def two(bench, vendor):
    """A vendor that refuses, and one that works."""
    with Stub() as broken:
        broken.is_refusing = True
        bench.add(broken, "broken", history_days=5)
        bench.add(vendor, "works", billing_account="acme-2", history_days=5)
        yield broken


def test_it_syncs_soon_then_at_its_interval(bench, vendor):
    bench.add(vendor, history_days=5)
    waiting = run(bench, 2)
    assert waiting.pauses == [30, 3600, 3600]
    assert states(bench, "acme") == ["ok", "ok"]
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_a_failing_source_waits_longer_and_stops_no_other(bench, vendor, two):
    def an_hour_later():
        bench.now += timedelta(hours=1)
        vendor.clock = two.clock = bench.now

    run(bench, 5, an_hour_later)
    assert states(bench, "works") == ["ok"] * 5
    assert states(bench, "broken") == ["failed"] * 3  # at hours 0, 1 and 3


def test_a_source_that_is_mended_is_synced_each_time_again(bench, vendor, two):
    def a_day_later():
        two.is_refusing = False
        bench.now += timedelta(days=1)
        vendor.clock = two.clock = bench.now

    run(bench, 3, a_day_later)
    assert states(bench, "broken") == ["ok", "ok", "failed"]


def test_a_manual_sync_is_not_overlapped(bench, vendor):
    with Stub() as slow:
        bench.add(slow, "slow", history_days=5)
        bench.add(vendor, "works", billing_account="acme-2", history_days=5)
        started, release, answer = threading.Event(), threading.Event(), slow.respond
        slow.respond = lambda call: (started.set(), release.wait(60), answer(call))[-1]
        manual = threading.Thread(target=bench.sync, args=("slow",))
        manual.start()
        assert started.wait(60)
        run(bench, 1)
        assert (states(bench, "works"), states(bench, "slow")) == (["ok"], [])
        release.set()
        manual.join()
    # the round's end was the server's: the manual sync ends too, and is completed by the next
    assert states(bench, "slow") == ["failed"]


def test_a_stopping_server_ends_a_round(bench, vendor):
    with Stub() as never:
        bench.add(vendor, "a-slow", history_days=5)
        bench.add(never, "b-next", billing_account="acme-2", history_days=5)
        hourly = HourlySync(bench.sources, 60, wait=lambda seconds: seconds != 30)
        started, answer = threading.Event(), vendor.respond

        def respond(call):
            started.set()
            bench.sources._stopping.wait(60)
            return answer(call)

        vendor.respond = respond
        hourly.start()
        assert started.wait(60)
        hourly.stop()
        assert (len(never.calls), bench.sources.runs("b-next")) == (0, [])
    assert [found["error"] for found in bench.sources.runs("a-slow")] == ["the server stopped"]


def test_it_goes_on_after_a_round_that_fails(bench, vendor, monkeypatch, caplog):
    bench.add(vendor, history_days=5)
    load, failed = bench.sources.book.load, []

    def fail_once():
        if not failed:
            failed.append(True)
            raise RuntimeError(vendor.secrets["token"])
        return load()

    monkeypatch.setattr(bench.sources.book, "load", fail_once)
    run(bench, 2)
    assert states(bench, "acme") == ["ok"]
    assert "unexpected RuntimeError" in caplog.text
    assert vendor.secrets["token"] not in caplog.text


def test_it_can_be_turned_off(bench):
    hourly = HourlySync(bench.sources, 0, wait=lambda _: pytest.fail("it waits"))
    hourly.start()
    hourly.stop()
    assert "outlay-sync" not in [thread.name for thread in threading.enumerate()]
