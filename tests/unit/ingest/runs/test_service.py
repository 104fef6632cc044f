"""Files of runs: the columns of two trackers are known, bad rows are set aside, importing again changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlay.core.errors import FileFormatError, MissingColumnError

WANDB = (
    "ID,Name,State,Created,Runtime,User,Sweep,Group,Job Type,GPU Count,GPU Type,model,Tags\n"
    "r1,dry-sun-1,finished,2026-11-01T10:00:00.000Z,3600,ada,lr-sweep,-,train,8,NVIDIA A100-SXM4-80GB,llama-3.1-8b,x\n"
    "r2,dry-sun-2,crashed,2026-11-01T12:00:00.000Z,1800,bob,-,night,eval,1,Tesla T4,llama-3.1-8b,\n"
)
MLFLOW = (
    "run_id,experiment_id,status,start_time,end_time,tags.mlflow.parentRunId,tags.mlflow.user,params.model,params.num_gpus\n"
    "m1,7,FINISHED,1793527200000,1793530800000,,ada,ranker,2\n"
    "m2,7,FAILED,2026-11-01 10:00:00.500000+00:00,2026-11-01 10:00:01+00:00,m1,ada,ranker,2\n"
)


def test_an_export_of_weights_and_biases_is_understood(runs):
    report = runs.load(WANDB)
    assert (report.rows, report.loaded, report.rejected) == (2, 2, 0)
    assert runs.rows("run_id, experiment, state, kind, gpu_model, gpu_seconds, employee") == [
        ("r1", "lr-sweep", "finished", "training", "a100", Decimal(28800), "ada"),
        ("r2", "night", "crashed", "evaluation", "t4", Decimal(1800), "bob"),
    ]


def test_an_end_is_told_by_start_and_runtime(runs):
    runs.load(WANDB)
    assert runs.rows("CAST(ended_at AS VARCHAR)")[0] == ("2026-11-01 11:00:00",)


def test_an_export_of_mlflow_is_understood(runs):
    runs.load(MLFLOW)
    assert runs.rows("run_id, experiment, parent_id, state, model, gpu_seconds") == [
        ("m1", "7", None, "finished", "ranker", Decimal(7200)),
        ("m2", "7", "m1", "failed", "ranker", Decimal(1)),
    ]
    assert runs.rows("CAST(started_at AS VARCHAR)")[0] == ("2026-11-01 10:00:00",)


def test_parquet_with_times_in_nanoseconds_is_read(runs):
    path = runs.folder / "runs.parquet"
    start = pa.array([datetime(2026, 11, 1, 10, tzinfo=UTC)], pa.timestamp("ns", "UTC"))
    pq.write_table(pa.table({"run_id": ["p1"], "start_time": start, "status": ["RUNNING"]}), path)
    runs.load_file(path)
    columns = "run_id, CAST(started_at AS VARCHAR) AS started, ended_at, state"
    assert runs.rows(columns) == [("p1", "2026-11-01 10:00:00", None, "running")]


def test_importing_again_changes_nothing(runs):
    runs.load(WANDB)
    before = runs.rows()
    report = runs.load(WANDB)
    assert (report.loaded, report.unchanged, runs.rows()) == (0, 2, before)


def test_a_run_that_went_on_replaces_what_was_said_of_it(runs):
    head = "run_id,start_time,end_time,status\n"
    runs.load(f"{head}m1,1793527200000,,RUNNING\n")
    runs.load(f"{head}m1,1793527200000,1793530800000,FINISHED\n")
    assert runs.rows("run_id, state, CAST(ended_at AS VARCHAR) AS e") == [("m1", "finished", "2026-11-01 11:00:00")]


def test_another_source_may_use_the_same_id(runs):
    runs.load(MLFLOW, source="one")
    runs.load(MLFLOW, source="two")
    assert [row[0] for row in runs.rows("source")] == ["one", "one", "two", "two"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2026-11-01T10:00:00Z,,1,1", "run_id"),
        ("a,,,1,1", "started_at"),
        ("a,soon,,1,1", "started_at"),
        ("a,2026-11-01T10:00:00Z,2026-11-01T09:00:00Z,1,1", "ended_at"),
        ("a,2026-11-01T10:00:00Z,,an hour,1", "runtime"),
        ("a,2026-11-01T10:00:00Z,,-5,1", "runtime"),
        ("a,2026-11-01T10:00:00Z,,1,-1", "gpu_count"),
        ("a,2026-11-01T10:00:00Z,,1,many", "gpu_count"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_in(runs, row, column):
    good = "ok,2026-11-01T10:00:00Z,,60,1"
    report = runs.load(f"run_id,started_at,ended_at,runtime,gpu_count\n{row}\n{good}\n")
    assert (report.loaded, report.rejected) == (1, 1)
    assert (report.rejects[0].row, report.rejects[0].column) == (1, column)
    assert report.reject_file is not None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90.5", "90.5"), ("1:02:03", "3723"), ("1 day, 0:00:01", "86401"), ("2h 3m", "7380"), ("1d 2h 3m 4s", "93784")],
)
def test_durations_are_read_as_trackers_write_them(runs, text, seconds):
    runs.load(f'run_id,started_at,runtime,gpu_count\nr,2026-11-01T10:00:00Z,"{text}",1\n')
    assert runs.rows("gpu_seconds") == [(Decimal(seconds),)]


def test_a_run_without_a_gpu_count_has_no_known_gpu_time_and_says_so(runs):
    report = runs.load("run_id,started_at,runtime\nr,2026-11-01T10:00:00Z,60\n")
    assert runs.rows("gpu_seconds") == [(None,)]
    assert "1 runs name no GPU count" in report.notes[0]


def test_an_unknown_state_is_kept_and_named(runs):
    report = runs.load("run_id,started_at,state,gpu_count\nr,2026-11-01T10:00:00Z,Dreaming,0\n")
    assert runs.rows("state, gpu_count") == [("dreaming", Decimal(0))]
    assert "dreaming" in report.notes[0]


def test_a_file_without_ids_names_the_column(runs):
    with pytest.raises(MissingColumnError, match="run_id"):
        runs.load("Name,Created\nx,2026-11-01\n")


def test_a_file_of_nothing_but_bad_rows_is_refused(runs):
    with pytest.raises(FileFormatError, match="no row can be used"):
        runs.load("run_id,started_at\nx,soon\n")
