"""Runs of sources: one row a run, whatever the order and however they come in parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.runs.recording import canonical_runs, record_runs, run_table

START = datetime(2026, 11, 1, 10, tzinfo=UTC)

rows = st.lists(
    st.fixed_dictionaries(
        {
            "run_id": st.sampled_from(["a", "b", "c"]),
            "started_at": st.just(START),
            "ended_at": st.integers(0, 9).map(lambda hours: START + timedelta(hours=hours)),
            "state": st.sampled_from(["finished", "failed", "running"]),
            "gpu_count": st.integers(0, 8),
        }
    ),
    max_size=8,
)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert canonical_runs("s", shuffled) == canonical_runs("s", found)


@given(rows)
def test_gpu_time_is_that_of_every_gpu(found):
    for run in canonical_runs("s", found):
        span = run["ended_at"] - run["started_at"]
        assert run["gpu_seconds"] == Decimal(int(span.total_seconds())) * run["gpu_count"]


def test_rows_are_written_whole_and_other_sources_stay(runs):
    with runs.store.write() as tx:
        record_runs(tx, "one", [{"run_id": "a", "started_at": START, "model": "m", "tags": ["x"]}])
        record_runs(tx, "two", [{"run_id": "a", "started_at": START}])
        assert record_runs(tx, "one", [{"run_id": "a", "started_at": START, "state": "FAILED"}]) == 1
    assert runs.rows("source, state, model, tags") == [("one", "failed", None, None), ("two", "running", None, None)]


def test_tags_are_kept_as_json():
    [run] = canonical_runs("s", [{"run_id": "a", "started_at": START, "tags": ["x", "y"]}])
    assert run_table([run]).column("tags").to_pylist() == ['["x","y"]']


def test_a_runtime_counts_before_the_clock():
    row = {
        "run_id": "a",
        "started_at": START,
        "ended_at": START + timedelta(hours=2),
        "gpu_count": 2,
        "runtime": "60.5",
    }
    assert canonical_runs("s", [row])[0]["gpu_seconds"] == Decimal(121)


def test_nothing_is_written_for_no_rows(runs):
    with runs.store.write() as tx:
        assert record_runs(tx, "s", []) == 0
