"""Syncing: what one failing source, a crash, a second sync and a vanished month leave behind."""

from __future__ import annotations

import base64
import dataclasses
import threading
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
import zstandard

from outlay.core.errors import BusyError, ConflictError, UnknownNameError
from outlay.facts.tables import TABLES
from outlay.ingest.pulling.errors import SourceError
from outlay.jobs.sources import NewSource, Sources
from outlay.jobs.sources.loading import Loader
from tests.contract.sources.generic_http import Stub
from tests.contract.sources.vendor import NOW, Reply, Status


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


def test_a_restored_store_gets_everything_held_again(bench, vendor, tmp_path):
    bench.add(vendor)
    bench.sync()
    with bench.workspace.store.write() as tx:  # as in a backup of before the sync
        for table in ("charge", "charge_slice", "delivery", "provider_usage", "source_run", "ledger"):
            tx.execute(f"DELETE FROM {table}")
    (run,) = bench.sync(since=None)
    assert "the store does not know the last sync" in run.notes[0]
    assert bench.charged() == vendor.truth().charged["EUR"]
    assert bench.sync(since=None)[0].notes == ()


def test_changed_settings_are_applied_to_all_that_is_held(bench, vendor):
    bench.add(vendor)
    bench.sync()
    bench.sources.book.remove("acme")
    bench.sources.book.record(bench.sources.book.draft(_new(vendor, billing_account="renamed")))
    (run,) = bench.sync(since=None)
    assert "the settings changed" in run.notes[0]
    found = bench.workspace.store.fetch("SELECT DISTINCT BillingAccountId AS a FROM charge").column("a").to_pylist()
    assert (found, bench.charged()) == (["renamed"], vendor.truth().charged["EUR"])
    assert bench.sync(since=None)[0].notes == ()


def test_what_another_kind_fetched_is_not_read(bench, vendor, tmp_path):
    bench.add(vendor)
    bench.sync()
    before = bench.charged()
    bench.sources.book.remove("acme")
    mapping = {"charges": {"BilledCost": "cost", "ChargePeriodStart": "day"}}
    settings = {"location": str(tmp_path / "x.csv"), "issuer": "A", "billing_account": "a", "mapping": mapping}
    new = NewSource(name="acme", kind="generic-csv", settings=settings, is_tested=False)
    bench.sources.book.record(bench.sources.book.draft(new))
    (run,) = bench.sync(since=None)
    assert (run.state, bench.charged()) == ("failed", before)
    assert "fetched as generic-http; now it is generic-csv" in run.error


def test_a_new_source_does_not_take_over_what_a_former_one_fetched(bench, vendor):
    bench.add(vendor)
    bench.sync()
    bench.sources.remove("acme")
    with pytest.raises(ConflictError, match="former source 'acme' fetched with other settings"):
        bench.add(vendor, billing_account="another")
    bench.add(vendor)
    bench.sync(since=None)
    assert bench.charged() == vendor.truth().charged["EUR"]


def test_a_source_that_is_removed_while_another_is_synced_stays_removed(bench, vendor):
    with Stub() as slow:
        bench.add(slow, "a-slow")
        bench.add(vendor, "b-gone", billing_account="acme-2")
        answer = slow.respond

        def respond(call):
            if bench.sources.book.load()[-1].name == "b-gone":
                bench.sources.remove("b-gone")
            return answer(call)

        slow.respond = respond
        assert [run.source for run in bench.sync()] == ["a-slow"]
    assert vendor.calls == []


def test_a_source_is_not_removed_while_it_is_synced(bench, vendor):
    refused, answer = [], vendor.respond

    def respond(call):
        if not refused:
            with pytest.raises(BusyError) as caught:
                bench.sources.remove("acme", is_purging=True)
            refused.append(caught.value)
        return answer(call)

    vendor.respond = respond
    bench.add(vendor)
    assert [run.state for run in bench.sync()] == ["ok"]
    assert (len(refused), bench.charged()) == (1, vendor.truth().charged["EUR"])


@pytest.mark.parametrize("is_error", [True, False], ids=["refusal", "record"])
def test_a_credential_that_the_vendor_repeats_is_nowhere(bench, vendor, tmp_path, caplog, is_error):
    """In errors, or as a field of an answer that is kept."""
    caplog.set_level("DEBUG")
    answer = vendor.respond

    def respond(call):
        sent = call.headers["authorization"]
        said = f"{sent} is {base64.b64decode(sent.removeprefix('Basic ')).decode()}, {quote(sent)}"
        if is_error:
            return Reply(status=401, json={"error": {"message": said}})
        reply = answer(dataclasses.replace(call, headers={"authorization": f"Bearer {Stub.secrets['token']}"}))
        for item in reply.json["data"]["items"]:
            item["product"] = said
        return reply

    vendor.respond = respond
    bench.add(vendor, auth="basic", user="ann")
    (run,) = bench.sync()
    assert run.state == ("failed" if is_error else "ok")
    stored = str([bench.workspace.store.fetch(f"SELECT * FROM {table.name}").to_pylist() for table in TABLES])
    held = b"".join(_unpacked(path) for path in tmp_path.rglob("*") if path.is_file())
    basic = base64.b64encode(f"ann:{vendor.secrets['token']}".encode()).decode()
    for secret in (vendor.secrets["token"], basic, quote(basic)):
        assert [secret in text for text in (caplog.text, stored, repr(run), held.decode(errors="replace"))] == [
            False
        ] * 4


def _unpacked(path):
    content = path.read_bytes()
    return zstandard.ZstdDecompressor().decompress(content) if path.suffix == ".zst" else content


def _new(vendor, **settings):
    given = {**vendor.settings(), **settings}
    return NewSource(name="acme", kind=vendor.kind, settings=given, secrets=vendor.secrets, is_tested=False)
