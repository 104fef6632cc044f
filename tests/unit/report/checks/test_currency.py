"""What the doctor says of money that was converted or told apart under other settings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.report.checks.currency import examine_currency
from outlay.report.checks.model import Examination
from outlay.store.intake import IntakeStatus
from tests.unit.ingest.focus.bill import NOW, World, row


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path, fx_rates={"EUR": Decimal("0.5")})
    rows = [row(), row(BillingCurrency="EUR", SkuId="1"), row(ChargeCategory="Tax", ServiceName="VAT")]
    opened.take(opened.bill("bill.csv", *rows))
    with opened.store.write() as tx:
        tx.execute("UPDATE charge SET x_fx_source = 'settings' WHERE x_fx_source = 'test'")
    yield opened
    opened.close()


def findings(world, **changes):
    status = IntakeStatus(
        accepted=0, outcomes={}, pending=0, pending_bytes=0, is_conserved=True, decoder_restarts=0,
        is_decoder_running=True, last_error=None,
    )  # fmt: skip
    settings = world.settings.model_copy(update=changes)
    case = Examination(settings=settings, intake=status, is_serving=False, quarantined_files=0, now=NOW)
    return list(examine_currency(world.store, case))


def test_money_of_the_present_settings_needs_no_word(world):
    assert findings(world) == []


def test_other_rates_are_named_with_an_example_and_the_command(world):
    (found,) = findings(world, fx_rates={"EUR": Decimal("0.75")})
    assert found.state == "warning"
    assert "1 charges in EUR" in found.text
    assert "EUR of 2026-10-05 at 0.5 (settings), now 0.75 (settings)" in found.text
    assert "`outlay rebuild`" in found.hint


def test_another_treatment_of_tax_is_named(world):
    (found,) = findings(world, tax={"*": "recoverable"})
    assert "1 taxes and credits" in found.text


def test_money_that_settings_give_no_rate_for_is_a_problem(world):
    (found,) = findings(world, currency="TWD", fx_rates={})
    assert (found.state, "TWD" in found.text) == ("problem", True)
    assert "fx_rates" in found.hint


def test_requests_converted_by_other_rates_are_named(world):
    with world.store.write() as tx:
        tx.execute("INSERT INTO meta (name, value) VALUES ('usage_rates', 'fx_other')")
    (found,) = findings(world)
    assert found.text.startswith("costs of requests")
