"""Movers are services, and the page behind each is of the mover's own cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from outlay.jobs import Workspace
from tests.unit.report.conftest import GPT, TODAY, bill, cover
from tests.unit.report.test_overview import ask_again, overview

MODELS = {"gpt-4o": "45", "gpt-4o-mini": "5"}


def test_models_stay_in_their_service(world):
    bill(world, [(GPT | {"model": name}, date(2026, 11, 5), amount) for name, amount in MODELS.items()])
    cover(world, date(2026, 10, 1), date(2026, 11, 11))
    workspace = Workspace(world.store, world.settings)
    (mover,) = overview(workspace).movers
    assert (mover.dimension, mover.value, mover.after) == ("provider_service", "API", 50)
    assert ask_again(workspace, mover.link).totals["cost"] == 50


def test_estimates_are_of_their_provider(world):
    bill(world, [(GPT, date(2026, 11, 5), "45")])
    cover(world, date(2026, 10, 1), date(2026, 11, 11))
    world.usage(date(2026, 11, 6), provider="mistral", model="m", cost_input=Decimal(7), priced_cost=Decimal(7))
    workspace = Workspace(world.store, world.settings)
    movers = {(mover.dimension, mover.value): mover for mover in overview(workspace).movers}
    estimated = movers["provider", "mistral"]
    assert estimated.change == ask_again(workspace, estimated.link).totals["cost"] > 0


def test_without_a_known_base_nothing_has_moved(world):
    bill(world, [(GPT, date(2026, 11, 5), "45")])
    cover(world, date(2026, 11, 1), date(2026, 11, 11))
    found = overview(Workspace(world.store, world.settings))
    assert (found.movers, found.movers_period) == ((), "1–10 Nov, no bills before November 2026")
    assert world.settings.today == TODAY
