from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import NotFoundError, UsageError
from outlay.ledger.explain import explain, ledger_row_id
from tests.unit.ledger.kit import DAY, NOW


@pytest.fixture
def split(world):
    world.delivery(files="september.csv")
    world.charge("70", model="gpt-4o")
    world.charge("30", model="gpt-4o")
    world.usage(feature="search", input=3, cost_input="3")
    world.usage(feature="chat", input=1, cost_input="1")
    world.rebuild()
    return world


def ask(world, id_text):
    return explain(world.store, world.settings, id_text, now=NOW)


def step(explanation, title):
    return next(found for found in explanation.steps if found.title == title)


def test_a_ledger_row_goes_back_to_its_charges(split):
    row = next(row for row in split.rows() if row["feature"] == "search")
    found = ask(split, ledger_row_id(row["ledger_row"]))
    assert step(found, "Pools").rows[0]["effective_cost"] == Decimal(75)
    assert step(found, "Pools").rows[0]["share_of_pool"] == Decimal("0.75")
    assert [rule["rule"] for rule in step(found, "Rule").rows] == ["AI API usage"]
    assert [row["feature"] for row in step(found, "Weights").rows] == ["search", "chat"]
    charges = step(found, "Charges").rows
    assert [(row["charge_id"], row["share_of_pool"], row["files"]) for row in charges] == [
        ("ch_0001", Decimal("0.7"), "september.csv"),
        ("ch_0002", Decimal("0.3"), "september.csv"),
    ]


def test_a_charge_goes_forward_to_its_ledger_rows(split):
    found = ask(split, "ch_0001")
    rows = found.steps[-1].rows
    assert [row["feature"] for row in rows] == ["search", "chat"]
    ids = {ledger_row_id(row["ledger_row"]) for row in split.rows()}
    assert {row["id"] for row in rows} == ids
    assert [rule["rule"] for rule in step(found, "Rule").rows] == ["AI API usage"]


def test_a_charge_of_many_days_says_that_rows_are_shown_for_some_only(world):
    world.delivery()
    first = world.charge("1", DAY)
    for number in range(1, 5):
        world.charge(number + 1, DAY + timedelta(days=number), columns={"x_charge_id": first})
    found = ask(world, first)
    assert found.summary == (
        "A charge with 5 daily slices. Ledger rows are shown for only 3 of its days, those with most of its cost."
    )
    assert [s.title for s in found.steps if s.title.startswith("Ledger rows")] == [
        f"Ledger rows of 2026-09-{day}" for day in (12, 13, 14)
    ]


def test_a_charge_of_one_day_leaves_nothing_out(split):
    assert ask(split, "ch_0001").summary == "A charge with 1 daily slice."


def test_a_charge_of_a_day_without_usage_says_why_it_is_whole(world):
    world.delivery()
    world.charge("70", model="gpt-4o")
    world.rebuild()
    found = ask(world, ledger_row_id(world.rows()[0]["ledger_row"]))
    assert "keeps its own key" in step(found, "Rule").text


@pytest.mark.parametrize("id_text", ["lg_00000000000000ff", "ch_none"])
def test_what_does_not_exist_is_not_found(split, id_text):
    with pytest.raises(NotFoundError):
        ask(split, id_text)


@pytest.mark.parametrize("id_text", ["lg_xyz", "inv_1"])
def test_an_id_of_no_known_kind_is_refused(split, id_text):
    with pytest.raises(UsageError):
        ask(split, id_text)
