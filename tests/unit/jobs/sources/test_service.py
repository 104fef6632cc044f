"""Syncing: what one failing source, a crash, a second sync and a vanished month leave behind."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import BusyError, ConflictError, UnknownNameError
from outlay.ingest.pulling.errors import SourceError
from outlay.jobs.sources import NewSource, Sources
from outlay.jobs.sources.loading import Loader
from tests.contract.sources.generic_http import Stub
from tests.contract.sources.vendor import NOW, Status


def test_a_failing_source_stops_no_other(bench, vendor):
    with Stub() as broken:
        broken.is_refusing = True
        bench.add(broken, "broken")
        bench.add(vendor, "works", billing_account="acme-2")
        runs = {run.source: run for run in bench.sync()}
    assert [runs["broken"].state, runs["works"].state] == ["failed", "ok"]
    assert "does not allow it (403): missing scopes" in runs["broken"].error
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_a_bug_of_a_source_is_told_without_its_text(bench, vendor, monkeypatch):
    def fail(*_):
        raise ValueError(vendor.secrets["token"])

    monkeypatch.setattr(Loader, "load", fail)
    bench.add(vendor)
    (run,) = bench.sync()
    assert (run.state, run.hint) == ("failed", "please report it")
    assert "unexpected ValueError" in run.error
    assert vendor.secrets["token"] not in run.error


def test_a_source_is_synced_once_at_a_time(bench, vendor):
    bench.add(vendor)
    started, release, answer = threading.Event(), threading.Event(), vendor.respond

    def wait(call):
        started.set()
        release.wait(30)
        return answer(call)

    vendor.respond = wait
    first = threading.Thread(target=bench.sync, args=("acme",))
    first.start()
    assert started.wait(30)
    with pytest.raises(BusyError, match="being synced"):
        bench.sync("acme")
    assert bench.sync() == ()
    release.set()
    first.join()
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_a_vanished_month_is_withdrawn(bench, vendor):
    bench.add(vendor, overlap_days=60)
    bench.sync()
    for day in vendor.activity:
        vendor.activity[day] = vendor.activity[day] if day.month == 11 else 0
    bench.now = NOW + timedelta(hours=1)
    bench.sync(since=None)
    assert bench.charged() == vendor.truth().charged["EUR"]
    vendor.activity = dict.fromkeys(vendor.activity, 0)
    bench.sync(since=None)
    assert bench.charged() == 0
    assert bench.workspace.store.fetch("SELECT count(*) AS n FROM ledger").column("n")[0].as_py() == 0


def test_a_total_of_another_opinion_is_named(bench, vendor):
    answer = vendor.respond

    def respond(call):
        reply = answer(call)
        if call.get("from") == "2026-11-01":
            reply.json["summary"]["cost"]["cents"] += Decimal(5)
        return reply

    vendor.respond = respond
    bench.add(vendor)
    (run,) = bench.sync()
    assert (run.state, run.stated - run.charged) == ("ok", Decimal("0.05"))
    assert any("2026-11: charges add up to" in note and "(difference -0.05)" in note for note in run.notes)
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_a_cut_pull_keeps_old_charges_and_is_completed(bench, vendor):
    bench.add(vendor)
    bench.sync()
    before = bench.charged()
    vendor.activity[date(2026, 11, 3)] = 9
    bench.now = NOW + timedelta(hours=1)
    vendor.fail_next(None, None, *[Status(500)] * 50)
    (run,) = bench.sync(since=None)
    assert (run.state, bench.charged()) == ("partial", before)
    vendor.faults.clear()
    bench.sync(since=None)
    assert bench.charged() == vendor.truth().charged["EUR"] != before


def test_what_was_fetched_but_not_loaded_is_loaded_next_time(bench, vendor, monkeypatch):
    def stop(*_):
        raise SystemExit

    bench.add(vendor)
    with monkeypatch.context() as patch:
        patch.setattr(Loader, "load", stop)
        with pytest.raises(SystemExit):
            bench.sync()
    assert bench.charged() == 0
    again = Sources(bench.workspace.store, bench.workspace.settings, bench.workspace.imports, now=lambda: NOW)
    bench.sources = again
    bench.sync(since=None)
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_adding_tries_first(bench, vendor):
    vendor.is_refusing = True
    with pytest.raises(SourceError, match="the test of 'acme' failed: request"):
        bench.sources.add(NewSource(name="acme", kind=vendor.kind, settings=vendor.settings(), secrets=vendor.secrets))
    assert bench.sources.book.load() == []


def test_a_name_is_taken_once(bench, vendor):
    bench.add(vendor)
    with pytest.raises(ConflictError, match="there is a source 'acme' already"):
        bench.add(vendor)


def test_a_removed_source_leaves_its_charges(bench, vendor, tmp_path):
    bench.add(vendor)
    bench.sync()
    before = bench.charged()
    bench.sources.remove("acme", is_purging=True)
    assert (bench.charged(), bench.sources.book.load()) == (before, [])
    assert not (tmp_path / "sources" / "acme").exists()
    with pytest.raises(UnknownNameError):
        bench.sync("acme")


def test_everything_held_can_be_loaded_again(bench, vendor):
    bench.add(vendor)
    bench.sync()
    with bench.workspace.store.write() as tx:
        tx.execute("DELETE FROM provider_usage")
    bench.sync(since=None)
    bench.sync(since=None, is_all=True)
    found = bench.workspace.store.fetch("SELECT sum(quantity) AS n FROM provider_usage").column("n")[0].as_py()
    assert found == sum(vendor.truth().usage.values())


def test_a_stopping_server_cuts_a_sync(bench, vendor):
    bench.add(vendor)
    bench.sources.interrupt()
    (run,) = bench.sync()
    assert (run.state, run.error) == ("failed", "the server stopped")
