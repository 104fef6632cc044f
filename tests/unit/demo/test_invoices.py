from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def invoices(sample):
    """Rows by number."""
    found = {}
    for path in sample.invoices:
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["invoice_id"]: row for row in csv.DictReader(file)}
    return found


@pytest.fixture(scope="module")
def billed(bills):
    """What the bills' rows say of each invoice: net and tax."""
    sums = defaultdict(lambda: {"net": Decimal(0), "tax": Decimal(0)})
    for rows in bills.values():
        for row in rows:
            if row["InvoiceId"]:
                sums[row["InvoiceId"]]["tax" if row["ChargeCategory"] == "Tax" else "net"] += row["BilledCost"]
    return sums


def test_invoices_say_what_their_bills_say_but_for_one(invoices, billed, sample):
    told = sample.truth["invoices"]
    apart = {
        number: Decimal(row["net"]) - billed[number]["net"]
        for number, row in invoices.items()
        if abs(Decimal(row["net"]) - billed[number]["net"]) > CENT
    }
    assert list(apart) == [told["higher"]["invoice_id"]]
    assert abs(apart[told["higher"]["invoice_id"]] - Decimal(told["higher"]["by"])) <= CENT


def test_tax_is_apart(invoices, billed):
    assert {number: abs(Decimal(row["tax"]) - billed[number]["tax"]) <= CENT for number, row in invoices.items()} == (
        dict.fromkeys(invoices, True)
    )


def test_one_closed_month_lacks_one_invoice(invoices, billed, sample):
    assert set(billed) - set(invoices) == {sample.truth["invoices"]["missing"]["invoice_id"]}
    assert set(invoices) <= set(billed)
    assert len(invoices) == sample.truth["invoices"]["invoices"]


def test_the_open_month_has_no_invoice(invoices, sample):
    assert max(row["period"] for row in invoices.values()) == f"{sample.truth['last_complete_month']}-01"
