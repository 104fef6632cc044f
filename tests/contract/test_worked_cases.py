"""The rules of pricing, each worked by hand in `worked_cases.yaml` and put through `outlay price`'s own reader."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from outlay.pricing import Cards, price_lines
from outlay.pricing.overlay_file import load_overlay

DATA = yaml.safe_load((Path(__file__).parent / "worked_cases.yaml").read_text(encoding="utf-8"))
NOON = "2026-11-01T12:00:00Z"


@pytest.fixture(scope="module")
def cards_with(tmp_path_factory):
    """Cards with overlays of the data, each combination made once."""
    folder, made = tmp_path_factory.mktemp("overlays"), {}
    for name, text in DATA["overlays"].items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def build(names):
        if names not in made:
            made[names] = Cards([load_overlay(folder / f"{name}.yaml") for name in names])
        return made[names]

    return build


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["case"])
def test_a_price_is_what_it_is_by_hand(cards_with, case):
    line = json.dumps({"id": case["case"], "at": NOON, **case["line"]})
    [answer] = map(json.loads, price_lines([line], cards_with(tuple(case.get("with", ())))))
    usd = answer["usd"] or {"input": None, "output": None, "total": None}
    names = [name for name in ("total", "input", "output") if name in case]
    assert {name: usd[name] for name in names} == {name: case[name] for name in names}, case["sum"]
    assert answer["state"] == case.get("state", "priced")
    assert answer.get("warnings", []) == case.get("warnings", answer["warnings"] if case.get("state") else [])
    if "confidence" in case:
        assert answer["card"]["confidence"] == case["confidence"]


def test_amounts_are_written_down_and_not_computed():
    assert all(case["total"] is None or Decimal(case["total"]).is_finite() for case in DATA["cases"])
    assert len({case["case"] for case in DATA["cases"]}) == len(DATA["cases"]) >= 60
