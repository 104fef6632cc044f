"""Questions at constant exchange rates: every breakdown adds up to what was billed, at the rates of one day."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.facts.catalog import Question
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest
from outlay.pricing import ExchangeRates
from tests.unit.ingest.focus.bill import row, write_bill

HELD = date(2026, 1, 2)
SEARCH, ADS = '{"team":"search"}', '{"team":"ads"}'


def day(number, **changes):
    period = {"ChargePeriodStart": f"2026-10-{number:02}", "ChargePeriodEnd": f"2026-10-{number + 1:02}"}
    return row(**period, SkuId=str(number), **changes)


ROWS = (
    day(5, BillingCurrency="EUR", BilledCost="10", EffectiveCost="10", Tags=SEARCH),
    day(20, BillingCurrency="EUR", BilledCost="20", EffectiveCost="20", Tags=SEARCH),
    day(20, BillingCurrency="EUR", BilledCost="6", EffectiveCost="6", Tags=ADS),
    day(20, BillingCurrency="USD", BilledCost="4", EffectiveCost="4", Tags=ADS, BillingAccountId="us"),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("constant")
    opened = open_workspace(Settings(data_dir=folder / "data", as_of=date(2026, 11, 21)))
    opened.imports.run(ImportRequest(kind="focus", files=[write_bill(folder / "bill.csv", ROWS)]))
    yield opened
    opened.close()


def rate(code):
    return ExchangeRates(Settings()).rate(code, "USD", HELD).rate


def asked(workspace, *by, **question):
    named = {"metrics": ["cost"], "since": "2026-10", "until": "2026-11", "constant": str(HELD), **question}
    return workspace.ask(Question(by=by, **named))


def test_teams_cost_what_was_billed_at_the_held_rate(workspace):
    found = asked(workspace, "team")
    assert {each["team"]: each["cost"] for each in found.rows} == {
        "search": 30 * rate("EUR"),
        "ads": 6 * rate("EUR") + 4,
    }
    assert found.totals["cost"] == 36 * rate("EUR") + 4


@pytest.mark.parametrize("by", [(), ("day",), ("month", "team"), ("week",), ("provider_service", "day"), ("currency",)])
def test_every_breakdown_adds_up_to_the_same(workspace, by):
    found = asked(workspace, *by)
    total = 36 * rate("EUR") + 4
    assert sum(each["cost"] for each in found.rows) == found.totals["cost"] == total


@pytest.mark.parametrize(("view", "dollars"), [("net", 4), ("invoice", 4), ("list", 12)])
@pytest.mark.parametrize("axis", ["incurred", "posted"])
def test_every_view_is_at_the_held_rate(workspace, view, dollars, axis):
    found = asked(workspace, "month", view=view, axis=axis)
    assert found.totals["cost"] == 36 * rate("EUR") + dollars


def test_order_and_limit_are_by_what_the_answer_says(workspace):
    found = asked(workspace, "team", limit=1, order=["cost"])
    assert [each["team"] for each in found.rows] == ["ads"]
    assert (found.truncated, found.totals["cost"]) == (True, 36 * rate("EUR") + 4)


def test_requests_are_at_the_held_rate_of_the_dollar_and_values_at_that_of_their_own(tmp_path):
    opened = open_workspace(Settings(data_dir=tmp_path / "data", as_of=date(2026, 11, 21), currency="EUR"))
    event = {"ts": "2026-10-05T12:00:00Z", "provider": "openai", "model": "gpt-4o", "response_id": "r1"}
    events, values = tmp_path / "events.jsonl", tmp_path / "values.csv"
    events.write_text(json.dumps({**event, "input_tokens": 4_000_000, "output_tokens": 0}), encoding="utf-8")
    values.write_text("metric,day,amount,currency\nrevenue,2026-10-05,100,GBP\n", encoding="utf-8")
    opened.imports.run(ImportRequest(kind="events", files=[events]))
    opened.imports.run(ImportRequest(kind="value", files=[values]))
    found = asked(opened, metrics=["cost", "priced_cost", "revenue", "margin", "requests", "cost_per_request"]).totals
    opened.close()
    dollar, pound = (ExchangeRates(Settings(currency="EUR")).rate(code, "EUR", HELD).rate for code in ("USD", "GBP"))
    assert found["cost"] == found["priced_cost"] == found["cost_per_request"]
    assert abs(found["cost"] - 10 * dollar) < Decimal("1e-10")
    assert abs(found["revenue"] - 100 * pound) < Decimal("1e-9")
    assert (found["margin"], found["requests"]) == (found["revenue"] - found["cost"], 1)


def test_it_names_the_rates_and_how_it_differs_from_the_days_own(workspace):
    found = asked(workspace)
    assert f"At the exchange rates of 2026-01-02: EUR {rate('EUR'):.6f}." in found.notes
    assert asked(workspace, constant=None).totals["cost"] != found.totals["cost"]
