from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from outlay.report.checks.matching import examine_matching
from tests.unit.ledger.kit import DAY, World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, as_of=date(2026, 10, 21))
    yield made
    made.store.close()


def examine(world):
    with world.store.read() as reader:
        return list(examine_matching(reader, SimpleNamespace(settings=world.settings)))


def test_a_closed_month_without_a_cause_is_named_with_the_next_step(world):
    world.delivery()
    world.charge("100", model="gpt-4o", token_class="input")
    world.usage(input=10, cost_input="40")
    world.rebuild()
    (finding,) = examine(world)
    assert finding.text == "$60.00 of $100.00 of openai in 2026-09 have no cause"
    assert "outlay import provider-usage" in finding.hint


def test_an_invoice_beyond_its_tolerance_is_named(world):
    world.delivery()
    world.charge("100")
    with world.store.write() as tx:
        tx.execute("UPDATE charge SET BilledCost = 100, InvoiceId = 'I-1', BillingCurrency = 'USD'")
    amounts = dict.fromkeys(("net_amount", "x_net_amount", "total_amount"), Decimal(140))
    row = {"biller": "openai", "invoice_id": "I-1", "status": "Issued", "currency": "USD", "period_start": DAY}
    world.insert("invoice", [row | amounts])
    (finding,) = examine(world)
    assert "invoice I-1" in finding.text
    assert "$40.00 apart" in finding.text


def test_what_is_explained_is_no_finding(world):
    world.delivery()
    world.charge("40", model="gpt-4o", token_class="input")
    world.usage(input=10, cost_input="40")
    world.rebuild()
    assert examine(world) == []
