"""A made-up month of Google Cloud with committed use of every kind comes to what its maker knows."""

from __future__ import annotations

import pytest

from tests.bills.gcp import GoogleMonth
from tests.bills.importing import Books

OTHER = "01DDDD-EEEEEE-FFFFFF"
_BY_COMMITMENT = (
    "SELECT CommitmentDiscountId AS id, sum(BilledCost) FILTER (ChargeCategory = 'Purchase') AS paid, "
    "sum(EffectiveCost) FILTER (CommitmentDiscountStatus = 'Used') AS used, "
    "sum(EffectiveCost) FILTER (CommitmentDiscountStatus = 'Unused') AS unused, "
    "sum(EffectiveCost) FILTER (ChargeCategory = 'Purchase') AS purchase_effective, "
    "sum(abs(BilledCost)) FILTER (ChargeCategory = 'Usage') AS usage_billed "
    "FROM charge WHERE CommitmentDiscountQuantity IS NOT NULL GROUP BY ALL"
)


@pytest.fixture
def books(tmp_path):
    opened = Books(tmp_path)
    yield opened
    opened.close()


def test_each_fee_is_what_its_use_and_its_unused_part_are_worth(books, tmp_path):
    month = GoogleMonth()
    books.take("gcp-billing", [month.write(tmp_path)])

    rows = {row["id"]: row for row in books.ask(_BY_COMMITMENT)}
    truth = month.commitments
    assert {name: (row["paid"], row["used"]) for name, row in rows.items()} == {
        name: (truth.bought[name], truth.used[name]) for name in truth.bought
    }
    assert {name: row["unused"] or 0 for name, row in rows.items()} == truth.unused
    assert all(row["purchase_effective"] == 0 == row["usage_billed"] for row in rows.values())


def test_rows_of_commitments_obey_focus(books, tmp_path):
    books.take("gcp-billing", [GoogleMonth().write(tmp_path)])

    rows = books.ask(
        "SELECT DISTINCT ChargeCategory AS category, ChargeFrequency AS frequency, PricingCategory AS pricing, "
        "CommitmentDiscountStatus AS status, CommitmentDiscountCategory AS kind, ConsumedQuantity IS NULL AS is_empty, "
        "ResourceId = CommitmentDiscountId AS is_itself FROM charge WHERE CommitmentDiscountQuantity IS NOT NULL"
    )
    assert {tuple(row.values()) for row in rows} == {
        ("Purchase", "Recurring", "Standard", None, "Spend", True, True),
        ("Purchase", "Recurring", "Standard", None, "Usage", True, True),
        ("Usage", "Usage-Based", "Committed", "Used", "Spend", False, False),
        ("Usage", "Usage-Based", "Committed", "Used", "Usage", False, False),
        ("Usage", "Usage-Based", "Committed", "Unused", "Spend", True, True),
        ("Usage", "Usage-Based", "Committed", "Unused", "Usage", True, True),
    }


def test_two_billing_accounts_share_no_fee(books, tmp_path):
    one, other = GoogleMonth(), GoogleMonth(account=OTHER, currency="USD", seed=2)

    books.take("gcp-billing", [one.write(tmp_path), other.write(tmp_path)])

    sums = books.sums("BillingAccountId, CommitmentDiscountStatus")
    for month in (one, other):
        truth = month.commitments
        assert sums[month.account, "Used"][1] == sum(truth.used.values())
        assert sums[month.account, "Unused"][1] == sum(truth.unused.values())


@pytest.mark.parametrize("parts", [2, 5])
def test_a_fee_in_another_file_than_its_usage_is_shared_out_alike(books, tmp_path, parts):
    month = GoogleMonth()
    books.take("gcp-billing", [month.write(tmp_path)])
    whole = books.table()
    fees = month.write(tmp_path, name="fees.jsonl", only=lambda at: "ommit" in str(month.rows[at].about.get("sku")))

    def rest(part):
        return lambda at: "ommit" not in str(month.rows[at].about.get("sku")) and at % parts == part

    files = [month.write(tmp_path, name=f"part{at}.jsonl", only=rest(at), shuffled=at) for at in range(parts)]
    report = books.take("gcp-billing", [*files, fees])

    assert books.table() == whole
    assert not report.changed
