"""What a cloud's bill says of its commitments adds up: what was bought is used, unused or still held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.report.commitments import list_commitments
from tests.bills import aws
from tests.bills.azure import AzureMonth
from tests.bills.gcp import GoogleMonth
from tests.bills.importing import Books

_WORTH = (
    "SELECT sum(EffectiveCost) FILTER (CommitmentDiscountStatus = 'Unused') AS unused, "
    "sum(EffectiveCost) FILTER (CommitmentDiscountStatus IS DISTINCT FROM 'Unused') AS rest "
    "FROM charge WHERE CommitmentDiscountId IS NOT NULL"
)
"""Unused parts of commitments, and all else that they are worth: their use, and fees that cost their own period."""


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


def _google(folder):
    return "gcp-billing", [GoogleMonth().write(folder)]


@pytest.mark.parametrize("write", [_aws, _azure, _google], ids=["aws", "azure", "google"])
def test_each_commitment_rolls_forward_from_purchases_to_what_is_left(books, tmp_path, write):
    kind, files = write(tmp_path)
    books.take(kind, files)
    with books.reading() as reader:
        found = list_commitments(reader, date(2026, 11, 20))
    ((unused, rest),) = (tuple(row.values()) for row in books.ask(_WORTH))
    periods = [period for commitment in found for period in commitment.periods]
    assert len(found) >= 2
    assert all(p.opening + p.purchased - p.drawn - p.expired == p.closing for p in periods)
    assert sum((p.drawn for p in periods), Decimal(0)) == rest
    assert sum((p.expired for p in periods), Decimal(0)) == unused


def test_fees_by_the_day_leave_nothing_over(books, tmp_path):
    month = GoogleMonth()
    books.take("gcp-billing", [month.write(tmp_path)])
    with books.reading() as reader:
        found = {one.id: one for one in list_commitments(reader, date(2026, 11, 20))}
    truth = month.commitments
    for name, bought in truth.bought.items():
        assert [(p.purchased, p.drawn, p.expired, p.closing) for p in found[name].periods] == [
            (bought, truth.used[name], truth.unused[name], 0)
        ]
        assert found[name].problems == []
