"""What the doctor says of money that is stated twice."""

from __future__ import annotations

import pytest

from outlay.report.checks.amount_sources import examine_amount_sources
from outlay.report.checks.model import Examination
from outlay.store.intake import IntakeStatus
from tests.unit.ingest.focus.bill import NOW, World, row

DATADOG = {"ProviderName": "Datadog", "ServiceName": "Datadog Pro", "ServiceCategory": "Other", "Tags": ""}
DIRECT = {**DATADOG, "InvoiceIssuerName": "Datadog", "BillingAccountId": "org-1"}


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    yield opened
    opened.close()


def findings(world):
    status = IntakeStatus(
        accepted=0, outcomes={}, pending=0, pending_bytes=0, is_conserved=True, decoder_restarts=0,
        is_decoder_running=True, last_error=None,
    )  # fmt: skip
    case = Examination(
        settings=world.settings,
        intake=status,
        is_serving=False,
        quarantined_files=0,
        now=NOW,
    )
    return list(examine_amount_sources(world.store, case))


def test_evidence_names_holder_amount_period_and_setting(world):
    world.take(world.bill("aws.csv", row(), row(**DATADOG)), source="aws", kind="aws-cur")
    world.take(world.bill("dd.csv", row(**DIRECT)), source="dd", kind="cost_api")
    (found,) = findings(world)
    assert found.state == "note"
    assert found.text.startswith("10.00 USD of datadog 2026-10 by source dd are evidence; aws holds them")
    assert "{provider: datadog, both: true}" in found.hint


def test_what_nobody_holds_any_more_asks_for_a_sync(world):
    world.take(world.bill("aws.csv", row(), row(**DATADOG)), source="aws", kind="aws-cur")
    world.take(world.bill("dd.csv", row(**DIRECT)), source="dd", kind="cost_api")
    world.take(world.bill("aws.csv", row()), source="aws", kind="aws-cur", replace=True)
    (found,) = findings(world)
    assert (found.state, found.hint) == ("warning", "`outlay sync dd`, or import its file again")


def test_two_bills_of_the_same_money_are_a_warning(world):
    world.take(world.bill("aws.csv", row(), row(**DATADOG)), source="aws", kind="aws-cur")
    world.take(world.bill("dd.csv", row(**DIRECT)), source="dd", kind="focus")
    (found,) = findings(world)
    assert found.state == "warning"
    assert "may count twice" in found.text


def test_nothing_doubled_says_nothing(world):
    world.take(world.bill("aws.csv", row(), row(**DATADOG)), source="aws", kind="aws-cur")
    assert findings(world) == []
