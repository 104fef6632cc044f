"""`outlay seats`, and what statements of payments say: as people and as programs read it."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from outlay.api.app import create_app
from outlay.cli.app import gather
from outlay.core.settings import load_settings
from outlay.jobs.workspace import open_workspace

SEATS = (
    "product,email,team,last_active_on,price\n"
    "Figma,ann@acme.test,design,2026-11-20,15\n"
    "Figma,bob@acme.test,,2026-08-01,15\n"
)
CARDS = "Date,Merchant,Amount,Cardholder,Transaction ID\n2026-11-05,OPENAI *CHATGPT SUBSCR,20.00,Ann,t1\n"
MARKETPLACE = (
    "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "InvoiceIssuerName,ProviderName,ServiceName\n"
    "90,1,USD,2026-11-01,Usage,2026-11-05,2026-11-06,Amazon Web Services,Datadog,Datadog Pro\n"
)


@pytest.fixture
def outlay(tmp_path):
    def call(*arguments):
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(gather(), wanted, env={"OUTLAY_AS_OF": "2026-11-21"}, catch_exceptions=False)

    (tmp_path / "seats.csv").write_text(SEATS, encoding="utf-8")
    assert call("import", "seats", str(tmp_path / "seats.csv")).exit_code == 0
    return call


def test_seats_by_team(outlay):
    done = outlay("seats", "--by", "team")
    assert "no team" in done.stdout
    assert "1 of 2 seats are unused (30 days), 15.00 USD a month" in done.stderr


def test_unused_seats_say_why(outlay):
    done = outlay("seats", "--unused")
    assert "bob@acme.test" in done.stdout
    assert "not active for 112 days" in done.stdout
    assert "ann@acme.test" not in done.stdout


def test_json_is_what_the_api_answers(outlay, tmp_path):
    shown = json.loads(outlay("seats", "--json").stdout)
    workspace = open_workspace(load_settings(tmp_path / "data", as_of="2026-11-21"))
    with TestClient(create_app(workspace, token="t"), base_url="http://localhost") as client:
        assert client.get("/api/v1/seats").json() == shown
        assert client.get("/api/v1/seats", params={"by": "plan"}).status_code == 422
    workspace.close()


def test_a_payment_of_nobody_known_shows_as_shadow_ai(outlay, tmp_path):
    (tmp_path / "cards.csv").write_text(CARDS, encoding="utf-8")
    assert outlay("import", "payments", str(tmp_path / "cards.csv")).exit_code == 0
    answer = json.loads(outlay("shadow-ai", "--since", "2026-11-01", "--until", "2026-12-01", "--json").stdout)
    found = [(row["kind"], row["vendor"], row["owner"], row["amount"]) for row in answer["rows"]]
    assert ("unmatched_payment", "openai", "Ann", "20") in found


def test_an_import_says_what_is_not_counted_again(outlay, tmp_path):
    statement, bill = tmp_path / "cards.csv", tmp_path / "aws.csv"
    statement.write_text("Date,Merchant,Amount\n2026-11-09,DATADOG INC,95.00\n", encoding="utf-8")
    bill.write_text(MARKETPLACE, encoding="utf-8")
    outlay("import", "payments", str(statement))
    told = outlay("import", "focus", str(bill), "--source", "aws").output
    assert "not counted again: datadog 2026-11 95.00 USD of source payments; aws holds it" in told
