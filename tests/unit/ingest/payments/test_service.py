"""Statements of cards and accounts payable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError
from outlay.core.settings import Settings
from outlay.ingest.fact_files.report import FileContext
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.ingest.mapping import FileImport
from outlay.ingest.payments import import_payments, refresh_payments
from outlay.store.duckdb import DuckStore
from tests.unit.ingest.focus.bill import row, write_bill
from tests.unit.ledger.kit import arrow

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BREX = "Date,Merchant,Amount,Currency,Cardholder,Card,Department,Transaction ID\n"
CHATGPT = "2026-10-05,OPENAI *CHATGPT SUBSCR,20.00,USD,Ann,4111 1111 1111 1234,Design,tx_1\n"
CURSOR = "2026-10-06,CURSOR AI POWERED IDE,40.00,USD,Bob,**** 9876,Search,tx_2\n"
HOTEL = "2026-10-06,HILTON HOTELS,300.00,USD,Bob,**** 9876,Search,tx_3\n"
API = "2026-10-07,OPENAI API,100.00,USD,Ann,4111 1111 1111 1234,Design,tx_4\n"


@dataclass(frozen=True)
class Rate:
    rate: Decimal
    rate_date: date
    source: str = "test"
    stale: bool = False


def rates(pairs, currency):
    return {pair: Rate(Decimal(1) if pair[0] == currency else Decimal(2), pair[1]) for pair in pairs}


@pytest.fixture
def context(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", department_teams={"Design": "design-team"})
    store = DuckStore(settings.store_path)
    yield FileContext(store=store, settings=settings, now=NOW, rates=rates)
    store.close()


def take(context, tmp_path, text, source="cards", **constants):
    path = tmp_path / f"{source}.csv"
    path.write_text(text, encoding="utf-8")
    return import_payments(context, FileImport(files=(path,), source=source, constants=constants))


def rows(context, sql):
    return context.store.fetch(sql).to_pylist()


def charged(context):
    (found,) = rows(context, "SELECT coalesce(sum(x_effective_cost), 0) AS cost FROM charge WHERE x_source = 'cards'")
    return found["cost"]


def states(context):
    return {one["reference"]: one["state"] for one in rows(context, "SELECT reference, state FROM payment")}


def connect(context, tmp_path, kind="cost_api", **columns):
    bill = {"InvoiceIssuerName": "OpenAI", "ProviderName": "OpenAI", "ServiceName": "OpenAI API", "Tags": ""}
    path = write_bill(tmp_path / "api.csv", [row(**bill, BillingAccountId="org-1", **columns)])
    import_focus(context.store, context.settings, [path], FocusOptions(now=NOW, source="openai", kind=kind), rates)


def test_payments_of_vendors_become_charges_and_others_are_counted(context, tmp_path):
    report = take(context, tmp_path, BREX + CHATGPT + CURSOR + HOTEL)
    assert (report.rows, report.loaded, charged(context)) == (3, 2, Decimal(60))
    assert "1 lines of other payees" in report.notes[0]
    assert {one["payee"] for one in rows(context, "SELECT payee FROM payment")} == {
        "OPENAI *CHATGPT SUBSCR", "CURSOR AI POWERED IDE",
    }  # fmt: skip


def test_a_charge_says_vendor_product_payer_and_team(context, tmp_path):
    take(context, tmp_path, BREX + CHATGPT)
    (found,) = rows(
        context,
        "SELECT k.biller, k.billing_account, k.provider_service, k.team, k.owner, k.payer_kind FROM charge AS c "
        "JOIN key AS k ON k.key_id = c.x_key_id",
    )
    assert list(found.values()) == ["openai", "card:1234", "ChatGPT", "design-team", "Ann", "seat"]


def test_no_card_number_is_kept(context, tmp_path):
    take(context, tmp_path, BREX + CHATGPT)
    assert {one["card"] for one in rows(context, "SELECT card FROM payment")} == {"1234"}


def test_the_same_file_twice_changes_nothing(context, tmp_path):
    take(context, tmp_path, BREX + CHATGPT + CURSOR)
    report = take(context, tmp_path, BREX + CHATGPT + CURSOR)
    assert (report.loaded, report.unchanged, charged(context)) == (0, 2, Decimal(60))


def test_overlapping_exports_count_a_reference_once(context, tmp_path):
    take(context, tmp_path, BREX + CHATGPT + CURSOR)
    report = take(context, tmp_path, BREX + CURSOR.replace("2026-10-06", "2026-10-07") + API)
    assert (report.loaded, charged(context)) == (1, Decimal(160))


def test_an_export_of_another_tool_adds_nothing_that_is_known(context, tmp_path):
    take(context, tmp_path, BREX + CURSOR)
    assert take(context, tmp_path, BREX + CURSOR, source="ramp").loaded == 0


def test_the_same_line_twice_in_a_file_is_two_payments(context, tmp_path):
    line = CURSOR.replace("tx_2", "")
    take(context, tmp_path, BREX + line + line)
    assert charged(context) == Decimal(80)
    assert take(context, tmp_path, BREX + line + line).loaded == 0


@pytest.mark.parametrize("told", [{}, {"sign": "negative"}])
def test_a_statement_of_debits_is_turned_round(context, tmp_path, told):
    refund = CURSOR.replace("40.00", "15.00").replace("tx_2", "tx_9")
    text = CHATGPT.replace("20.00", "-20.00") + CURSOR.replace("40.00", "-40.00") + refund
    take(context, tmp_path, BREX + text, **told)
    assert charged(context) == Decimal(45)


def test_a_sign_that_cannot_be_told_is_asked_for(context, tmp_path):
    with pytest.raises(FileFormatError, match="as many") as raised:
        take(context, tmp_path, BREX + CHATGPT + CURSOR.replace("40.00", "-40.00"))
    assert "--set sign=" in raised.value.hint


def test_debit_and_credit_columns_will_do(context, tmp_path):
    text = "Date,Description,Debit,Credit\n2026-10-05,CURSOR.COM,40.00,\n2026-10-09,CURSOR.COM,,5.00\n"
    take(context, tmp_path, text)
    assert charged(context) == Decimal(35)


def test_a_connected_vendor_makes_payments_evidence(context, tmp_path):
    connect(context, tmp_path)
    take(context, tmp_path, BREX + CHATGPT + API)
    assert states(context) == {"tx_1": "charge", "tx_4": "evidence"}
    assert charged(context) == Decimal(20)


def test_a_vendor_connected_later_takes_over(context, tmp_path):
    take(context, tmp_path, BREX + API)
    connect(context, tmp_path)
    assert charged(context) == Decimal(0)
    take(context, tmp_path, BREX + API)
    assert states(context) == {"tx_4": "evidence"}


INVOICE = {
    "biller": "openai", "invoice_id": "INV-0042", "issuer": "OpenAI", "period_start": date(2026, 9, 1),
    "period_end": date(2026, 9, 30), "issued_on": date(2026, 10, 1), "status": "issued", "currency": "USD",
    "total_amount": Decimal("100.50"), "source": "invoices",
}  # fmt: skip


@pytest.mark.parametrize("reference", ["tx_4", "inv 42"], ids=["by-amount", "by-number"])
def test_an_invoice_is_paid_once(context, tmp_path, reference):
    with context.store.write() as tx:
        tx.insert("invoice", arrow("invoice", [INVOICE]))
    connect(context, tmp_path)
    paid = API.replace("tx_4", reference.replace("inv 42", "INV-0042"))
    take(context, tmp_path, BREX + paid + API.replace("tx_4", "tx_5").replace("10-07", "10-09"))
    found = rows(context, "SELECT state, matched FROM payment ORDER BY day")
    assert [tuple(one.values()) for one in found] == [("matched", "INV-0042"), ("unmatched", None)]


def invoice(context, number, amount, **changes):
    row = {**INVOICE, "invoice_id": number, "total_amount": Decimal(amount), **changes}
    with context.store.write() as tx:
        tx.insert("invoice", arrow("invoice", [row]))


def paid(amount, reference="tx_4"):
    return API.replace("100.00", amount).replace("tx_4", reference)


def test_a_card_line_beside_a_corporate_invoice_is_money_of_its_own(context, tmp_path):
    invoice(context, "INV-1", "1200.00")
    connect(context, tmp_path, BilledCost="1200", EffectiveCost="1200")
    report = take(context, tmp_path, BREX + paid("1203.00", "corporate") + paid("15.00", "personal"))
    assert states(context) == {"corporate": "matched", "personal": "unmatched"}
    assert charged(context) == Decimal(15)
    assert any("15 USD to openai on 2026-10-07 by Ann is on none of its invoices" in note for note in report.notes)
    accounts = rows(context, "SELECT billing_account, kind FROM delivery WHERE source = 'cards'")
    assert accounts == [{"billing_account": "unmatched:card:1234", "kind": "payment"}]


def test_a_payment_may_settle_several_invoices_to_the_cent(context, tmp_path):
    for number, amount in (("INV-1", "400.10"), ("INV-2", "300.20"), ("INV-3", "55.00")):
        invoice(context, number, amount)
    connect(context, tmp_path)
    take(context, tmp_path, BREX + paid("700.30", "both") + paid("701.30", "apart"))
    found = rows(context, "SELECT reference, state, matched FROM payment ORDER BY reference")
    assert [tuple(one.values()) for one in found] == [
        ("apart", "unmatched", None), ("both", "matched", "INV-1, INV-2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"issued_on": date(2026, 1, 1)}, {"status": "Voided"}, {"currency": "EUR"}, {"biller": "anthropic"}],
    ids=["long-ago", "voided", "another-currency", "another-vendor"],
)
def test_without_an_invoice_to_compare_with_a_connected_vendor_holds_the_payment(context, tmp_path, changes):
    invoice(context, "INV-1", "1200.00", **changes)
    connect(context, tmp_path)
    take(context, tmp_path, BREX + API)
    assert (states(context), charged(context)) == ({"tx_4": "evidence"}, Decimal(0))


def test_an_invoice_that_comes_later_changes_the_judgement(context, tmp_path):
    connect(context, tmp_path)
    take(context, tmp_path, BREX + paid("1200.00", "corporate") + paid("15.00", "personal"))
    assert charged(context) == Decimal(0)
    invoice(context, "INV-1", "1200.00")
    refresh_payments(context)
    assert states(context) == {"corporate": "matched", "personal": "unmatched"}
    assert charged(context) == Decimal(15)


def test_an_invoice_is_paid_by_one_payment_of_all_statements(context, tmp_path):
    invoice(context, "INV-1", "100.00")
    connect(context, tmp_path)
    take(context, tmp_path, BREX + API)
    take(context, tmp_path, BREX + paid("100.00", "tx_9").replace("10-07", "10-09"), source="ramp")
    assert states(context) == {"tx_4": "matched", "tx_9": "unmatched"}


def test_a_paid_invoice_without_charges_is_still_money(context, tmp_path):
    with context.store.write() as tx:
        tx.insert("invoice", arrow("invoice", [INVOICE]))
    take(context, tmp_path, BREX + API)
    assert rows(context, "SELECT InvoiceId FROM charge") == [{"InvoiceId": "INV-0042"}]


def test_an_invoice_currency_is_compared_and_converted(context, tmp_path):
    take(context, tmp_path, BREX + CURSOR.replace("USD", "EUR"))
    assert charged(context) == Decimal(80)


def test_bills_of_accounts_payable(context, tmp_path):
    text = "Date,Vendor,Document Number,Amount,Account,Department\n10/05/2026,Anthropic PBC,B-1,500,6100 AI,Design\n"
    take(context, tmp_path, text)
    (found,) = rows(context, "SELECT biller, billing_account FROM delivery")
    assert found == {"biller": "anthropic", "billing_account": "ap"}


def test_a_bad_line_is_named(context, tmp_path):
    report = take(context, tmp_path, BREX + CHATGPT + CURSOR.replace("40.00", "forty"))
    (reject,) = report.rejects
    assert (reject.row, reject.column, reject.value) == (2, "amount", "forty")
