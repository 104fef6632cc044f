"""A company small enough to know every answer: two keys, three months, bills complete until 10 November."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.facts.keys import key_id
from outlay.jobs import Workspace
from tests.unit.ledger.kit import World

TODAY = date(2026, 11, 21)
PAYER = "openai/acme/metered"
GPT = {"provider": "openai", "biller": "openai", "billing_account": "acme", "model": "gpt-4o", "feature": "search"}
GPT |= {"cost_group": "ai", "provider_service": "API"}
VMS = {"provider": "aws", "biller": "openai", "billing_account": "acme", "cost_group": "compute"}
VMS |= {"provider_service": "EC2"}
COSTS = (
    (GPT, date(2026, 9, 15), "10"),
    (VMS, date(2026, 9, 15), "90"),
    (GPT, date(2026, 10, 5), "30"),
    (VMS, date(2026, 10, 5), "60"),
    (GPT, date(2026, 10, 20), "70"),
    (GPT, date(2026, 11, 5), "45"),
    (VMS, date(2026, 11, 5), "15"),
)


def cover(world, since, until, payer=PAYER):
    days = [since + timedelta(days=number) for number in range((until - since).days)]
    world.insert("coverage", [{"payer_id": payer, "day": day, "state": "settled"} for day in days])


def bill(world, costs):
    rows = []
    for number, (key, day, amount) in enumerate(costs, start=1):
        money = dict.fromkeys(("billed_cost", "effective_cost", "list_cost"), Decimal(amount))
        month = {"accounting_period": day.replace(day=1), "billing_period": day.replace(day=1), "day": day}
        axes = {"charge_category": "Usage", "cost_class": "consumption", "cost_state": "invoiced", "finality": "final"}
        rows.append({"ledger_row": number, "key_id": key_id(key), "payer_id": PAYER} | month | axes | money)
    world.insert("ledger", rows, keys=[key for key, _, _ in costs])


def earn(world, *amounts):
    key = {"product": "suite"}
    rows = [{"source": "crm", "metric": "revenue_recognised", "day": day, "key_id": key_id(key), "currency": "USD",
             "amount": Decimal(amount)} for day, amount in amounts]  # fmt: skip
    world.insert("value", rows, keys=[key])


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, as_of=TODAY)
    yield made
    made.store.close()


@pytest.fixture
def company(world):
    """The whole of it as a workspace."""
    bill(world, COSTS)
    cover(world, date(2026, 9, 1), date(2026, 11, 11))
    earn(world, (date(2026, 10, 5), "100"), (date(2026, 11, 5), "200"))
    world.usage(date(2026, 11, 5), requests=10, feature="search", input=1000, cost_group="ai")
    world.usage(
        date(2026, 11, 5), requests=3, feature="search", input=300, state="unknown", model="mystery", cost_group="ai"
    )
    return Workspace(world.store, world.settings)
