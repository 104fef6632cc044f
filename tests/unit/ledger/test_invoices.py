from __future__ import annotations

from datetime import date

import pytest

from outlay.ledger.invoices import IssuedInvoice, date_invoices

SEPTEMBER = date(2026, 9, 1)
ISSUED = date(2026, 10, 2)


def invoice(account=None, start=SEPTEMBER, end=date(2026, 10, 1), issued=ISSUED):
    return IssuedInvoice(biller="openai", billing_account=account, period_start=start, period_end=end, issued_on=issued)


def dated(*accounts, issued):
    rows = [{"biller": "openai", "billing_account": name, "billing_period": SEPTEMBER} for name in accounts]
    return [row["issued_on"] for row in date_invoices(rows, issued)]


def test_an_invoice_dates_the_delivery_of_its_account_and_period():
    assert dated("acme", "other", issued=[invoice("acme")]) == [ISSUED, None]


def test_an_invoice_without_an_account_speaks_for_the_only_one():
    assert dated("acme", issued=[invoice()]) == [ISSUED]
    assert dated("acme", "other", issued=[invoice()]) == [None, None]


def test_the_last_of_several_counts():
    assert dated("acme", issued=[invoice(), invoice(issued=date(2026, 10, 9))]) == [date(2026, 10, 9)]


@pytest.mark.parametrize("start", [date(2026, 8, 1), date(2026, 10, 1)])
def test_an_invoice_of_another_period_dates_nothing(start):
    assert dated("acme", issued=[invoice(start=start, end=start.replace(day=28))]) == [None]
