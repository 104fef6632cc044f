"""AI outside of what is approved or connected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.time import TimeRange
from outlay.facts.keys import key_id
from outlay.report.shadow_spend import shadow_spend
from tests.unit.ledger.kit import DAY, World

MONTH = TimeRange(since=date(2026, 9, 1), until=date(2026, 10, 1))
BEDROCK = {"biller": "aws", "provider": "aws.bedrock", "account": "111", "model": "claude-sonnet-4"}


def found(world):
    rows = shadow_spend(world.store, world.settings, MONTH)
    world.store.close()
    return rows


def spending(folder, cost_group="ai", **settings):
    world = World(folder, **settings)
    delivery = world.delivery("aws")
    raw = BEDROCK | {"billing_account": "acme", "cost_group": cost_group, "owner": "ann"}
    charge = {
        "x_charge_id": "ch_1", "x_delivery_id": delivery, "key_id": key_id(raw), "payer_id": "aws/acme/metered",
        "charge_category": "Usage", "cost_class": "consumption", "effective_cost": Decimal(70),
    }  # fmt: skip
    world.insert("charge_slice", [charge], keys=[raw])
    return world


def test_without_approvals_accounts_that_no_telemetry_knows_are_named(tmp_path):
    (row,) = found(spending(tmp_path))
    assert (row.kind, row.account, row.amount, row.owner, row.model) == (
        "unapproved_account", "111", Decimal(70), "ann", "claude-sonnet-4",
    )  # fmt: skip
    assert "no account is approved yet" in row.reason
    assert (row.first_seen, row.last_seen) == (DAY, DAY)


def test_telemetry_of_the_account_explains_it_while_nothing_is_approved(tmp_path):
    world = spending(tmp_path)
    world.usage(**BEDROCK, billing_account="acme", input=5)
    assert found(world) == []


@pytest.mark.parametrize(
    ("patterns", "names"),
    [(["111"], []), (["aws:1*"], []), (["222"], ["111"]), (["ml-*"], ["111"])],
    ids=["named", "pattern-with-biller", "other", "other-pattern"],
)
def test_approved_accounts(tmp_path, patterns, names):
    world = spending(tmp_path, approved_ai_accounts=patterns)
    assert [row.account for row in found(world)] == names


def test_other_services_of_an_account_are_no_shadow_ai(tmp_path):
    assert found(spending(tmp_path, "compute")) == []


def test_payments_that_nothing_speaks_for(tmp_path):
    world = World(tmp_path)
    world.delivery("openai", "card:1234", kind="payment")
    paid = {"biller": "openai", "account": None, "provider_service": "ChatGPT", "owner": "Ann"}
    world.charge(
        "20", **paid, billing_account="card:1234", columns={"x_delivery_id": f"dl_openai_card:1234_{MONTH.since}_focus"}
    )
    (row,) = found(world)
    assert (row.kind, row.vendor, row.model, row.owner, row.amount) == (
        "unmatched_payment", "openai", "ChatGPT", "Ann", Decimal(20),
    )  # fmt: skip
    assert row.reason.startswith("1 payment by card 1234")


def test_a_seat_that_a_card_pays_is_listed_once(tmp_path):
    world = World(tmp_path, as_of=date(2026, 9, 20))
    world.delivery("openai", "card:1234", kind="payment")
    delivery = f"dl_openai_card:1234_{MONTH.since}_focus"
    world.charge("20", biller="openai", account="card:1234", columns={"x_delivery_id": delivery})
    seat = {"source": "s", "biller": "openai", "product": "ChatGPT", "seat_id": "1", "as_of": DAY, "plan": "plus"}
    world.insert("seat", [seat | {"price": Decimal(20), "currency": "USD", "state": "active"}])
    assert [row.kind for row in found(world)] == ["unmatched_payment"]


@pytest.mark.parametrize(
    ("product", "plan", "is_listed"),
    [
        ("ChatGPT", "plus", True),
        ("GitHub Copilot", "copilot_individual", True),
        ("Cursor", "Pro", True),
        ("GitHub Copilot", "business", False),
        ("Claude", "Team Pro", False),
        ("Figma", "Personal", False),
    ],
)
def test_seats_on_personal_plans(tmp_path, product, plan, is_listed):
    world = World(tmp_path, as_of=date(2026, 9, 20))
    seat = {"source": "s", "biller": "x", "product": product, "seat_id": "1", "as_of": DAY, "plan": plan}
    world.insert("seat", [seat | {"price": Decimal(20), "currency": "USD", "employee": "ann", "state": "active"}])
    rows = found(world)
    assert [(row.kind, row.amount, row.owner) for row in rows] == (
        [("personal_seat", Decimal(20), "ann")] if is_listed else []
    )
