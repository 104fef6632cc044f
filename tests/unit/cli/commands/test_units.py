"""`outlay units`: figures as people read them, and as JSON."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather
from tests.unit.report.test_endpoints import use


@pytest.fixture
def run(world):
    for hour in range(9, 13):
        use(world, datetime(2026, 11, 20, hour), cost="0.0230")  # noqa: DTZ001 - the store holds naive UTC
    use(world, datetime(2026, 11, 20, 9), endpoint="/chat", requests=2, cost="8")  # noqa: DTZ001
    folder = world.settings.folder
    world.store.close()

    def call(*arguments):
        wanted = ["units", "--since", "2026-11-01", "--data-dir", str(folder), *arguments]
        return CliRunner().invoke(gather(), wanted, env={"OUTLAY_AS_OF": "2026-11-21"}, catch_exceptions=False)

    return call


def test_unit_costs_keep_their_digits(run):
    done = run()
    assert "/search" in done.stdout
    assert "0.0023" in done.stdout
    assert "not measured yet" in done.stderr
    assert "2026-11-19 12:00 to 2026-11-20 12:00 UTC, times 30" in done.stderr


def test_json_has_the_same_figures(run):
    (row,) = json.loads(run("--endpoint", "/search", "--json").stdout)["endpoints"]
    assert row["cost_per_request"] == {"value": "0.0023", "month": "2.07"}


def test_one_endpoint_shows_its_parts_and_days(run):
    text = run("--endpoint", "/chat").stdout
    assert "infrastructure" in text
    assert "2026-11-20" in text


def test_another_dimension(run):
    assert "gpt-4o" in run("--by", "model").stdout


def test_an_endpoint_that_is_not_there_is_said_to_be_missing(run):
    assert "no request of endpoint '/serch' there" in run("--endpoint", "/serch").stderr
