from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.core.time import TimeRange
from outlay.ledger.matching import match_invoices
from outlay.ledger.matching.invoices import tolerance
from tests.unit.ledger.kit import DAY

MONTH = TimeRange(since=date(2026, 9, 1), until=date(2026, 10, 1))
TODAY = date(2026, 11, 21)


def bill(world, amount, invoice="INV-1", *, tax=False, currency="USD", account="acme"):
    world.charge(amount, account=account)
    with world.store.write() as tx:
        category = "Tax" if tax else "Usage"
        tx.execute(
            "UPDATE charge SET BilledCost = x_billed_cost, BillingAccountId = ?, InvoiceId = ?, BillingCurrency = ?, "
            "InvoiceIssuerName = 'OpenAI, LLC', ChargeCategory = ? WHERE BillingCurrency = ''",
            [account, invoice, currency, category],
        )


def invoice(world, net, name="INV-1", **columns):
    row = {
        "biller": "openai", "invoice_id": name, "issuer": "OpenAI, LLC", "billing_account": "acme",
        "period_start": DAY.replace(day=1), "period_end": DAY.replace(day=1) + timedelta(days=30), "status": "Issued",
        "currency": "USD", "net_amount": Decimal(net), "x_net_amount": Decimal(net), "total_amount": Decimal(net),
    }  # fmt: skip
    world.insert("invoice", [row | columns])


def match(world, today=TODAY):
    with world.store.read() as reader:
        found = match_invoices(reader, MONTH, today=today)
    for side in found:
        if side.net is not None:
            assert side.charges + sum(cause.amount for cause in side.causes) == side.net
    return found[0]


def states(side):
    return {one.invoice_id: one.state for one in side.invoices}


def causes(side):
    return {cause.cause: cause.amount for cause in side.causes}


@pytest.mark.parametrize(
    ("rows", "currency", "expected"),
    [(1, "USD", "1"), (40_000, "USD", "1"), (1_000_000, "USD", "5"), (10, "JPY", "100"), (10, "KWD", "0.1")],
)
def test_the_tolerance_is_that_of_focus(rows, currency, expected):
    assert tolerance(rows, currency) == Decimal(expected)


def test_an_invoice_within_the_tolerance_matches_and_tax_is_apart(world):
    world.delivery()
    bill(world, "100")
    bill(world, "19", tax=True)
    invoice(world, "100.40", tax_amount=Decimal(19), x_tax_amount=Decimal(19))
    side = match(world)
    assert (side.charges, side.charges_tax, side.tax) == (Decimal(100), Decimal(19), Decimal(19))
    assert states(side) == {"INV-1": "matched"}
    assert causes(side) == {"rounding": Decimal("0.40")}


def test_an_invoice_beyond_the_tolerance_differs(world):
    world.delivery()
    bill(world, "100")
    invoice(world, "140")
    side = match(world)
    assert states(side) == {"INV-1": "differs"}
    assert causes(side) == {"difference": Decimal(40)}


@pytest.mark.parametrize(("status", "today"), [("Open", TODAY), ("Issued", date(2026, 9, 20))])
def test_what_is_open_is_provisional(world, status, today):
    world.delivery()
    bill(world, "100")
    invoice(world, "100", status=status)
    assert states(match(world, today)) == {"INV-1": "provisional"}


def test_charges_without_an_id_belong_to_the_only_invoice_that_no_charge_names(world):
    world.delivery()
    bill(world, "60", None)
    bill(world, "40", None)
    invoice(world, "100")
    side = match(world)
    assert states(side) == {"INV-1": "matched"}
    assert causes(side) == {}


def test_each_side_that_is_missing_is_named(world):
    world.delivery()
    bill(world, "10", None)
    bill(world, "20", "INV-2")
    bill(world, "100")
    invoice(world, "100")
    invoice(world, "7", "INV-3")
    invoice(world, "8", "INV-4")
    invoice(world, "-5", "CN-1")
    expected = {"no_invoice_id": -10, "invoice_missing": -20, "charges_missing": 15, "credit_note": -5}
    assert causes(match(world)) == {name: Decimal(amount) for name, amount in expected.items()}


def test_a_converted_invoice_differs_by_its_rate_alone(world):
    world.delivery()
    bill(world, "110", currency="EUR")
    with world.store.write() as tx:
        tx.execute("UPDATE charge SET BilledCost = 100")
    invoice(world, "100", currency="EUR", x_net_amount=Decimal(112))
    side = match(world)
    assert states(side) == {"INV-1": "matched"}
    assert causes(side) == {"fx": Decimal(2)}


@pytest.mark.parametrize(("account", "found"), [("card:1234", "card:1234"), ("unmatched:card:1234", "")])
def test_an_invoice_without_an_account_is_for_no_card_that_fits_none(world, account, found):
    world.delivery(account=account)
    bill(world, "20", invoice=None, account=account)
    invoice(world, "1250.40", billing_account=None)
    with world.store.read() as reader:
        sides = match_invoices(reader, MONTH, today=TODAY)
    assert [side.billing_account for side in sides if side.net is not None] == [found]


def test_a_voided_invoice_counts_for_nothing(world):
    world.delivery()
    bill(world, "100")
    invoice(world, "100", status="Voided")
    assert match(world).net is None
