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


def test_a_bill_is_told_with_its_causes(run):
    shown = run("reconcile", "--period", "2026-09").out
    assert "in USD: explained" in shown
    assert "$1.25: 1,000,000 tokens were billed that no telemetry has seen (key_lost)." in shown


def test_json_adds_up(run):
    (statement,) = json.loads(run("reconcile", "--period", "2026-09", "--json").out)["statements"]
    causes = sum(Decimal(cause["amount"]) for cause in statement["usage_causes"])
    assert Decimal(statement["usage"]) + causes == Decimal(statement["charges"]) == Decimal("1.25")


def test_another_biller_has_nothing_to_say(run):
    assert "neither a bill nor usage" in run("reconcile", "--period", "2026-09", "--biller", "mistral_ai").err


def test_a_key_without_telemetry_is_listed(run):
    shown = run("shadow-ai", "--since", "2026-09", "--until", "2026-10-01").out
    assert "no request of key_lost has reached Outlay" in shown
