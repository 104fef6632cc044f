"""Copilot: net amounts are billed, credits count once though two reports tell them, a person has one seat."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.github_copilot import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def item(sku="Copilot AI Credits", net="2.5", unit="ai-credits", **more):
    return {
        "product": "Copilot",
        "sku": sku,
        "unitType": unit,
        "pricePerUnit": Decimal("0.01"),
        "grossQuantity": 1000,
        "grossAmount": Decimal(10),
        "netAmount": Decimal(net),
        **more,
    }


def seat(login, **more):
    return {"assignee": {"login": login}, "plan_type": "business", "created_at": "2026-03-01T09:00:00Z", **more}


def facts_of(usage=(), credits_=(), seats=(), **settings):
    records = {"usage": usage, "credits": credits_, "seats": seats}
    source = Source(Settings(organization="acme", token="t0", **settings), None, DAY)
    end = DAY + timedelta(days=1)
    buckets = [Bucket(dataset=name, start=DAY, end=end, records=tuple(rows)) for name, rows in records.items()]
    return source.normalise(date(2026, 11, 1), buckets)


def billed(facts):
    return [row["BilledCost"] for row in facts.charges]


def test_the_net_amount_is_billed_and_the_gross_amount_is_the_list_price():
    [row] = facts_of([item()]).charges
    assert (row["BilledCost"], row["EffectiveCost"], row["ListCost"]) == (Decimal("2.5"), Decimal("2.5"), 10)


def test_credits_that_both_reports_tell_count_once_and_have_their_model():
    facts = facts_of([item(net="3")], [item(net="2", model="GPT-5.4"), item(net="1", model="Claude")])
    assert billed(facts) == [2, 1]
    assert [row["x_Model"] for row in facts.charges] == ["GPT-5.4", "Claude"]
    assert facts.stated[0].amount == 3


def test_where_the_reports_differ_what_is_billed_counts_and_it_is_said():
    facts = facts_of([item(net="3")], [item(net="2.99", model="GPT-5.4")])
    assert billed(facts) == [3]
    assert "credits are 2.99 by model, 3 as billed" in facts.notes[0]


def test_credits_that_only_their_own_report_tells_are_taken():
    seats = item(sku="Copilot Business", net="0.63", unit="user-months")
    facts = facts_of([seats], [item(net="2")])
    assert billed(facts) == [Decimal("0.63"), 2]
    assert facts.stated[0].amount == Decimal("2.63")


def test_a_discount_beyond_the_gross_amount_is_no_refund():
    facts = facts_of([], [item(net="0", discountAmount=Decimal(11))])
    assert billed(facts) == [0]


def test_other_products_are_taken_only_if_asked_for():
    actions = item(sku="Actions Linux", unit="minutes", product="actions")
    assert billed(facts_of([actions])) == []
    [row] = facts_of([actions], products=()).charges
    assert (row["ServiceName"], row["ServiceCategory"]) == ("GitHub actions", "Developer Tools")


def test_a_person_with_two_teams_has_one_seat_with_the_price_that_is_billed():
    usage = [item(sku="Copilot Business", unit="user-months", pricePerUnit=19)]
    facts = facts_of(usage, seats=[seat("ada", assigning_team={"slug": "core"}), seat("ADA"), seat("bob")])
    rows = [(row["employee"], row["team"], row["price"], row["currency"]) for row in facts.seats]
    assert rows == [("ada", "core", 19, "USD"), ("bob", None, 19, "USD")]


def test_a_seat_tells_when_it_was_used_and_whether_it_ends():
    [row] = facts_of(seats=[seat("ada", pending_cancellation_date="2026-11-30", last_activity_at=None)]).seats
    assert (row["state"], row["last_active_on"]) == ("pending_cancellation", None)
    assert (row["assigned_on"], row["price"]) == (date(2026, 3, 1), None)


@pytest.mark.parametrize("name", ["netAmount", "grossAmount", "product", "sku", "unitType"])
def test_a_missing_field_is_named(name):
    broken = {key: value for key, value in item().items() if key != name}
    with pytest.raises(SourceFormatError, match=f"'{name}'"):
        facts_of([broken], products=())
