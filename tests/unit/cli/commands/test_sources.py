"""`outlay sources` and `outlay sync`, against a stub vendor."""

from __future__ import annotations

import json

import pytest
import yaml
from typer.testing import CliRunner

from outlay.cli.app import gather
from outlay.core.errors import OutlayError
from tests.contract.sources.generic_http import Stub

TOKEN = Stub.secrets["token"]


@pytest.fixture
def vendor(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)
    with Stub() as running:
        yield running


@pytest.fixture
def outlay(tmp_path):
    def call(*arguments, typed=None, **env):
        known = {"OUTLAY_AS_OF": "2026-11-03", "OUTLAY_FX_RATES": '{"EUR": "1"}', "ACME_TOKEN": TOKEN}
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(gather(), wanted, env={**known, **env}, input=typed, standalone_mode=False)

    return call


@pytest.fixture
def settings(vendor, tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text(yaml.safe_dump({**vendor.settings(), "history_days": 5}), encoding="utf-8")
    return path


@pytest.fixture
def added(outlay, settings):
    return outlay(
        "sources", "add", "generic-http", "--name", "acme", "--settings", str(settings),
        "--secret", "token=env:ACME_TOKEN",
    )  # fmt: skip


def test_adding_shows_what_was_tried(added):
    assert added.exception is None
    assert "ok   request: 3 records since 2026-11-02" in added.stdout
    assert "Added acme" in added.stderr


def test_a_secret_that_is_asked_for_is_not_echoed(outlay, settings):
    done = outlay(
        "sources", "add", "generic-http", "--settings", str(settings), "--secret", "token", typed=f"{TOKEN}\n"
    )
    assert (done.exception, TOKEN in done.output) == (None, False)
    listed = json.loads(outlay("sources", "list", "--json").stdout)
    assert listed["sources"][0]["secrets"] == {"token": "stored"}


def test_a_secret_on_the_command_line_is_refused(outlay, settings):
    done = outlay("sources", "add", "generic-http", "--settings", str(settings), "--secret", f"token={TOKEN}")
    assert isinstance(done.exception, OutlayError)
    assert "shell's history" in str(done.exception)
    assert TOKEN not in str(done.exception)


def test_syncing_says_what_came(outlay, added, vendor):
    done = outlay("sync", "--since", "2026-10-01")
    total = vendor.truth().charged["EUR"].normalize()
    assert done.return_value == 0
    assert f"charged {total} EUR, as the vendor states" in done.stdout
    assert json.loads(outlay("sync", "acme", "--json").stdout)["runs"][0]["rows"] == 0


def test_a_failing_sync_says_why_and_fails(outlay, added, vendor):
    vendor.is_refusing = True
    done = outlay("sync")
    assert done.return_value == 1
    assert "acme: failed" in done.stdout
    assert "does not allow it (403): missing scopes" in done.stderr
    assert "outlay" not in outlay("sources", "test", "acme").stderr


def test_the_list_shows_state_and_money(outlay, added):
    assert "acme: was never synced" in outlay("sources", "list").stderr
    outlay("sync")
    assert "ok" in outlay("sources", "list").stdout


def test_a_removed_source_is_gone(outlay, added):
    outlay("sources", "remove", "acme", "--purge")
    assert "There is no source yet" in outlay("sources", "list").stderr
    assert "There is no source to sync" in outlay("sync").stderr


def test_every_kind_and_its_settings_are_listed():
    runner = CliRunner()
    assert "generic-http" in runner.invoke(gather(), ["sources", "kinds"]).stdout
    shown = runner.invoke(gather(), ["sources", "kinds", "openai"]).stdout
    assert "--secret admin_key" in shown
    kinds = json.loads(runner.invoke(gather(), ["sources", "kinds", "--json"]).stdout)
    assert {kind["kind"] for kind in kinds} >= {"openai", "generic-csv", "files"}
