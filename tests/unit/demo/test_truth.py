"""Planted truths equal what the files hold when read back."""

from __future__ import annotations

import csv
from decimal import Decimal

import pyarrow.compute as pc
import pytest

from outlay.demo.truth import ratio


@pytest.fixture(scope="module")
def summed(bills):
    found = {}
    for file, rows in bills.items():
        name, year, number = file[: file.index(".")].rsplit("-", 2)
        listed = (row["ListCost"] for row in rows if row["ChargeCategory"] in {"Usage", "Purchase"})
        found[f"{year}-{number}", name] = {
            "rows": len(rows),
            "billed": sum((row["BilledCost"] for row in rows), Decimal(0)),
            "effective": sum((row["EffectiveCost"] for row in rows), Decimal(0)),
            "list": sum(listed, Decimal(0)),
            "tax": sum((row["BilledCost"] for row in rows if row["ChargeCategory"] == "Tax"), Decimal(0)),
            "credit": sum((row["BilledCost"] for row in rows if row["ChargeCategory"] == "Credit"), Decimal(0)),
        }
    return found


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
