"""What is paid per person goes to who held the seats."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.ledger import rebuild
from outlay.ledger.seats import is_product
from tests.unit.ledger.kit import DAY, NOW, World

COPILOT = {"biller": "github", "provider_service": "GitHub Copilot", "cost_group": "ai"}


def seat(seat_id, team, as_of=DAY, **columns):
    told = {"source": "copilot", "biller": "github", "product": "GitHub Copilot", "state": "active"}
    return told | {"seat_id": seat_id, "team": team, "employee": None, "as_of": as_of} | columns


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    opened.delivery("github")
    yield opened
    opened.store.close()


def by_team(world):
    sql = (
        "SELECT k.team, sum(l.effective_cost) AS cost FROM ledger AS l JOIN key AS k USING (key_id) "
        "GROUP BY k.team ORDER BY k.team NULLS LAST"
    )
    return {row["team"]: row["cost"] for row in world.store.fetch(sql).to_pylist()}


def compute(world):
    rebuild(world.store, world.settings, now=NOW)
    return by_team(world)


def test_seats_split_their_charges(world):
    world.charge("40", **COPILOT)
    world.insert("seat", [seat("1", "search"), seat("2", "search"), seat("3", "ads"), seat("4", None)])
    assert compute(world) == {"ads": Decimal(10), "search": Decimal(20), None: Decimal(10)}


def test_without_seats_a_charge_stays_whole(world):
    world.charge("40", **COPILOT, team="it")
    assert compute(world) == {"it": Decimal(40)}


def test_a_charge_that_says_whose_it_is_is_not_split(world):
    world.charge("40", **COPILOT, employee="ada", team="ads")
    world.insert("seat", [seat("1", "search", employee="ada"), seat("2", "search", employee="bob")])
    assert compute(world) == {"ads": Decimal(40)}


def test_the_nearest_snapshot_before_a_day_counts(world):
    world.charge("40", **COPILOT)
    before, after = DAY - timedelta(days=3), DAY + timedelta(days=1)
    world.insert("seat", [seat("1", "old", before), seat("1", "new", after), seat("1", "oldest", date(2026, 1, 1))])
    assert compute(world) == {"old": Decimal(40)}


def test_before_the_first_snapshot_that_one_counts(world):
    world.charge("40", **COPILOT)
    world.insert("seat", [seat("1", "first", DAY + timedelta(days=5)), seat("1", "later", DAY + timedelta(days=9))])
    assert compute(world) == {"first": Decimal(40)}


def test_two_sources_of_the_same_seats_weigh_once(world):
    world.charge("40", **COPILOT)
    world.insert("seat", [seat("1", "a"), seat("2", "b"), seat("1", "a", source="file")])
    assert compute(world) == {"a": Decimal(20), "b": Decimal(20)}


def test_seats_resold_by_a_cloud_split_its_charges(world):
    world.delivery("azure.cloud")
    world.charge("40", biller="azure.cloud", provider="github", provider_service="GitHub Copilot", cost_group="ai")
    world.insert("seat", [seat("1", "search")])
    assert compute(world) == {"search": Decimal(40)}


def test_another_product_of_the_vendor_is_left_alone(world):
    world.charge("40", **{**COPILOT, "provider_service": "GitHub Actions"})
    world.insert("seat", [seat("1", "search")])
    assert compute(world) == {None: Decimal(40)}


def test_telemetry_of_a_coding_assistant_adds_no_money_to_its_seats(world):
    world.charge("40", **COPILOT)
    world.insert("seat", [seat("1", "search")])
    world.usage(provider="github", model="gpt-4o", requests=5, input=1000, cost_input="7")
    assert sum(compute(world).values()) == Decimal(40)
    kinds = world.store.fetch("SELECT DISTINCT payer_kind FROM key WHERE provider = 'github'")
    assert kinds.column("payer_kind").to_pylist() == ["seat"]


@pytest.mark.parametrize(
    ("service", "product", "products", "expected"),
    [
        ("GitHub Copilot", "GitHub Copilot Business", 2, True),
        ("Cursor", "Cursor Teams", 1, True),
        ("GitHub Actions", "GitHub Copilot", 1, False),
        ("Copilot Business", "GitHub Copilot", 2, True),
        ("Copilot Business", "GitHub Copilot Enterprise", 2, False),
        ("Business", "Enterprise", 2, False),
        (None, "Cursor", 1, True),
        (None, "Cursor", 2, False),
    ],
)
def test_a_service_is_matched_to_its_product(service, product, products, expected):
    assert is_product(service, product, products) is expected


@pytest.fixture(scope="module")
def reused(tmp_path_factory):
    opened = World(tmp_path_factory.mktemp("world"))
    yield opened
    opened.store.close()


@settings(max_examples=12)
@given(
    amounts=st.lists(st.decimals(-1000, 1000, places=12, allow_nan=False), min_size=1, max_size=4, unique=True),
    teams=st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=9),
)
def test_every_unit_arrives(reused, amounts, teams):
    reused.clear()
    reused.delivery("github")
    for amount in amounts:
        reused.charge(amount, **COPILOT)
    reused.insert("seat", [seat(str(number), team) for number, team in enumerate(teams)])
    found = compute(reused)
    assert sum(found.values()) == sum(amounts)
    assert set(found) <= set(teams)
