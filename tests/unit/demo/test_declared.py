from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import yaml

from outlay.ingest.contracts.reading import load_contracts
from outlay.ingest.seats import load_employees
from tests.unit.demo.conftest import AS_OF


@pytest.fixture
def told(sample):
    return sample.truth["declared"]


@pytest.fixture
def holders(sample):
    with sample.declared.seats.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["as_of"] == AS_OF.isoformat()]


def test_a_quarter_of_the_bought_seats_is_unused(sample, told, holders):
    (contract,) = [one for one in load_contracts([sample.declared.contracts]) if one.id == "github-copilot"]
    idle = [row for row in holders if date.fromisoformat(row["last_active_on"]) < date(2026, 10, 22)]
    spare = contract.seats - len(holders)
    seats = told["seats"]
    assert (contract.seats, len(holders), len(idle) + spare) == (seats["bought"], seats["assigned"], seats["unused"])
    assert Decimal(seats["unused_monthly_usd"]) == contract.price_per_seat * seats["unused"]
    assert seats["unused"] * 4 == seats["bought"]


def test_every_holder_is_in_the_list_of_employees_with_a_team(sample, holders):
    people = load_employees(sample.declared.employees)
    assert all(people.team_of(row["email"]) for row in holders)
    left = Counter(bool(people.has_left(row["email"], AS_OF)) for row in holders)
    assert left == {False: 110, True: 2}


def test_the_grant_lasts_to_its_end(sample, told):
    listed = yaml.safe_load(sample.declared.commitments.read_text(encoding="utf-8"))["commitments"]
    (grant,) = [one for one in listed if one["kind"] == "grant"]
    drawn = sum(Decimal(bill["credit"]) for month in sample.truth["bills"].values() for name, bill in month.items()
                  if name == "aws-machine-learning")  # fmt: skip
    assert Decimal(grant["amount"]) + drawn == Decimal(told["grant"]["left_usd"]) > 0
    assert grant["ends"].isoformat() == told["grant"]["cliff"] == "2027-01-01"


def test_the_licence_is_paid_a_year_ahead(sample, told):
    (contract,) = [one for one in load_contracts([sample.declared.contracts]) if one.billing == "upfront"]
    with sample.declared.invoices.open(encoding="utf-8", newline="") as file:
        (invoice,) = csv.DictReader(file)
    assert Decimal(invoice["net"]) == contract.total == Decimal(told["licence"]["billed"])
    assert Decimal(told["licence"]["monthly"]) * 12 == contract.total
