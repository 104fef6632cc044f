"""What the screen shows, and the exit code that a script reads."""

from __future__ import annotations

import json

import pytest

from outlay.cli.app import build_app

EVENT = {"provider": "openai", "model": "gpt-5", "input_tokens": 1_000_000, "ts": "2026-10-05T12:00:00Z", "id": "1"}


@pytest.fixture
def run(tmp_path, capsys):
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps(EVENT), encoding="utf-8")

    def call(*arguments):
        code = build_app()(["check-invoice", "--events", str(path), "--data-dir", str(tmp_path / "data"), *arguments])
        return code, capsys.readouterr()

    return call


@pytest.mark.parametrize(
    ("amount", "provider", "code"), [("1.25", "openai", 0), ("41,200", "openai", 1), ("1.25", "anthropic", 3)]
)
def test_the_exit_code_says_whether_the_bill_is_the_usage(run, amount, provider, code):
    found, _ = run("--amount", amount, "--provider", provider, "--period", "2026-10")
    assert found == code


def test_the_screen_says_what_the_invoice_and_the_usage_say(run):
    _, shown = run("--amount", "41200", "--provider", "openai", "--period", "2026-10")
    assert shown.out.startswith(
        "The invoice says $41,200.00, your usage says $1.25, because $41,198.75 has no cause yet."
    )
    assert "Unexplained  41,198.75" in shown.out
    assert "next: give the provider's own usage report with --provider-usage" in shown.err


def test_json_has_the_whole_answer(run):
    _, shown = run("--amount", "1.25", "--provider", "openai", "--period", "2026-10", "--json")
    answer = json.loads(shown.out)
    assert (answer["verdict"], answer["invoice"], answer["usage"]) == ("matched", "1.25", "1.25")
