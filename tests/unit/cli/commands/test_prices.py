"""What `outlay prices` prints; what it computes is tested where that is done."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather
from outlay.core.errors import UsageError

RUNNER = CliRunner()


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        found = RUNNER.invoke(gather(), ["prices", *arguments, "--data-dir", str(tmp_path)], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return found

    return invoke


def test_prices_are_listed(run):
    found = run("list", "sonnet-4-5", "--provider", "anthropic")
    assert "claude-sonnet-4-5   3.00   15.00" in found.stdout
    [listed] = json.loads(run("list", "sonnet-4-5", "--provider", "anthropic", "--json").stdout)
    assert (listed["input"], listed["cache_write"]) == ("3", "3.75")


def test_every_price_of_a_model_is_shown(run):
    text = run("show", "claude-sonnet-4-5").stdout
    assert "processing=batch" in text
    assert "200000" in text
    rows = json.loads(run("show", "claude-sonnet-4-5", "--json").stdout)
    assert {row["unit"] for row in rows} >= {"input_tokens", "cache_write_1h_tokens", "web_searches"}


def test_a_price_of_counts_is_explained(run):
    counts = ("--provider", "anthropic", "--model", "claude-sonnet-4-5", "--input-tokens", "200001", "--unit")
    found = run("explain", *counts, "web_searches=2")
    assert "priced: 1.220006 USD" in found.stderr
    assert "input of 200,001 is above 200,000" in found.stderr
    assert json.loads(run("explain", *counts, "web_searches=2", "--json").stdout)["price"]["total"] == "1.220006"


def test_a_price_of_a_line_is_explained(run):
    line = {"provider": "openai", "model": "o3", "context": {"service_tier": "scale"}, "usage": {"input_tokens": 1000}}
    found = run("explain", json.dumps(line))
    assert "modelled: 0.002 USD" in found.stderr
    assert "flag context_unmatched:service_tier=scale" in found.stderr


def test_what_has_no_price_says_so(run):
    found = run("explain", "--model", "no-such-model", "--input-tokens", "3")
    assert "unknown: no price" in found.stderr


def test_a_stated_cost_is_explained(run):
    found = run("explain", '{"stated_cost": {"total": 1}}')
    assert "the cost is stated" in found.stderr


def test_an_override_is_shown_and_then_written(run, tmp_path):
    wish = ("override", "--provider", "openai", "--model", "gpt-4o", "--rate", "input=2.1", "--from", "2026-07-01")
    found = run(*wish, "--reason", "MSA", "--dry-run")
    assert "not written" in found.stderr
    report = json.loads(run(*wish, "--reason", "MSA", "--json").stdout)
    assert report["changes"] == [
        {"provider": "openai", "model": "gpt-4o", "leaf": "input", "before": "2.5", "after": "2.1"}
    ]
    assert (tmp_path / "prices" / "overrides.yaml").is_file()


def test_a_percentage_may_be_written_with_its_sign(run):
    wish = ("override", "--provider", "anthropic", "--from", "2026-07-01", "--reason", "MSA", "--dry-run")
    assert json.loads(run(*wish, "--percent-off", "8%", "--json").stdout)["models"] > 20
    with pytest.raises(UsageError, match="is no number"):
        run(*wish, "--percent-off", "some")


def test_a_price_file_is_taken_and_what_it_disputes_is_listed(run, tmp_path):
    entry = {"litellm_provider": "openai", "input_cost_per_token": 3e-06, "strange_cost": 1}
    file = tmp_path / "model_prices.json"
    file.write_text(json.dumps({"gpt-4o": entry, "x/y": {"input_cost_per_token": 1}}), encoding="utf-8")
    found = run("import-litellm", str(file), "--from", "2026-01-01")
    assert "1 × strange_cost" in found.stderr
    assert "1 × x" in found.stderr
    assert json.loads(run("import-litellm", str(file), "--from", "2026-01-01", "--json").stdout)["cards"] == 1
    disputed = json.loads(run("list", "gpt-4o", "--provider", "openai", "--disputed", "--json").stdout)
    assert [listed["model"] for listed in disputed] == ["gpt-4o"]
