"""`outlay runs`: what the report says, as people and as programs read it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather

FILE = (
    "run_id,start_time,end_time,status,experiment_id,params.model,params.num_gpus\n"
    "m1,2026-11-10T10:00:00Z,2026-11-10T12:30:00Z,FINISHED,lr,ranker,2\n"
    "m2,2026-11-10T10:00:00Z,2026-11-10T11:00:00Z,FAILED,lr,ranker,2\n"
)


@pytest.fixture
def outlay(tmp_path):
    def call(*arguments):
        env = {"OUTLAY_AS_OF": "2026-11-21"}
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(gather(), wanted, env=env, catch_exceptions=False)

    (tmp_path / "runs.csv").write_text(FILE, encoding="utf-8")
    assert call("import", "runs", str(tmp_path / "runs.csv")).exit_code == 0
    return call


def test_runs_are_shown_by_experiment_and_model(outlay):
    done = outlay("runs")
    assert "ranker" in done.stdout
    assert "50.0 %" in done.stdout
    assert "7.00" in done.stdout
    assert "2026-10-23 to 2026-11-22 (exclusive)" in done.stderr


def test_json_has_the_same_figures(outlay):
    answer = json.loads(outlay("runs", "--json").stdout)
    assert (answer["iterations"], answer["gpu_hours"], answer["failed_gpu_hours"]) == (2, "7", "2")


def test_an_empty_range_says_what_to_do(outlay):
    assert "outlay import runs" in outlay("runs", "--since", "2026-01-01", "--until", "2026-02-01").stderr
