"""The first page, against answers worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from outlay.core.errors import UsageError
from outlay.facts.catalog import Question
from outlay.jobs import Workspace
from outlay.report import OverviewRequest
from tests.unit.report.conftest import GPT, bill, cover


def overview(workspace, **request):
    return workspace.overview(OverviewRequest(**request))


def ask_again(workspace, address):
    """The answer of a link's question."""
    given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    question = Question(
        metrics=given["metrics"].split(","),
        by=given.get("by", "").split(",") if given.get("by") else (),
        where=given.get("where"),
        since=given["since"],
        until=given["until"],
        view=given["view"],
    )
    return workspace.ask(question)


def test_movers_are_sorted_by_dollars(company):
    found = overview(company)
    assert found.movers_period == "1–10 Nov against 1–10 Oct"
    assert [(m.dimension, m.value, m.before, m.after, m.change, m.change_percent) for m in found.movers] == [
        ("provider_service", "EC2", 60, 15, -45, Decimal("-0.75")),
        ("provider_service", "API", 30, 45, 15, Decimal("0.5")),
    ]


def test_what_is_new_has_no_percentage(world):
    bill(world, [(GPT, date(2026, 11, 5), "45")])
    cover(world, date(2026, 10, 1), date(2026, 11, 11))
    (mover,) = overview(Workspace(world.store, world.settings)).movers
    assert (mover.before, mover.change, mover.change_percent) == (None, 45, None)


def test_bills_are_complete_until(company):
    assert overview(company).complete_until == date(2026, 11, 11)


def test_spend_is_by_day_and_cost_group(company):
    rows = overview(company, since="2026-11-01").spend.rows
    assert {(str(row["day"]), row["cost_group"]): row["cost"] for row in rows} == {
        ("2026-11-05", "ai"): 45,
        ("2026-11-05", "compute"): 15,
    }


def test_a_long_range_is_by_month(company):
    rows = overview(company, since="2026-09-01", by="provider").spend.rows
    assert {(str(row["month"]), row["provider"]): row["cost"] for row in rows} == {
        ("2026-09-01", "openai"): 10,
        ("2026-09-01", "aws"): 90,
        ("2026-10-01", "openai"): 100,
        ("2026-10-01", "aws"): 60,
        ("2026-11-01", "openai"): 45,
        ("2026-11-01", "aws"): 15,
    }


def test_features_have_unit_costs_and_changes(company):
    found = {row.value: row for row in overview(company).tables["feature"]}
    search = found["search"]
    assert (search.cost, search.requests, search.change, search.change_percent) == (45, 13, 15, Decimal("0.5"))
    assert search.cost_per_request == Decimal("3.461538461538")
    assert (found["unattributed"].cost, found["unattributed"].cost_per_request) == (15, None)


def test_tables_add_up_to_the_total(company):
    found = overview(company)
    assert sum(row.cost for row in found.tables["feature"]) == found.spend.totals["cost"] == 60


@pytest.mark.parametrize(
    ("where", "is_there"), [(None, True), ('product == "suite"', True), ('model == "gpt-4o"', False)]
)
def test_customers_are_left_out_where_the_filter_cannot_ask_for_them(company, where, is_there):
    assert ("customer" in overview(company, where=where).tables) is is_there


@pytest.mark.parametrize("name", ["EC2", 'he said "x"', "back\\slash", "it's"])
def test_every_link_can_be_asked(world, name):
    bill(world, [(GPT | {"feature": name, "model": name}, date(2026, 11, 5), "45")])
    cover(world, date(2026, 10, 1), date(2026, 11, 11))
    workspace = Workspace(world.store, world.settings)
    found = overview(workspace)
    (row,) = (row for row in found.tables["feature"] if row.value == name)
    assert ask_again(workspace, row.link).totals["cost"] == 45
    assert ask_again(workspace, found.movers[0].link).totals["cost"] == 45


@pytest.mark.parametrize(
    "request_",
    [
        {"by": "colour"},
        {"since": "soon"},
        {"view": "rosy"},
        {"where": "x =="},
        {"where": 'matches(team, "(")'},
        {"until": "2020-01-01"},
    ],
)
def test_a_wrong_request_is_a_usage_error(company, request_):
    with pytest.raises(UsageError):
        overview(company, **request_)


def test_an_empty_store_has_an_empty_page(world):
    found = overview(Workspace(world.store, world.settings))
    assert found.movers == ()
    assert found.spend.rows == ()
    assert [figure.value for figure in found.figures][-1] in {0, None}


def test_a_customer_filter_leaves_out_what_it_does_not_go_with(company):
    found = overview(company, where='customer == "acme"')
    assert (found.spend_by, found.movers, list(found.tables)) == ("product", (), ["customer"])
    assert found.notes[0] == ("Spend is shown by product: cost is not kept by cost_group and customer together.")
    assert len(found.notes) == 4


def test_a_filter_that_no_days_go_with_leaves_spend_out(company):
    found = overview(company, where='customer == "acme" && feature == "search"')
    assert (found.spend.rows, found.spend.totals, found.spend_by) == ((), {"cost": None}, "")
    assert "Spend is left out: cost by customer and feature is kept by whole months" in found.notes[0]


def test_a_filter_that_goes_with_all_has_no_notes(company):
    found = overview(company, where='product == "suite"')
    assert (found.spend_by, found.notes) == ("cost_group", ())


def test_all_figures_are_of_one_moment(company, monkeypatch):
    before = overview(company)
    answer, asked = company._answer, []

    def answer_and_change(*rest):
        asked.append(rest)
        with company.store.write() as tx:
            tx.execute("UPDATE ledger SET effective_cost = effective_cost + 1")
            tx.execute("DELETE FROM coverage WHERE day > DATE '2026-11-01'")
        return answer(*rest)

    monkeypatch.setattr(company, "_answer", answer_and_change)
    assert overview(company) == before
    assert len(asked) >= 10
