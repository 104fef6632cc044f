from __future__ import annotations

import csv
from decimal import Decimal

from outlay.demo.company import build_company
from tests.unit.demo.conftest import SCALE


def _rows(sample, name):
    path = next(path for path in sample.values if path.stem == name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_full_month_of_revenue_is_what_customers_pay(sample):
    paid = {}
    for row in _rows(sample, "revenue"):
        if row["day"].startswith("2026-10"):
            paid[row["customer"]] = paid.get(row["customer"], Decimal(0)) + Decimal(row["amount"])
    company = build_company(sample.truth["seed"])
    assert paid == {one.name: one.monthly_usd for one in company.customers if one.monthly_usd}


def test_ten_transactions_are_scored_per_request(sample):
    rows = [row for row in _rows(sample, "transactions") if row["metric"] == "transactions"]
    month = sum(int(row["amount"]) for row in rows if row["day"].startswith("2026-10"))
    scored = sample.truth["events"]["by_month"]["2026-10"]["fraud-check"]["aws.bedrock"]["requests"]
    assert month == scored * 10 == 850_000 * SCALE


def test_values_end_before_today(sample):
    for path in sample.values:
        assert max(row["day"] for row in _rows(sample, path.stem)) == "2026-11-20"


def test_no_amount_is_negative(sample):
    assert all(Decimal(row["amount"]) >= 0 for path in sample.values for row in _rows(sample, path.stem))
