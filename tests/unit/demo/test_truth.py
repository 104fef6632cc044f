"""Planted truths equal what the files hold when read back."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal

import pyarrow.compute as pc
import pytest

from outlay.demo.truth import ratio


@pytest.fixture(scope="module")
def summed(bills):
    by_month = defaultdict(list)
    for file, rows in bills.items():
        for row in rows:
            by_month[row["BillingPeriodStart"][:7], file[: file.index("-20")]].append(row)
    return {key: _summed(rows) for key, rows in by_month.items()}


def _summed(rows):
    def total(column, *categories):
        chosen = (row for row in rows if not categories or row["ChargeCategory"] in categories)
        return sum((row[column] for row in chosen), Decimal(0))

    return {
        "rows": len(rows),
        "billed": total("BilledCost"),
        "effective": total("EffectiveCost"),
        "list": total("ListCost", "Usage", "Purchase"),
        "tax": total("BilledCost", "Tax"),
        "credit": total("BilledCost", "Credit"),
    }


def _sums(told):
    money = ("billed", "effective", "list", "tax", "credit")
    return {"rows": told["rows"]} | {name: Decimal(told[name]) for name in money}


def test_bills_add_up_to_their_truths(sample, summed):
    months = sample.truth["bills"].items()
    told = {(month, name): _sums(sums) for month, by_bill in months for name, sums in by_bill.items()}
    assert told == summed


def test_consumption_is_effective_cost_without_tax_and_credits(sample, bills):
    rows = [row for found in bills.values() for row in found if row["BillingCurrency"] == "USD"]
    consumed = [row for row in rows if row["ChargeCategory"] in {"Usage", "Purchase", "Adjustment"}]
    for month, told in sample.truth["consumption"].items():
        costs = (row["EffectiveCost"] for row in consumed if row["ChargePeriodStart"].startswith(month))
        assert sum(costs, Decimal(0)) == Decimal(told["usd"])


def test_requests_and_tokens_add_up_to_their_truths(sample, events):
    told = sample.truth["events"]
    assert events.num_rows == told["requests"]
    for name, count in told["tokens"].items():
        assert pc.sum(events[f"{name}_tokens"]).as_py() == count
    assert pc.sum(events["reasoning_tokens"]).as_py() == told["reasoning_tokens"]
    assert pc.sum(pc.equal(events["status"], "error")).as_py() == told["errors"]


def test_values_add_up_to_their_truths(sample):
    found = {}
    for path in sample.values:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                months = found.setdefault(row["metric"], {})
                months[row["day"][:7]] = months.get(row["day"][:7], Decimal(0)) + Decimal(row["amount"])
    told = sample.truth["values"]
    assert found == {name: {month: Decimal(text) for month, text in months.items()} for name, months in told.items()}


def test_a_ratio_of_nothing_is_zero():
    assert ratio(1, 3) == "0.3333"
    assert ratio(1, 0) == "0"
