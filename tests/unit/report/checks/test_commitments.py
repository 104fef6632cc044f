from __future__ import annotations

from datetime import date

import pytest

from outlay.core.settings import Settings
from outlay.report.checks.commitments import examine_commitments
from outlay.report.checks.model import Examination
from tests.unit.ingest.declared import COPILOT, Declared
from tests.unit.ingest.focus.bill import NOW, row

HEADER = "id,kind,vendor,currency,amount,starts,ends,movement,on\n"


@pytest.fixture
def world(tmp_path):
    opened = Declared(tmp_path, as_of=date(2026, 11, 21))
    yield opened
    opened.close()


def look(world, settings: Settings | None = None):
    case = Examination(settings=settings or world.settings, intake=None, is_serving=False, quarantined_files=0, now=NOW)
    return [(finding.state, finding.text) for finding in examine_commitments(world.store, case)]


def test_nothing_declared_is_nothing_found(world):
    assert look(world) == []


def test_a_grant_that_ends_soon_says_what_is_left(world):
    world.declare("commitments", f"{HEADER}g,grant,AWS,USD,500,2026-01-01,2026-12-15,,\n")
    assert look(world) == [
        ("warning", "g (grant) ends on 2026-12-15, 500.00 USD left; 0.00 USD a month are to be paid then")
    ]


def test_notice_of_a_renewal_is_told_in_time(world):
    world.declare(
        "contracts", COPILOT.replace("team: platform", "notice_days: 30\n    renews: true\n    renewal: 2026-12-31")
    )
    assert ("warning", "copilot renews on 2026-12-31: notice must be given by 2026-12-01") in look(world)


def test_a_plan_that_is_little_used_is_named(world):
    plan = {"CommitmentDiscountId": "sp", "CommitmentDiscountType": "Savings Plan", "BilledCost": "0"}
    world.take(
        world.bill(
            "aws.csv",
            row(
                **{**plan, "ChargeCategory": "Purchase", "BilledCost": "100", "CommitmentDiscountStatus": ""},
                EffectiveCost="0",
            ),
            row(**plan, EffectiveCost="30", CommitmentDiscountStatus="Used"),
            row(**plan, EffectiveCost="70", CommitmentDiscountStatus="Unused"),
        )
    )
    assert look(world)[0][1].startswith("sp (savings_plan) is 30% used")


def test_a_pool_that_runs_dry_and_does_not_close_is_named(world):
    world.take(world.bill("bill.csv", row(InvoiceIssuerName="OpenAI", ProviderName="OpenAI", EffectiveCost="30")))
    lines = "p,credit_pool,OpenAI,USD,,,,,\np,,,USD,40,,,topup,2026-10-01\np,,,USD,15,,,balance,2026-10-20\n"
    world.declare("commitments", HEADER + lines)
    found = [text for state, text in look(world) if state == "warning"]
    assert any("the vendor states 15.00, the rows come to 10.00" in text for text in found)
    assert any(text.startswith("p lasts until 2026-10-15") for text in found)


def test_a_closed_period_without_its_invoice_is_named(world):
    world.take(world.bill("bill.csv", row()))
    assert look(world) == []
    world.invoices("AWS,A-9,2026-09,5,0,USD,Issued,")
    assert look(world)[0][1] == "no invoice of aws for 2026-10, whose bill comes to 10.00 USD, any tax included"
    world.invoices("AWS,A-10,2026-10,10,0,USD,Issued,")
    assert look(world) == []
