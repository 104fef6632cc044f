from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError

ONE = "OpenAI,INV-1,2026-10,1000.50,190.10,EUR,Issued,2026-11-02"
FOCUS = (
    "InvoiceIssuerName,InvoiceId,InvoiceDetailId,BillingAccountId,BillingPeriodStart,BillingPeriodEnd,BillingCurrency,"
    "BilledCost,ChargeCategory,InvoiceIssueStatus,InvoiceIssueDate,ReferenceInvoiceId,InvoiceDetailGrain"
)
FOCUS_START = "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,USD"


def test_an_invoice_is_converted_once_with_its_rate(world):
    world.invoices(ONE)
    (row,) = world.rows("SELECT * FROM invoice")
    assert (row["biller"], row["net_amount"], row["x_net_amount"]) == ("openai", Decimal("1000.5"), Decimal("500.25"))
    assert (row["x_fx_rate"], row["x_fx_date"], row["x_fx_source"]) == (Decimal("0.5"), date(2026, 11, 2), "test")


def test_the_same_invoice_again_changes_nothing(world):
    world.invoices(ONE)
    before = world.rows("SELECT * FROM invoice")
    report = world.invoices(ONE)
    assert (report.loaded, report.unchanged) == (0, 1)
    assert world.rows("SELECT * FROM invoice") == before


@pytest.mark.parametrize("status", ["Open", "Voided"])
def test_a_change_of_state_is_told(world, status):
    world.invoices(ONE)
    report = world.invoices(ONE.replace("Issued", status))
    assert any(f"Issued → {status}" in note for note in report.notes)
    assert world.one("SELECT status FROM invoice") == status


def test_focus_invoice_detail_is_summed_by_invoice_with_tax_apart(world):
    rows = [
        f"OpenAI,I1,a,org-1,{FOCUS_START},10.10,Usage,Issued,2026-11-02T00:00:00Z,I1,",
        f'OpenAI,I1,b,org-1,{FOCUS_START},2.00,Tax,Issued,2026-11-02T00:00:00Z,I1,"{{""ServiceName"":""API""}}"',
        f"OpenAI,I2,a,org-1,{FOCUS_START},-3.00,Credit,Issued,2026-11-02T00:00:00Z,I1,",
    ]
    world.invoices(*rows, header=FOCUS)
    found = world.rows("SELECT net_amount, tax_amount, billing_account, reference_invoice_id FROM invoice ORDER BY 1")
    assert [tuple(row.values()) for row in found] == [
        (Decimal(-3), Decimal(0), "org-1", "I1"),
        (Decimal("10.1"), Decimal(2), "org-1", None),
    ]
    assert world.one("SELECT count(*) AS n FROM invoice_line") == 3


def test_a_bad_row_keeps_its_invoice_out_and_is_named(world):
    report = world.invoices(ONE, "OpenAI,INV-2,2026-13,1,0,EUR,Issued,", "OpenAI,INV-3,2026-10,one,0,EUR,Issued,")
    assert [(reject.row, reject.column) for reject in report.rejects] == [(2, "period"), (3, "net")]
    assert world.one("SELECT count(*) AS n FROM invoice") == 1


def test_an_invoice_that_comes_twice_in_a_file_is_not_guessed_at(world):
    report = world.invoices(ONE, "Slack,S-1,2026-10,1,0,USD,,", "Slack,S-1,2026-10,2,0,USD,,")
    assert report.rejects[0].column == "invoice_id"
    assert world.one("SELECT count(*) AS n FROM invoice") == 1


def test_a_missing_column_and_a_file_without_a_good_row_are_refused(world):
    with pytest.raises(MissingColumnError, match="currency"):
        world.invoices("OpenAI,1,2026-10,1", header="issuer,invoice_id,period,net")
    with pytest.raises(FileFormatError, match="status"):
        world.invoices(ONE.replace("Issued", "maybe"))


def test_lines_are_kept_with_their_service_and_a_doubtful_net_is_told(world):
    header = "issuer,invoice_id,period,net,currency,amount,description,service_start,service_end"
    report = world.invoices(
        "Slack,S-1,2026-02,1000,USD,900,Slack Pro,2026-02-15,2027-02-14",
        "Slack,S-1,2026-02,1000,USD,90,Setup,,",
        header=header,
    )
    assert any("add up to 990" in note and "says 1000" in note for note in report.notes)
    found = world.rows("SELECT service_start, service_end FROM invoice_line ORDER BY line_id")
    assert found[0] == {"service_start": date(2026, 2, 15), "service_end": date(2027, 2, 15)}
