"""What a cloud's bill says of its commitments adds up: what was bought is used, unused or still held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.report.commitments import list_commitments
from tests.bills import aws
from tests.bills.azure import AzureMonth
from tests.bills.importing import Books


@pytest.fixture
def books(tmp_path):
    opened = Books(tmp_path)
    yield opened
    opened.close()


def _aws(folder):
    return "aws-cur", [aws.write([aws.full_month()], folder / "bill.cur2.parquet", "cur2.parquet", None)]


def _azure(folder):
    month = AzureMonth()
    return "azure-cost", [month.write(folder, view) for view in ("actual", "amortised")]


@pytest.mark.parametrize("write", [_aws, _azure], ids=["aws", "azure"])
def test_each_commitment_rolls_forward_from_purchases_to_what_is_left(books, tmp_path, write):
    kind, files = write(tmp_path)
    books.take(kind, files)
    with books.reading() as reader:
        found = list_commitments(reader, date(2026, 11, 20))
    drawn = books.sums("CommitmentDiscountStatus")
    periods = [period for commitment in found for period in commitment.periods]
    assert len(found) >= 2
    assert all(p.opening + p.purchased - p.drawn - p.expired == p.closing for p in periods)
    assert sum((p.drawn for p in periods), Decimal(0)) == drawn["Used",][1]
    assert sum((p.expired for p in periods), Decimal(0)) == drawn["Unused",][1]
