"""What the doctor says of sources, each with a next step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.model import Bucket
from outlay.jobs.sources.model import Run
from outlay.jobs.sources.runs import record_run
from outlay.report.checks.model import Examination
from outlay.report.checks.sources import examine_sources
from outlay.store.duckdb import DuckStore
from outlay.store.intake import IntakeStatus
from tests.contract.sources.vendor import NOW

START = NOW.replace(day=1, hour=0, minute=0)


@pytest.fixture
def store(tmp_path):
    opened = DuckStore(tmp_path / "outlay.duckdb")
    yield opened
    opened.close()


def findings(store, tmp_path):
    settings = Settings(data_dir=tmp_path, sources=[{"name": "main", "kind": "openai"}])
    intake = IntakeStatus(
        accepted=0, outcomes={}, pending=0, pending_bytes=0, is_conserved=True, decoder_restarts=0,
        is_decoder_running=True, last_error=None,
    )  # fmt: skip
    case = Examination(settings=settings, intake=intake, is_serving=True, quarantined_files=0, now=NOW)
    return list(examine_sources(store, case))


def ran(store, state="ok", **more):
    known = {"run_id": "sr_1", "source": "main", "kind": "openai", "started_at": NOW, "finished_at": NOW}
    record_run(store, Run(**{**known, "state": state, **more}))


@pytest.mark.parametrize(
    ("run", "state", "text", "hint"),
    [
        (None, "warning", "main was never synced", "outlay sync main"),
        ({"state": "failed", "error": "(403): no scope", "hint": "add usage.read"}, "problem",
         "main could not be synced: (403): no scope", "add usage.read"),
        ({"charged": Decimal(9), "stated": Decimal("9.5"), "currency": "USD"}, "warning",
         "main: charges add up to 9 USD, its vendor states 9.5", "outlay sync main --since DATE"),
        ({"unknown_fields": ("costs.tier=gold",)}, "note", "costs.tier=gold", "kept and counted"),
        ({}, "ok", "main has brought nothing yet", None),
    ],
    ids=["never", "failed", "total", "unknown", "ok"],
)  # fmt: skip
def test_each_trouble_is_named_with_a_next_step(store, tmp_path, run, state, text, hint):
    if run is not None:
        ran(store, **run)
    (finding,) = findings(store, tmp_path)
    assert (finding.area, finding.state) == ("sources", state)
    assert text in finding.text
    assert hint is None or hint in str(finding.hint)


def hold(tmp_path, *days, dataset="costs"):
    held = HeldBuckets(tmp_path / "sources" / "main")
    held.record_pulled(START, NOW)
    for day in days:
        start = START + timedelta(days=day)
        held.record(Bucket(dataset=dataset, start=start, end=start + timedelta(days=1), records=()))


def test_days_missing_between_those_held_are_named(store, tmp_path):
    ran(store)
    hold(tmp_path, 0, 1, 2, 5, 6)
    (finding,) = findings(store, tmp_path)
    assert finding.text == "main: costs lacks 2 days between those that are held: 2026-11-04, 2026-11-05"
    assert finding.hint == "outlay sync main --since 2026-11-04"


@pytest.mark.parametrize("days", [(0, 30, 61), (3, 4, 5, 9), (0,)], ids=["months", "snapshots", "one"])
def test_longer_periods_and_snapshots_lack_nothing(store, tmp_path, days):
    ran(store)
    hold(tmp_path, *days)
    assert [finding.state for finding in findings(store, tmp_path)] == ["ok"]
