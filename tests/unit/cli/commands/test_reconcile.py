"""Both commands over a workspace, without a server."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from outlay.cli.app import build_app
from tests.unit.ledger.kit import World


@pytest.fixture
def run(tmp_path, capsys):
    world = World(tmp_path)
    world.delivery()
    tokens = {"quantity": Decimal(1_000_000), "quantity_unit": "Tokens"}
    world.charge("1.25", model="gpt-5", token_class="input", credential="key_lost", columns=tokens)
    world.rebuild()
    world.store.close()

    def call(*arguments):
        assert build_app()([*arguments, "--data-dir", str(tmp_path)]) == 0
        return capsys.readouterr()

    return call


def words_of(shown):
    """Text without the lines that it was broken into."""
    return " ".join(shown.split())


def test_without_telemetry_the_bill_is_compared_with_its_own_quantities(run):
    shown = run("reconcile", "--period", "2026-09").out
    assert "in USD: matched" in shown
    assert "AI on this bill costs $1.25, its own quantities at list price say $1.25: they are the same." in shown
    assert "no telemetry has seen" not in shown


def test_a_bill_is_told_with_its_causes_each_once_and_within_a_hundred_columns(run, with_telemetry):
    shown = run("reconcile", "--period", "2026-09").out
    assert "in USD: explained" in shown
    assert words_of(shown).count("were billed that no telemetry has seen") == 1
    assert "to do: Untracked calls: see `outlay shadow-ai`" in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


@pytest.fixture
def with_telemetry(tmp_path):
    world = World(tmp_path)
    world.usage(model="gpt-5", input=1000, cost_input="0.00125")
    world.rebuild()
    world.store.close()


def test_json_adds_up(run):
    (statement,) = json.loads(run("reconcile", "--period", "2026-09", "--json").out)["statements"]
    causes = sum(Decimal(cause["amount"]) for cause in statement["usage_causes"])
    assert Decimal(statement["usage"]) + causes == Decimal(statement["charges"]) == Decimal("1.25")


def test_another_biller_has_nothing_to_say(run):
    assert "neither a bill nor usage" in run("reconcile", "--period", "2026-09", "--biller", "mistral_ai").err


def test_a_key_without_telemetry_is_listed(run):
    shown = run("shadow-ai", "--since", "2026-09", "--until", "2026-10-01").out
    assert "no request of key_lost has reached Outlay" in words_of(shown)
