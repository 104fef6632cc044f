"""The sample company, loaded by the ordinary imports, says what was planted in it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from outlay.core.time import add_months
from outlay.demo import DemoRequest, open_demo
from outlay.facts.catalog import Question
from outlay.report import OverviewRequest
from outlay.report.matching.model import MatchRequest

AS_OF = date(2026, 11, 21)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The workspace and its truths, at a hundredth of the requests."""
    said = []
    folder = tmp_path_factory.mktemp("demo")
    return open_demo(DemoRequest(data_dir=folder, as_of=AS_OF, scale=0.01), said.append)


@pytest.fixture(scope="module")
def workspace(loaded):
    return loaded[0]


@pytest.fixture(scope="module")
def truth(loaded):
    return json.loads(json.dumps(loaded[1]))


def _rows(workspace, sql):
    return workspace.store.fetch(sql).to_pylist()


def test_charges_add_up_to_the_bills(workspace, truth):
    found = defaultdict(Decimal)
    rows = _rows(
        workspace,
        "SELECT BillingAccountId AS account, CAST(BillingPeriodStart AS DATE) AS period, SUM(BilledCost) AS billed, "
        "SUM(EffectiveCost) AS effective FROM charge GROUP BY 1, 2",
    )
    for row in rows:
        key = f"{row['period']:%Y-%m}", row["account"]
        found[(*key, "billed")] += row["billed"]
        found[(*key, "effective")] += row["effective"]
    told = {
        (month, bill["billing_account"], measure): Decimal(bill[measure])
        for month, bills in truth["bills"].items()
        for bill in bills.values()
        for measure in ("billed", "effective")
    }
    licence = truth["declared"]["licence"]
    for measure in ("billed", "effective"):
        told[licence["billed_in"], licence["billing_account"], measure] = Decimal(licence["billed"])
    assert found == told


def test_requests_add_up(workspace, truth):
    (row,) = _rows(
        workspace,
        "SELECT SUM(requests) AS requests, SUM(input) AS input, SUM(cache_read) AS cache_read, "
        "SUM(cache_write_5m) AS cache_write, SUM(output) AS output, SUM(priced_cost) AS priced FROM event_hour",
    )
    told = truth["events"]
    assert row["requests"] == told["requests"]
    assert {name: row[name] for name in told["tokens"]} == told["tokens"]
    assert row["priced"] == Decimal(told["priced_cost"])


def test_the_ledger_keeps_every_billed_unit(workspace, truth):
    months = "SELECT billing_period AS period, SUM(billed_cost) AS billed FROM ledger GROUP BY 1"
    ledger = {row["period"]: row["billed"] for row in _rows(workspace, months) if row["period"]}
    charges = _rows(
        workspace,
        "SELECT CAST(BillingPeriodStart AS DATE) AS period, SUM(x_billed_cost) AS billed FROM charge GROUP BY 1",
    )
    closed = {row["period"]: row["billed"] for row in charges if row["period"] < date(2026, 11, 1)}
    assert {period: ledger[period] for period in closed} == closed
    assert len(closed) == len(truth["bills"]) - 1


def test_cost_of_the_last_complete_month_is_the_planted_one(workspace, truth):
    month = date.fromisoformat(f"{truth['last_complete_month']}-01")
    question = Question(
        metrics=("cost",), by=("provider",), since=month.isoformat(), until=add_months(month, 1).isoformat()
    )
    costs = {row["provider"]: row["cost"] for row in workspace.ask(question).rows}
    assert sum(costs.values()) - costs["vektoria"] == Decimal(truth["consumption"][f"{month:%Y-%m}"]["usd"])


def test_the_key_without_telemetry_is_found(workspace, truth):
    rows = _rows(
        workspace,
        "SELECT k.credential AS credential, SUM(l.effective_cost) AS cost FROM ledger l "
        "JOIN key k ON k.key_id = l.key_id WHERE k.attribution = 'untracked_ai' GROUP BY 1",
    )
    key = truth["stories"]["untracked_key"]
    assert {row["credential"]: row["cost"] for row in rows} == {key["credential"]: Decimal(key["usd"])}


