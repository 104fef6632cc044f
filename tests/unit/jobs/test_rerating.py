"""Settings of currency, tax and credits hold for what is stored: the result is that of a fresh import under them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest
from outlay.pricing import RateError
from tests.unit.ingest.focus.bill import row, write_bill

TODAY = date(2026, 11, 21)
TABLES = {
    "charge": "SELECT * EXCLUDE (x_delivery_id) FROM charge ORDER BY x_charge_id",
    "charge_slice": "SELECT * EXCLUDE (x_delivery_id) FROM charge_slice ORDER BY x_charge_id, day",
    "delivery": "SELECT * EXCLUDE (delivery_id) FROM delivery ORDER BY biller, billing_account, billing_period",
    "invoice": "SELECT * FROM invoice ORDER BY invoice_id",
    "value": "SELECT * FROM value ORDER BY ALL",
    "ledger": "SELECT * FROM ledger ORDER BY ALL",
}
INVOICES = (
    "InvoiceId,InvoiceIssuerName,BillingAccountId,BillingPeriodStart,BillingPeriodEnd,BillingCurrency,BilledCost,"
    "InvoiceIssueDate\n"
    "INV-1,AWS,acme-payer,2026-10-01,2026-11-01,EUR,123.450000000007,2026-10-30\n"
)
VALUES = (
    "metric,day,amount,currency,product\n"
    "revenue,2026-10-05,100.000000000001,EUR,app\nrevenue,2026-10-05,3.3,EUR,app\nrevenue,2026-10-05,7,GBP,app\n"
    "revenue,2026-10-06,5,USD,app\nsignups,2026-10-06,5,,app\n"
)
BILL = (
    row(BillingCurrency="EUR", BilledCost="10.000000000001", EffectiveCost="7.77", ListCost="0.1"),
    row(BillingCurrency="EUR", BilledCost="31", EffectiveCost="31", ChargePeriodEnd="2026-11-01T00:00:00Z"),
    row(BillingCurrency="GBP", BillingAccountId="uk", ChargePeriodStart="2026-10-06", ChargePeriodEnd="2026-10-07"),
    row(BillingCurrency="USD", BillingAccountId="us"),
    row(BillingCurrency="EUR", ChargeCategory="Tax", BilledCost="4", EffectiveCost="4"),
    row(BillingCurrency="EUR", ChargeCategory="Credit", BilledCost="-3", EffectiveCost="-3"),
)


class Books:
    """A workspace whose settings can change."""

    def __init__(self, folder, **changes):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.workspace = None
        self.open(**changes)

    def open(self, **changes):
        """Close, and open with other settings."""
        self.close()
        self.workspace = open_workspace(Settings(data_dir=self.folder / "data", as_of=TODAY, **changes))
        return self.workspace

    def take(self, bill=BILL):
        invoices, values = self.folder / "invoices.csv", self.folder / "values.csv"
        invoices.write_text(INVOICES, encoding="utf-8")
        values.write_text(VALUES, encoding="utf-8")
        self.load("focus", write_bill(self.folder / "bill.csv", bill))
        self.load("invoices", invoices)
        self.load("value", values)

    def load(self, kind, *files):
        return self.workspace.imports.run(ImportRequest(kind=kind, files=files))

    def content(self):
        fetch = self.workspace.store.fetch
        return {name: fetch(sql).to_pylist() for name, sql in TABLES.items()}

    def cost_of_requests(self):
        return self.workspace.store.fetch("SELECT sum(priced_cost) AS cost FROM event_hour").column("cost")[0].as_py()

    def close(self):
        if self.workspace is not None:
            self.workspace.close()


@pytest.fixture
def books(tmp_path):
    opened = []

    def made(name="books", **changes):
        opened.append(Books(tmp_path / name, **changes))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


def write_events(folder):
    path = folder / "events.jsonl"
    event = {"ts": "2026-10-05T12:00:00Z", "provider": "openai", "model": "gpt-4o", "input_tokens": 1_000_000}
    path.write_text(json.dumps({**event, "response_id": "r1", "output_tokens": 0}), encoding="utf-8")
    return path


REFUND = {"tax": {"*": "recoverable"}, "credits": {'charge_category == "Credit"': "refund"}}


@pytest.mark.parametrize(
    "changes",
    [
        {"fx_policy": "month_average"},
        {"currency": "EUR"},
        {"currency": "JPY", "fx_policy": "month_end", "fx_rates": {"USD": "150.000000000003"}},
        REFUND,
    ],
    ids=["policy", "currency", "all", "classes"],
)
def test_rerated_money_is_that_of_a_fresh_import(books, changes):
    old, fresh = books("old"), books("fresh", **changes)
    old.take()
    fresh.take()
    assert old.content() != fresh.content()
    old.open(**changes).recompute()
    assert old.content() == fresh.content()


def test_a_table_of_rates_written_again_takes_effect_without_a_restart(books, tmp_path):
    table = tmp_path / "rates.csv"
    table.write_text("currency,since,rate\nEUR,2026-01,1.1\nGBP,2026-01,1.3\n", encoding="utf-8")
    held = books(fx_policy="table", fx_table=table)
    held.take()
    table.write_text("currency,since,rate\nEUR,2026-01,1.2\nGBP,2026-01,1.3\n", encoding="utf-8")
    rerating = held.workspace.recompute().rerating
    (euro,) = rerating.charges
    assert (euro.currency, euro.charges, rerating.invoices, rerating.values) == ("EUR", 4, 1, 1)
    assert euro.after == euro.before * Decimal("1.2") / Decimal("1.1")


def test_doing_it_again_changes_nothing(books):
    held = books()
    held.take()
    held.open(currency="EUR", **REFUND).recompute()
    before = held.content()
    again = held.workspace.recompute()
    assert (again.rerating.charges, again.rerating.reclassed, again.ledger.days) == ((), 0, ())
    assert (again.rerating.invoices, again.rerating.values, held.content()) == (0, 0, before)


def test_the_same_bill_again_is_no_change_after_it(books):
    held = books()
    held.take()
    held.open(currency="EUR", fx_policy="month_average").recompute()
    assert not held.load("focus", held.folder / "bill.csv").report.changed


def test_without_a_rate_nothing_is_changed_and_the_setting_is_named(books):
    held = books(fx_rates={"TWD": "0.03"})
    held.take((*BILL, row(BillingCurrency="TWD", BillingAccountId="tw")))
    before = held.content()
    with pytest.raises(RateError, match="TWD") as caught:
        held.open(fx_policy="month_end").recompute()
    assert "fx_rates" in caught.value.hint
    assert held.content() == before


def test_requests_are_priced_again_in_another_currency(books):
    held = books()
    held.load("events", write_events(held.folder))
    before = held.cost_of_requests()
    report = held.open(currency="EUR", fx_rates={"USD": "0.5"}).recompute().rerating
    assert (report.requests, held.cost_of_requests()) == (1, before / 2)
    assert held.workspace.recompute().rerating.requests == 0


def test_lines_of_the_income_statement_follow_their_rules(books):
    held = books()
    held.take()
    rule = {"name": "Compute", "match": 'cost_group == "compute"', "line": "cost_of_revenue"}
    held.open(pnl={"rules": [rule]}).recompute()
    lines = held.workspace.store.fetch("SELECT DISTINCT pnl_line FROM key_line").column(0).to_pylist()
    assert lines == ["cost_of_revenue"]
