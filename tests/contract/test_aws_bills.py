"""A made-up month of AWS, imported from every version and format of its report, comes to what its maker knows."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError
from tests.bills import aws
from tests.bills.importing import Books

DISCOUNT = Decimal("0.05")


@pytest.fixture
def books(tmp_path):
    opened = Books(tmp_path)
    yield opened
    opened.close()


def write(folder, bills, form="cur2.parquet", lines=None, name="bill"):
    return aws.write(bills, folder / f"{name}.{form}", form, lines)


@pytest.mark.parametrize("form", aws.FORMATS)
@pytest.mark.parametrize("basis", ["unblended", "both", "net"])
def test_each_account_service_and_commitment_comes_to_its_truth(books, tmp_path, form, basis):
    bill = aws.full_month(discount=DISCOUNT, basis=basis)

    books.take("aws-cur", [write(tmp_path, [bill], form)])

    found = books.sums("SubAccountId, ServiceName, CommitmentDiscountId")
    truth = {key: (bill.billed[key], bill.effective[key]) for key in bill.billed}
    assert found == truth
    assert aws.total(bill.billed) == sum(billed for billed, _ in found.values())


def test_two_payers_are_two_bills(books, tmp_path):
    one, other = aws.full_month("111111111111"), aws.full_month("122222222222", discount=DISCOUNT, basis="net")

    report = books.take("aws-cur", [write(tmp_path, [one, other])])

    found = books.sums("BillingAccountId")
    assert found == {(bill.payer,): (aws.total(bill.billed), aws.total(bill.effective)) for bill in (one, other)}
    assert {scope.biller for scope in report.scopes} == {"aws"}


@pytest.mark.parametrize("basis", ["both", "net"])
def test_over_its_term_a_commitment_is_consumed_for_what_was_paid(books, tmp_path, basis):
    bill = aws.full_month(discount=DISCOUNT, basis=basis)
    books.take("aws-cur", [write(tmp_path, [bill])])

    rows = books.ask(
        "SELECT CommitmentDiscountId AS id, sum(BilledCost) FILTER (ChargeCategory = 'Purchase') AS paid, "
        "sum(EffectiveCost) FILTER (ChargeCategory = 'Usage') AS consumed, "
        "sum(EffectiveCost) FILTER (ChargeCategory = 'Purchase') AS purchase_effective, "
        "sum(abs(BilledCost)) FILTER (ChargeCategory = 'Usage') AS usage_billed "
        "FROM charge WHERE CommitmentDiscountId IS NOT NULL GROUP BY ALL"
    )
    assert {row["id"]: row["paid"] for row in rows} == aws.by_commitment(bill.billed)
    assert all(row["paid"] == row["consumed"] for row in rows)
    assert all(row["purchase_effective"] == 0 == row["usage_billed"] for row in rows)


def test_rows_of_commitments_obey_focus(books, tmp_path):
    books.take("aws-cur", [write(tmp_path, [aws.full_month()])])

    rows = books.ask(
        "SELECT DISTINCT ChargeCategory AS category, ChargeFrequency AS frequency, PricingCategory AS pricing, "
        "CommitmentDiscountStatus AS status, CommitmentDiscountCategory AS kind, ConsumedQuantity IS NULL AS is_empty, "
        "ResourceId = CommitmentDiscountId AS is_itself FROM charge WHERE CommitmentDiscountId IS NOT NULL"
    )
    assert {tuple(row.values()) for row in rows} == {
        ("Purchase", "One-Time", "Standard", None, "Spend", True, True),
        ("Purchase", "Recurring", "Standard", None, "Spend", True, True),
        ("Purchase", "One-Time", "Standard", None, "Usage", True, True),
        ("Purchase", "Recurring", "Standard", None, "Usage", True, True),
        ("Usage", "Usage-Based", "Committed", "Used", "Spend", False, None),
        ("Usage", "Usage-Based", "Committed", "Used", "Usage", False, None),
        ("Usage", "Usage-Based", "Committed", "Unused", "Spend", True, True),
        ("Usage", "Usage-Based", "Committed", "Unused", "Usage", True, True),
    }


def test_order_and_parts_give_the_same_table(books, tmp_path):
    bill = aws.full_month(discount=DISCOUNT, basis="both")
    books.take("aws-cur", [write(tmp_path, [bill], "cur1.csv")])
    whole = books.table()

    shuffled = random.Random(7).sample(bill.lines, len(bill.lines))
    parts = [write(tmp_path, [], "cur1.csv", shuffled[at::3], name=f"part{at}") for at in range(3)]
    report = books.take("aws-cur", parts[::-1])

    assert books.table() == whole
    assert not report.changed


def test_a_reissued_month_replaces_the_old_one(books, tmp_path):
    bill = aws.full_month()
    books.take("aws-cur", [write(tmp_path, [bill])])
    bill.correction("2" + bill.payer[1:], Decimal("12.34"))

    report = books.take("aws-cur", [write(tmp_path, [bill], name="again")])

    assert [scope.state for scope in report.scopes] == ["replaced"]
    ((billed, effective),) = books.sums("BillingAccountId").values()
    assert (billed, effective) == (aws.total(bill.billed), aws.total(bill.effective))


def test_a_packed_report_is_read(books, tmp_path):
    bill = aws.full_month()

    books.take("aws-cur", [aws.write([bill], tmp_path / "bill.csv.gz", "cur2.csv")])

    ((billed, _),) = books.sums("BillingAccountId").values()
    assert billed == aws.total(bill.billed)


def test_tokens_of_bedrock_have_model_class_count_and_provider(books, tmp_path):
    books.take("aws-cur", [write(tmp_path, [aws.full_month()])])

    rows = books.ask(
        "SELECT k.token_class AS token_class, CAST(sum(s.quantity) AS BIGINT) AS tokens, sum(s.billed_cost) AS cost "
        "FROM charge_slice s JOIN key k ON k.key_id = s.key_id WHERE k.provider = 'aws.bedrock' "
        "AND k.model = 'claude-sonnet-4-6' AND s.quantity_unit = 'Tokens' GROUP BY ALL ORDER BY tokens"
    )
    assert [(row["token_class"], row["tokens"], row["cost"]) for row in rows] == [
        ("cache_write", 200_000, Decimal("0.75")),
        ("input", 1_500_000, Decimal("4.5")),
        ("output", 2_500_000, Decimal("37.5")),
        ("cache_read", 8_000_000, Decimal("2.4")),
    ]


def test_marketplace_is_billed_by_aws_and_served_by_the_seller(books, tmp_path):
    books.take("aws-cur", [write(tmp_path, [aws.full_month()])])

    (row,) = books.ask(
        "SELECT InvoiceIssuerName AS issuer, ServiceProviderName AS seller, HostProviderName AS host, "
        "k.provider AS provider, k.biller AS biller "
        "FROM charge c JOIN key k ON k.key_id = c.x_key_id WHERE ServiceName = 'Databricks Lakehouse'"
    )
    assert tuple(row.values()) == (aws.AWS, "Databricks, Inc.", "AWS", "databricks", "aws")


def test_the_report_accounts_for_every_line_and_cent(books, tmp_path):
    bill = aws.full_month(discount=DISCOUNT, basis="net")

    conversion = books.take("aws-cur", [write(tmp_path, [bill])]).conversion

    rules = {rule.rule: rule for rule in conversion.rules}
    changed = sum(rule.billed.get("USD", Decimal(0)) for rule in conversion.rules)
    assert conversion.rows_in == len(bill.lines)
    assert conversion.rows_out == len(bill.lines) - rules["negation"].rows - rules["split"].rows + rules["unused"].rows
    assert conversion.billed_in["USD"] == sum(line["line_item_unblended_cost"] for line in bill.lines)
    assert conversion.billed_in["USD"] + changed == conversion.billed_out["USD"] == aws.total(bill.billed)


def test_a_month_in_two_versions_of_the_report_is_refused(books, tmp_path):
    bill = aws.full_month()
    files = [write(tmp_path, [bill], form, name=f"bill-{number}") for number, form in enumerate(aws.FORMATS[:2])]
    with pytest.raises(ConflictError, match="both hold the bill of 111111111111 for 2026-10"):
        books.take("aws-cur", files)
    assert books.ask("SELECT count(*) AS n FROM charge") == [{"n": 0}]
