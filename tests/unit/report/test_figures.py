"""The six figures, against answers worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.jobs import Workspace
from outlay.report import OverviewRequest
from tests.unit.report.conftest import COSTS, bill, cover


def figures(workspace, **request):
    return {figure.id: figure for figure in workspace.overview(OverviewRequest(**request)).figures}


def test_there_are_six_and_each_has_a_definition_and_a_link(company):
    found = figures(company)
    assert list(found) == [
        "last_month", "month_to_date", "ai_share", "ai_cost_of_revenue", "margin", "unknown_price"
    ]  # fmt: skip
    assert all(figure.definition and figure.link.startswith("/explore?") for figure in found.values())


@pytest.mark.parametrize(
    ("name", "value", "before", "change"),
    [
        ("last_month", "160", "100", "60"),
        ("month_to_date", "60", "90", "-30"),
        ("ai_share", "0.75", "0.333333333333", "0.416666666667"),
        ("ai_cost_of_revenue", "0.225", "0.3", "-0.075"),
        ("margin", "140", "10", "130"),
    ],
)
def test_values_and_changes_are_right(company, name, value, before, change):
    figure = figures(company)[name]
    assert (figure.value, figure.compare.value, figure.compare.change) == (
        Decimal(value), Decimal(before), Decimal(change)
    )  # fmt: skip


def test_changes_are_percent_of_what_was(company):
    found = figures(company)
    assert found["last_month"].compare.change_percent == Decimal("0.6")
    assert found["month_to_date"].compare.change_percent == Decimal("-0.333333333333")


def test_labels_say_which_days(company):
    found = figures(company)
    assert found["last_month"].label == "October"
    assert found["last_month"].compare.label == "September 2026"
    assert found["month_to_date"].label == "Month to date, 1–10 Nov"


def test_usage_without_a_price_is_counted(company):
    figure = figures(company)["unknown_price"]
    assert figure.value == 3
    assert figure.note.startswith("300 tokens; ")


def test_an_open_last_month_says_so(world):
    bill(world, COSTS)
    cover(world, date(2026, 9, 1), date(2026, 10, 20))
    cover(world, date(2026, 9, 1), date(2026, 11, 15), "aws/1/metered")
    workspace = Workspace(world.store, world.settings.model_copy(update={"as_of": date(2026, 11, 1)}))
    assert figures(workspace)["last_month"].note == "some bills of it are still open"


def test_on_the_first_of_a_month_there_is_no_month_to_date(world):
    workspace = Workspace(world.store, world.settings.model_copy(update={"as_of": date(2026, 11, 1)}))
    figure = figures(workspace)["month_to_date"]
    assert (figure.value, figure.note) == (None, "no day of this month is complete yet")


def test_without_revenue_the_way_to_it_is_shown(world):
    bill(world, COSTS)
    found = figures(Workspace(world.store, world.settings))
    assert found["margin"].value is None
    assert found["ai_cost_of_revenue"].note == "no revenue imported: outlay import value FILE"


def test_a_filter_that_revenue_does_not_know_is_said(company):
    found = figures(company, where='model == "gpt-4o"')
    assert found["margin"].value is None
    assert "by model" in found["margin"].note
    assert found["month_to_date"].value == 45


def test_a_dimension_that_revenue_does_not_carry_is_named(company):
    found = figures(company, where='team == "ads" && product == "suite"')
    assert found["margin"].note == found["ai_cost_of_revenue"].note == "revenue is not known by team"


def test_a_period_without_revenue_is_not_a_store_without(company):
    found = figures(company, since="2026-11-06", until="2026-11-08")
    assert (found["margin"].value, found["margin"].note) == (None, "none in this period")


def test_notes_speak_of_metrics_by_their_labels(company):
    found = figures(company, where='customer == "acme"')
    assert found["ai_share"].note == "AI share is not known by customer"
    assert found["ai_share"].compare is None


def test_before_the_first_bill_there_is_no_change(world):
    bill(world, COSTS)
    cover(world, date(2026, 10, 1), date(2026, 11, 11))
    found = figures(Workspace(world.store, world.settings))["last_month"]
    assert (found.value, found.compare.label) == (160, "no bills before October 2026")
    assert (found.compare.value, found.compare.change, found.compare.change_percent) == (None, None, None)


def test_nothing_in_a_known_period_is_said(world):
    bill(world, COSTS[5:])
    cover(world, date(2026, 9, 1), date(2026, 11, 11))
    found = figures(Workspace(world.store, world.settings))["month_to_date"]
    assert (found.value, found.compare.label, found.compare.change) == (60, "nothing in 1–10 Oct", None)
