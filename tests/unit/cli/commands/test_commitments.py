"""`outlay commitments` and `outlay seats` over contracts, grants and bills: as people and as programs read it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from outlay.api.app import create_app
from outlay.cli.app import gather
from outlay.core.settings import load_settings
from outlay.jobs.workspace import open_workspace

HEAD = (
    "BilledCost,EffectiveCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,"
    "ChargePeriodEnd,InvoiceIssuerName,ProviderName,ServiceName\n"
)
CREDITS = "".join(
    f"-{amount},-{amount},1,USD,2026-11-01,Credit,2026-11-{day:02},2026-11-{day + 1:02},AWS,AWS,Credit\n"
    for day, amount in ((3, 100), (9, 250), (18, 150))
)
GRANT = (
    "commitments:\n  - {id: aws-grant-of-the-programme-for-young-companies/2026, kind: grant, vendor: AWS, "
    "account: '1', starts: 2026-11-01, ends: 2026-12-15, currency: USD, amount: 2000}\n"
)
CONTRACT = (
    "contracts:\n  - {id: cursor, vendor: Cursor, product: Cursor Business, seats: 5, price_per_seat: 40, "
    "starts: 2026-06-01, ends: 2027-05-31}\n"
)
SEATS = (
    "product,email,last_active_on\nCursor,ann@acme.test,2026-11-20\nCursor,bob@acme.test,2026-08-01\n"
    "Cursor,cy@acme.test,2026-11-19\n"
)
PEOPLE = "email,team\nann@acme.test,design\nbob@acme.test,design\ncy@acme.test,search\n"


@pytest.fixture
def outlay(tmp_path):
    def call(*arguments):
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(gather(), wanted, env={"OUTLAY_AS_OF": "2026-11-21"}, catch_exceptions=False)

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "outlay.yaml").write_text("employees: people.csv\n", encoding="utf-8")
    (tmp_path / "data" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    files = {"focus.csv": HEAD + CREDITS, "commitments.yaml": GRANT, "contracts.yaml": CONTRACT, "seats.csv": SEATS}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert call("import", name.partition(".")[0], str(tmp_path / name)).exit_code == 0
    return call


@pytest.fixture
def api(outlay, tmp_path):
    workspace = open_workspace(load_settings(tmp_path / "data", as_of="2026-11-21"))
    with TestClient(create_app(workspace, token="t"), base_url="http://localhost") as client:
        yield client
    workspace.close()


def test_the_cliff_of_a_grant_is_told_with_what_it_will_cost(outlay):
    done = outlay("commitments", "show", "companies/2026")
    assert "from 2026-12-15 on (ends) 500.00 USD a month are to be paid" in done.stderr
    assert "1,500.00" in done.stdout
    found = outlay("doctor").stdout
    assert "(grant) ends on 2026-12-15, 1,500.00 USD left; 500.00 USD a month are to be paid then" in found


def test_a_pool_without_a_term_is_said_to_have_none(outlay):
    outlay("commitments", "topup", "pool", "--amount", "100", "--on", "2026-10-01", "--vendor", "OpenAI")
    assert "pool · credit_pool · openai · Active · no term" in outlay("commitments", "show", "pool").stderr


def test_the_list_fits_and_keeps_money_whole(outlay):
    lines = outlay("commitments", "list").stdout.splitlines()
    assert max(len(line) for line in lines) <= 100
    (grant,) = [line for line in lines if "grant" in line.split()]
    assert "1,500.00" in grant
    assert grant.endswith("ends 2026-12-15")


def test_bought_assigned_and_used_seats_are_put_together(outlay):
    done = outlay("seats")
    assert done.stdout.splitlines()[2].split()[:5] == ["Cursor", "5", "3", "2", "3"]
    assert "3 of 5 seats are unused (30 days), 120.00 USD a month" in done.stderr
    by_team = outlay("seats", "--by", "team").stdout
    assert [line.split()[1] for line in by_team.splitlines()[2:]] == ["design", "search", "not"]


def test_the_api_says_the_same(outlay, api):
    (commitment,) = [one for one in api.get("/api/v1/commitments").json()["commitments"] if one["kind"] == "grant"]
    assert commitment["cliff"] == {"day": "2026-12-15", "reason": "ends", "monthly_cost": "500"}
    shown = api.get("/api/v1/seats").json()
    (group,) = shown["groups"]
    assert (group["bought"], group["assigned"], group["active"], group["unassigned"]) == (5, 3, 2, 2)
    assert (group["unused"], group["unused_cost"], shown["unused_cost"]) == (3, "120", "120")
