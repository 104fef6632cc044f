"""Weights & Biases: how long runs held which GPUs, and when a silent one ended."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.errors import SourceRequestError
from outlay.ingest.pulling.model import Window
from outlay.ingest.sources.wandb import Settings, Source

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
SAID = "You are Ada's assistant"


def node(**more):
    base = {"name": "x1", "state": "finished", "createdAt": "2026-11-01T10:00:00", "user": {"username": "ada"}}
    return {**base, "heartbeatAt": "2026-11-01T11:00:00", "summaryMetrics": json.dumps({"_runtime": 3590}), **more}


class Http:
    """Answers every question with the same page, or with errors."""

    def __init__(self, *nodes, **answer):
        runs = {"edges": [{"node": found} for found in nodes], "pageInfo": {"endCursor": None, "hasNextPage": False}}
        self.answer = answer or {"data": {"project": {"runs": runs}}}

    def post_json(self, url, **asked):
        assert asked["headers"]["Authorization"] == "Basic YXBpOmsw"
        return self.answer


def runs_of(*nodes, **settings):
    source = Source(Settings(entity="acme", api_key="k0", projects=["p"], **settings), Http(*nodes), NOW)
    buckets = list(source.fetch(Window(since=NOW - timedelta(days=3), until=NOW)))
    assert "Ada" not in repr(buckets)
    return source.normalise(date(2026, 11, 1), buckets).runs


def test_a_run_has_its_names_times_and_runtime():
    [run] = runs_of(node(displayName="dry-sun", jobType="train", group="night"))
    assert (run["run_id"], run["name"], run["experiment"], run["employee"]) == ("acme/p/x1", "dry-sun", "night", "ada")
    assert (run["ended_at"], run["runtime"]) == (datetime(2026, 11, 1, 11, tzinfo=UTC), Decimal(3590))


def test_a_sweep_is_the_experiment_before_a_group():
    assert runs_of(node(sweepName="lr", group="night"))[0]["experiment"] == "lr"


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"runInfo": {"gpuCount": 8, "gpu": "A100"}}, 8),
        ({"runInfo": {"gpuCount": 8}, "config": {"num_gpus": {"value": 32}}}, 32),
        ({"systemMetrics": '{"system.gpu.0.gpu": 1, "system.gpu.3.gpu": 1, "system.gpu.3.temp": 9}'}, 2),
        ({"runInfo": {"gpuCount": 0}}, 0),
        ({}, None),
    ],
)
def test_gpus_are_counted_by_what_is_known(more, count):
    assert runs_of(node(**more))[0]["gpu_count"] == count


def test_of_the_configuration_only_what_settings_name_is_read():
    config = json.dumps({"model": {"value": "llama"}, "prompt": {"value": SAID}, "parent": {"value": "x0"}})
    [run] = runs_of(node(config=config, summaryMetrics=json.dumps({"_runtime": 1, "sample": SAID})))
    assert (run["model"], run["parent_id"]) == ("llama", "acme/p/x0")


@pytest.mark.parametrize(
    ("beat", "state", "ended"),
    [
        ("2026-11-03T09:30:00", "running", None),
        ("2026-11-01T12:00:00", "crashed", datetime(2026, 11, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_running_run_ends_with_its_last_sign_of_life(beat, state, ended):
    [run] = runs_of(node(state="running", heartbeatAt=beat))
    assert (run["state"], run["ended_at"]) == (state, ended)


def test_without_a_runtime_the_time_to_the_last_sign_of_life_counts():
    assert runs_of(node(summaryMetrics=None))[0]["runtime"] == Decimal(3600)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"errors": [{"message": "permission denied"}]}, "permission denied"),
        ({"data": {"project": None}}, "no project p"),
    ],
)
def test_an_error_says_what_is_missing(answer, words):
    source = Source(Settings(entity="acme", api_key="k0", projects=["p"]), Http(**answer), NOW)
    with pytest.raises(SourceRequestError, match=words):
        list(source.fetch(Window(since=NOW - timedelta(days=3), until=NOW)))
