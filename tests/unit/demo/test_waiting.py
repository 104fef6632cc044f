from __future__ import annotations

import csv


def _rows(sample, name):
    path = next(path for path in sample.waiting if path.name == f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_run_failed_and_one_cost_three_times_its_plan(sample):
    runs = _rows(sample, "runs")
    assert [run["day"] for run in runs if run["status"] == "failed"] == [
        sample.truth["stories"]["runs"]["failed"]["day"]
    ]
    dear = [run for run in runs if float(run["usd"]) > 2 * float(run["planned_usd"])]
    assert [run["day"] for run in dear] == [sample.truth["stories"]["runs"]["costly"]["day"]]


def test_the_notebook_does_nothing(sample):
    hours = _rows(sample, "gpu_hours")
    idle = {row["workload"] for row in hours if row["activity"] == "0"}
    assert "embedding-study-notebook" in idle
    assert {row["activity"] for row in hours if row["workload"] == "embedding-study-notebook"} == {"0"}


def test_gpu_activity_is_a_share(sample):
    assert all(0 <= float(row["activity"]) <= 1 for row in _rows(sample, "gpu_hours"))


def test_only_the_last_complete_month_missed_its_budget(sample):
    spent = {month: float(sums["usd"]) for month, sums in sample.truth["consumption"].items()}
    missed = [row["month"] for row in _rows(sample, "budgets") if spent[row["month"]] > float(row["usd"])]
    assert missed == [sample.truth["last_complete_month"]]
