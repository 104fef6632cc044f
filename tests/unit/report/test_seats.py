"""Seats by product and team, and those that nobody uses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import SettingsError, UsageError
from outlay.core.ids import canonical_json
from outlay.ingest.contracts.model import Contract
from outlay.report.seats import compute_seats
from tests.unit.ledger.kit import World

TODAY = date(2026, 9, 20)
CHARGE = {"biller": "github", "provider_service": "GitHub Copilot", "cost_group": "ai"}


def seat(name, team="search", *, active=1, **columns):
    last = None if active is None else TODAY - timedelta(days=active)
    told = {"source": "s", "biller": "github", "product": "GitHub Copilot", "as_of": TODAY, "state": "active"}
    return told | {"seat_id": name, "employee": name, "team": team, "last_active_on": last} | columns


def contract(seats=5, each="20", **fields):
    """A contract as `outlay import contracts` stores it."""
    told = {"id": "c1", "vendor": "GitHub", "product": "Copilot Business", "starts": "2026-01-01", "ends": "2026-12-31"}
    one = Contract(**told | {"seats": seats, "price_per_seat": each} | fields)
    details = canonical_json({"declared": one.model_dump(mode="json", exclude_none=True)})
    return {"commitment_id": one.id, "kind": "annual_contract", "biller": one.biller, "details": details}


def report(folder, rows, by="product", *, charges=(), contracts=(), **settings):
    world = World(folder, as_of=TODAY, **settings)
    world.insert("seat", rows)
    world.insert("commitment", contracts)
    for amount, day in charges:
        world.charge(amount, day, **CHARGE)
    found = compute_seats(world.store, world.settings, by)
    world.store.close()
    return found


def test_seats_by_product_and_team(tmp_path):
    priced = {"price": Decimal(39), "currency": "USD"}
    rows = [seat("ann", **priced), seat("bob", active=45, **priced), seat("cy", "ads", **priced), seat("di", None)]
    found = report(tmp_path, rows, "team")
    assert [(one.team, one.assigned, one.unused, one.monthly_cost) for one in found.groups] == [
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
    found = report(tmp_path, [row, seat("used")])
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


def counts(group):
    return group.bought, group.assigned, group.active, group.new, group.unassigned, group.unused


def test_bought_seats_that_nobody_holds_or_uses_are_unused(tmp_path):
    rows = [seat("ann"), seat("bob", active=45), seat("new", active=None, assigned_on=TODAY - timedelta(days=3))]
    found = report(tmp_path, rows, contracts=[contract()])
    (group,) = found.groups
    assert counts(group) == (5, 3, 1, 1, 2, 3)
    assert (group.monthly_cost, group.unused_cost) == (Decimal(100), Decimal(60))
    assert (found.seats, found.unused, found.unused_cost) == (5, 3, Decimal(60))
    assert group.cost_basis == "contract c1"


def test_by_team_the_seats_that_nobody_holds_are_a_line(tmp_path):
    found = report(tmp_path, [seat("ann"), seat("cy", "ads")], "team", contracts=[contract(3, "10")])
    assert [(one.team, one.assigned, one.unused, one.monthly_cost) for one in found.groups] == [
        ("ads", 1, 0, Decimal(10)), ("search", 1, 0, Decimal(10)), ("not assigned", 0, 1, Decimal(10)),
    ]  # fmt: skip


def test_without_a_word_of_activity_no_seat_is_called_unused(tmp_path):
    found = report(tmp_path, [seat("ann", active=None), seat("bob", active=None)], contracts=[contract()])
    assert counts(found.groups[0]) == (5, 2, None, None, 3, None)
    assert (found.groups[0].unused_cost, found.unused, found.unused_cost) == (None, 3, Decimal(60))
    assert any("nothing tells whether seats are used" in note for note in found.notes)


def test_a_contract_whose_holders_nobody_told_is_shown_as_unknown(tmp_path):
    found = report(tmp_path, [], contracts=[contract()])
    assert counts(found.groups[0]) == (5, None, None, None, None, None)
    assert (found.groups[0].monthly_cost, found.unused) == (Decimal(100), 0)
    assert "outlay import seats" in found.notes[0]


def test_more_assigned_than_bought_is_told(tmp_path):
    found = report(tmp_path, [seat("ann"), seat("bob")], contracts=[contract(1, "30")])
    assert counts(found.groups[0]) == (1, 2, 2, 0, 0, 0)
    assert found.groups[0].monthly_cost == Decimal(30)
    assert "2 seats are assigned, 1 were bought" in found.notes[0]


@pytest.mark.parametrize(
    ("fields", "bought"),
    [
        ({"ends": "2026-08-31"}, None),
        ({"cancelled": "2026-08-01"}, None),
        ({"starts": "2026-10-01", "ends": None}, None),
        ({"vendor": "Cursor", "product": "Cursor"}, None),
        ({"price": "1200", "price_per_seat": None, "per": "year", "currency": "EUR"}, 5),
    ],
    ids=["ended", "cancelled", "not-begun", "another-vendor", "price-in-all"],
)
def test_only_contracts_that_run_today_buy_seats(tmp_path, fields, bought):
    one = contract(**fields)
    found = report(tmp_path, [seat("ann")], contracts=[one], fx_rates={"EUR": "1.25"})
    (group,) = [group for group in found.groups if group.biller == "github"]
    assert group.bought == bought
    if bought:
        assert group.monthly_cost == Decimal(125)


def test_two_contracts_of_a_product_add_up(tmp_path):
    found = report(tmp_path, [seat("ann")], contracts=[contract(), contract(2, "50", id="c2")])
    assert (found.groups[0].bought, found.groups[0].monthly_cost) == (7, Decimal(200))


def test_a_list_that_grew_old_is_told(tmp_path):
    old = TODAY - timedelta(days=31)
    found = report(tmp_path, [seat("ann", as_of=old, last_active_on=old)])
    assert found.notes[0] == f"GitHub Copilot: the list of who holds seats is of {old}; since then nothing is known"


def test_without_seats_the_next_step_is_named(tmp_path):
    assert "outlay import seats" in report(tmp_path, []).notes[0]


def test_another_grouping_is_refused(tmp_path):
    with pytest.raises(UsageError, match="plan"):
        report(tmp_path, [], "plan")
