"""Seats by product and team, and those that nobody uses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import SettingsError, UsageError
from outlay.report.seats import compute_seats
from tests.unit.ledger.kit import World

TODAY = date(2026, 9, 20)
CHARGE = {"biller": "github", "provider_service": "GitHub Copilot", "cost_group": "ai"}


def seat(name, team="search", *, active=1, **columns):
    last = None if active is None else TODAY - timedelta(days=active)
    told = {"source": "s", "biller": "github", "product": "GitHub Copilot", "as_of": TODAY, "state": "active"}
    return told | {"seat_id": name, "employee": name, "team": team, "last_active_on": last} | columns


def report(folder, rows, by="product", *, charges=(), **settings):
    world = World(folder, as_of=TODAY, **settings)
    world.insert("seat", rows)
    for amount, day in charges:
        world.charge(amount, day, **CHARGE)
    found = compute_seats(world.store, world.settings, by)
    world.store.close()
    return found


def test_seats_by_product_and_team(tmp_path):
    priced = {"price": Decimal(39), "currency": "USD"}
    rows = [seat("ann", **priced), seat("bob", active=45, **priced), seat("cy", "ads", **priced), seat("di", None)]
    found = report(tmp_path, rows, "team")
    assert [(one.team, one.seats, one.unused, one.monthly_cost) for one in found.groups] == [
        ("ads", 1, 0, Decimal(39)), ("no team", 1, 0, None), ("search", 2, 1, Decimal(78)),
    ]  # fmt: skip
    assert (found.without_team, found.unused_cost) == (1, Decimal(39))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (seat("a", active=30), "not active for 30 days"),
        (seat("a", active=29), None),
        (seat("a", active=None, assigned_on=date(2026, 1, 1)), "never active"),
        (seat("a", active=None), "never active"),
        (seat("a", active=None, assigned_on=TODAY - timedelta(days=5)), None),
    ],
    ids=["idle", "active", "never", "never-unknown-start", "new"],
)
def test_why_a_seat_is_unused(tmp_path, row, why):
    found = report(tmp_path, [row])
    assert [one.unused for one in found.unused_seats] == ([why] if why else [])


def test_without_a_price_charges_are_split_to_the_last_unit(tmp_path):
    charges = [("50", date(2026, 8, 3)), ("100", date(2026, 9, 1))]
    found = report(tmp_path, [seat(name, active=90) for name in "abc"], charges=charges)
    (group,) = found.groups
    assert group.monthly_cost == Decimal(100)
    assert group.cost_basis == "charges of 2026-09 ÷ 3 seats"
    assert {one.monthly_cost for one in found.unused_seats} == {
        Decimal("33.333333333334"), Decimal("33.333333333333"),
    }  # fmt: skip


def test_a_price_in_another_currency_is_converted(tmp_path):
    rows = [seat("a", price=Decimal(10), currency="EUR")]
    assert report(tmp_path, rows, fx_rates={"EUR": "1.25"}).groups[0].monthly_cost == Decimal("12.5")


def test_only_the_latest_snapshot_counts(tmp_path):
    old = {"as_of": TODAY - timedelta(days=10)}
    assert report(tmp_path, [seat("gone", **old), seat("ann"), seat("ann", **old)]).seats == 1


def test_seats_of_people_who_left_are_unused(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("email,left_on\nann,\nbob,2026-09-01\ncy,2026-12-31\n", encoding="utf-8")
    found = report(tmp_path / "d", [seat(name) for name in ("Ann", "bob", "cy", "eve")], employees=people)
    assert {one.employee: one.unused for one in found.unused_seats} == {
        "bob": "left on 2026-09-01", "eve": "not on the list of employees",
    }  # fmt: skip


def test_a_list_of_employees_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"people\.csv"):
        report(tmp_path, [seat("a")], employees=tmp_path / "people.csv")


def test_without_seats_the_next_step_is_named(tmp_path):
    assert "outlay import seats" in report(tmp_path, []).notes[0]


def test_another_grouping_is_refused(tmp_path):
    with pytest.raises(UsageError, match="plan"):
        report(tmp_path, [], "plan")