def test_requests_without_a_price_are_counted(workspace, truth):
    (row,) = _rows(workspace, "SELECT SUM(requests) AS n FROM event_hour WHERE cost_state = 'unknown'")
    assert row["n"] == truth["stories"]["unpriced"]["requests"]


def test_movers_are_the_planted_ones_and_tie_to_their_pages(workspace, truth):
    month = date.fromisoformat(f"{truth['last_complete_month']}-01")
    movers = workspace.overview(OverviewRequest(since=month.isoformat(), until=add_months(month, 1).isoformat())).movers
    told = [(mover["provider_service"], Decimal(mover["change_usd"])) for mover in truth["stories"]["movers"]]
    assert [(mover.value, mover.change) for mover in movers] == told
    for mover in movers:
        given = {name: values[0] for name, values in parse_qs(urlsplit(mover.link).query).items()}
        question = Question(
            metrics=("cost",), by=given["by"].split(","), where=given["where"], since=given["since"],
            until=given["until"],
        )  # fmt: skip
        assert workspace.ask(question).totals["cost"] == mover.after


def test_the_invoice_view_is_each_month_of_bills(workspace, truth):
    question = Question(
        metrics=("cost",), by=("month", "billing_account"), view="invoice", since="2025-01", until="2027-01"
    )
    found = {(f"{row['month']:%Y-%m}", row["billing_account"]): row["cost"] for row in workspace.ask(question).rows}
    told = {
        (month, bill["billing_account"]): Decimal(bill["billed"])
        for month, bills in truth["bills"].items()
        for name, bill in bills.items()
        if name != "vektoria"  # billed in another currency
    }
    assert {key: found[key] for key in told} == told


def test_reconcile_finds_the_key_without_telemetry(workspace, truth):
    story = truth["stories"]["untracked_key"]
    answer = workspace.reconcile(MatchRequest(since=truth["last_complete_month"], biller="openai"))
    (statement,) = answer.statements
    found = {cause.cause: cause for cause in statement.usage_causes}
    assert set(found) == {"untracked"}
    assert found["untracked"].amount == Decimal(story["usd_last_complete_month"])
    assert {cell.credential for cell in found["untracked"].cells} == {story["credential"]}
    shadow = workspace.shadow_ai(MatchRequest(since=truth["last_complete_month"]))
    assert [(row.credential, row.amount) for row in shadow.rows if row.biller == "openai"] == [
        (story["credential"], found["untracked"].amount)
    ]


def test_reconcile_finds_the_discount_that_ran_out(workspace):
    answer = workspace.reconcile(MatchRequest(since="2026-09", biller="anthropic"))
    (statement,) = answer.statements
    assert {cause.cause for cause in statement.usage_causes} <= {"discount", "rounding"}
    assert statement.usage_causes[0].amount == statement.usage * Decimal("-0.1")


def test_seats_are_bought_assigned_and_unused_as_planted(workspace, truth):
    report = workspace.seats("product")
    told = truth["declared"]["seats"]
    (group,) = report.groups
    assert (group.bought, group.assigned, group.unused) == (told["bought"], told["assigned"], told["unused"])
    assert report.unused_cost == Decimal(told["unused_monthly_usd"])
    assert report.without_team == 0


def test_the_grant_ends_in_a_cliff(workspace, truth):
    told = truth["declared"]["grant"]
    view = workspace.declared.show_commitment(told["id"])
    assert view.balance == Decimal(told["left_usd"])
    assert (view.cliff.day.isoformat(), view.cliff.monthly_cost) == (told["cliff"], Decimal(told["monthly_usd"]))
    assert view.problems == []


def test_the_licence_is_a_twelfth_of_its_invoice_a_month(workspace, truth):
    told = truth["declared"]["licence"]
    view = workspace.declared.show_commitment(told["id"])
    assert {period.drawn for period in view.periods} == {Decimal(told["monthly"])}
    assert (view.periods[0].purchased, view.periods[-1].closing) == (Decimal(told["billed"]), 0)


def test_the_prepaid_pool_has_a_runway(workspace, truth):
    pool = truth["stories"]["prepaid_pool"]
    view = workspace.declared.show_commitment("openai-prepaid-credits")
    assert (view.source, view.balance) == ("both", Decimal(pool["closing_usd"]))
    assert view.runway.lasts_until is not None
