"""A margin is told by what revenue is stated by, and by nothing else."""

from __future__ import annotations

import pytest

from outlay.facts.catalog import CATALOG
from outlay.store.query import ask, load_carried

REVENUE = """
    INSERT INTO value BY NAME
    SELECT 'crm' AS source, 'revenue_recognised' AS metric, DATE '2026-11-01' AS day, key_id, customer,
      100 AS amount, 'USD' AS currency
    FROM (VALUES (8, 'acme'), (9, NULL)) AS v(key_id, customer)
"""


@pytest.fixture
def answer(store, query):
    """Answers with revenue by product and customer, and cost by feature and team."""
    with store.write() as tx:
        tx.execute(REVENUE)
        tx.execute("INSERT INTO key BY NAME SELECT 8 AS key_id, 'suite' AS product, '' AS raw")
        tx.execute("INSERT INTO key BY NAME SELECT 9 AS key_id, '' AS raw")
    return lambda *metrics, **options: ask(store, query(*metrics, **options), CATALOG)


def test_carried_is_what_any_row_has(answer, store):
    assert answer("revenue").totals == {"revenue": 200}
    assert load_carried(store, ["revenue_recognised", "transactions"]) == {
        "revenue_recognised": ("product", "customer")
    }


def test_no_group_wins_by_a_dimension_that_revenue_does_not_carry(answer):
    found = answer("revenue", "cost", "margin", "cost_of_revenue_share", by=["feature"])
    assert {row["margin"] for row in found.rows} == {row["cost_of_revenue_share"] for row in found.rows} == {None}
    assert sum(row["revenue"] or 0 for row in found.rows) == found.totals["revenue"] == 200
    assert found.totals["margin"] == found.totals["revenue"] - found.totals["cost"]
    assert found.notes == ("Revenue is stated by product, customer: ask by one of them.",)


def test_one_dimension_too_many_is_enough(answer):
    assert {row["margin"] for row in answer("margin", by=["product", "team"]).rows} == {None}


@pytest.mark.parametrize("by", [["product"], []])
def test_by_what_it_carries_a_margin_is_told(answer, by):
    found = answer("margin", by=by)
    assert any(row["margin"] is not None for row in found.rows)
    assert found.notes == ()


def test_without_revenue_in_the_range_nothing_is_said_of_it(answer):
    found = answer("margin", by=["feature"], since="2026-11-02")
    assert found.notes == ()
    assert {row["margin"] for row in found.rows} == {None}


def test_revenue_of_no_dimension_is_stated_as_a_whole(answer, store):
    answer("revenue")
    with store.write() as tx:
        tx.execute("UPDATE value SET key_id = 9, customer = NULL")
    assert answer("margin", by=["team"]).notes == ("Revenue is stated as a whole only.",)
