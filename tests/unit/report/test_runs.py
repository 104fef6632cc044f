"""Runs by experiment and model: iterations count failed runs, and unknown GPU time stays unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.core.errors import UsageError
from outlay.core.settings import Settings
from outlay.ingest.runs import record_runs
from outlay.report.runs import RunsRequest, load_runs
from outlay.store.duckdb import DuckStore

TODAY = date(2026, 11, 21)


def run(number, **more):
    row = {"run_id": f"r{number}", "started_at": datetime(2026, 11, 10, number, tzinfo=UTC), "state": "finished"}
    return {**row, "project": "ranker", "model": "llama", "gpu_count": 8, "runtime": 3600, **more}


@pytest.fixture
def store(tmp_path):
    made = DuckStore(Settings(data_dir=tmp_path).store_path)
    with made.write() as tx:
        record_runs(
            tx,
            "wandb",
            [
                run(1, experiment="lr"),
                run(2, experiment="lr", state="failed"),
                run(3, experiment="lr", state="crashed", runtime=1800),
                run(4, experiment="lr", state="killed"),
                run(5, experiment="lr", state="running", gpu_count=None),
                run(6, parent_id="r1", model="bert", gpu_count=1),
                run(7, model="bert", gpu_count=0),
                run(8, started_at=datetime(2026, 10, 1, tzinfo=UTC)),
            ],
        )
    yield made
    made.close()


def test_an_experiment_has_its_iterations_failures_and_gpu_hours(store):
    first = load_runs(store, RunsRequest(), today=TODAY).rows[0]
    assert (first.experiment, first.model) == ("lr", "llama")
    assert (first.runs, first.iterations, first.failed, first.stopped, first.going) == (5, 5, 2, 1, 1)
    assert (first.failed_share, first.gpu_hours, first.failed_gpu_hours) == (Decimal("0.5"), Decimal(28), Decimal(12))


def test_a_run_with_a_parent_is_an_iteration_and_one_without_is_none(store):
    row = load_runs(store, RunsRequest(), today=TODAY).rows[1]
    assert (row.experiment, row.model, row.runs, row.iterations) == (None, "bert", 2, 1)
    assert (row.gpu_hours, row.failed_gpu_hours) == (Decimal(1), None)


def test_sums_are_of_all_groups(store):
    found = load_runs(store, RunsRequest(), today=TODAY)
    assert (found.runs, found.iterations, found.failed) == (7, 6, 2)
    assert found.failed_share == Decimal("0.333333333333")
    assert (found.gpu_hours, found.failed_gpu_hours) == (Decimal(29), Decimal(12))


def test_unknown_gpu_time_is_said_and_not_zero(store):
    assert load_runs(store, RunsRequest(), today=TODAY).notes == (
        "1 runs have no known GPU time: it is in no GPU hours",
    )


def test_runs_count_where_they_began(store):
    found = load_runs(store, RunsRequest(since="2026-10-01", until="2026-11-01"), today=TODAY)
    assert (found.runs, found.since, found.until) == (1, date(2026, 10, 1), date(2026, 11, 1))
    assert load_runs(store, RunsRequest(since="2026-09-01", until="2026-10-01"), today=TODAY).gpu_hours is None


def test_a_wrong_range_is_refused(store):
    with pytest.raises(UsageError):
        load_runs(store, RunsRequest(since="soon"), today=TODAY)
