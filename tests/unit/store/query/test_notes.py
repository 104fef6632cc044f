"""The invoice view ties to invoices by whole months, and says when it does not."""

from __future__ import annotations

import pytest

from outlay.facts.catalog import CATALOG
from outlay.store.query import ask

BILLED = """
    INSERT INTO ledger BY NAME
    SELECT accounting_period, day, 2 AS key_id, ledger_row, billing_period, 'aws/1/metered' AS payer_id,
      invoice_id, category AS charge_category, 'consumption' AS cost_class, 'invoiced' AS cost_state,
      'final' AS finality, amount AS billed_cost, 0 AS effective_cost, NULL AS list_cost
    FROM (VALUES
      (DATE '2026-10-01', DATE '2026-08-15', 1, DATE '2026-10-01', 'INV-10', 'Usage', -5),
      (DATE '2026-04-01', DATE '2026-04-01', 2, DATE '2026-03-01', 'INV-03', 'Purchase', 120),
      (DATE '2026-10-01', DATE '2026-10-05', 3, DATE '2026-10-01', 'INV-10', 'Usage', 50)
    ) AS t(accounting_period, day, ledger_row, billing_period, invoice_id, category, amount)
"""
CUSTOMERS = """
    INSERT INTO ledger_customer BY NAME
    SELECT DATE '2026-10-01' AS accounting_period, DATE '2026-08-15' AS day, 'acme' AS customer,
      'aws/1/metered' AS payer_id, 'Usage' AS charge_category, 'consumption' AS cost_class,
      'invoiced' AS cost_state, 'adjusted' AS finality, -5 AS billed_cost, 0 AS effective_cost, NULL AS list_cost
"""
BY_DATE = "By charge date; whole months tie to invoices."


@pytest.fixture
def answer(store, query):
    """A correction of August on October's bill, and a fee for April on March's."""
    with store.write() as tx:
        tx.execute(BILLED)
        tx.execute(CUSTOMERS)
    return lambda **options: ask(store, query("cost", **{"view": "invoice", "until": "2026-11-01", **options}), CATALOG)


def test_a_correction_and_a_purchase_are_in_the_months_that_billed_them(answer):
    found = answer(grain="month", since="2026-01-01")
    assert {str(row["month"]): row["cost"] for row in found.rows} == {"2026-03-01": 120, "2026-10-01": 45}
    assert found.notes == ()


def test_invoices_of_a_month_are_whole(answer):
    assert answer(by=["invoice_id"], since="2026-10-01").rows == ({"invoice_id": "INV-10", "cost": 45},)


def test_days_are_those_of_the_charges(answer):
    found = answer(grain="day", since="2026-01-01")
    assert {str(row["day"]): row["cost"] for row in found.rows} == {
        "2026-04-01": 120, "2026-08-15": -5, "2026-10-05": 50
    }  # fmt: skip
    assert found.notes == (BY_DATE,)


@pytest.mark.parametrize("grain", [None, "month"])
def test_a_part_of_a_month_is_by_charge_date(answer, grain):
    found = answer(grain=grain, since="2026-10-02")
    assert found.totals["cost"] == 50
    assert found.notes == (BY_DATE,)


def test_this_month_so_far_is_a_whole_month(answer):
    found = answer(since="2026-10-01", until="2026-11-22")
    assert found.totals["cost"] == 74
    assert found.notes == ()


def test_by_customer_invoices_are_told_by_accounting_period(answer):
    found = answer(by=["customer"], since="2026-10-01")
    assert found.rows == ({"customer": "acme", "cost": -5},)
    assert found.notes == ("By customer, invoices are told by accounting period.",)


def test_other_views_stay_by_day(answer):
    assert answer(view="net", since="2026-10-01").notes == ()
    assert answer(axis="posted", since="2026-10-01").notes == (
        "By accounting period, as reported; estimates are left out.",
    )
