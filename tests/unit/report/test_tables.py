"""Unit costs in tables are of complete days, as changes are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from outlay.jobs import Workspace
from tests.unit.report.conftest import GPT, bill, cover
from tests.unit.report.test_overview import overview


def test_requests_after_the_last_bill_are_in_no_unit_cost(company, world):
    world.usage(date(2026, 11, 15), requests=1000, feature="search", input=1000, cost_group="ai")
    search = {row.value: row for row in overview(company).tables["feature"]}["search"]
    assert search.requests == 1013
    assert search.cost_per_request == Decimal("3.461538461538")


def test_without_a_complete_day_there_is_no_unit_cost(company, world):
    world.usage(date(2026, 11, 15), requests=10, feature="search", input=1000, cost_group="ai")
    (row,) = overview(company, since="2026-11-12", until="2026-11-20").tables["feature"]
    assert (row.value, row.requests, row.cost_per_request, row.change) == ("search", 10, None, None)


def test_without_a_known_base_there_is_no_change(world):
    bill(world, [(GPT, date(2026, 11, 5), "45")])
    cover(world, date(2026, 11, 1), date(2026, 11, 11))
    (row,) = overview(Workspace(world.store, world.settings)).tables["feature"]
    assert (row.cost, row.change, row.change_percent) == (45, None, None)
