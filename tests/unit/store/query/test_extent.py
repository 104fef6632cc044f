"""Cost over usage is of the days with both; a range without facts says where there are some."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.time import TimeRange
from outlay.facts.catalog import CATALOG
from outlay.facts.expressions import parse_expression
from outlay.store.query import ask
from outlay.store.query.extent import describe_elsewhere, load_usage_days, shared_days
from outlay.store.query.plan import choose

RATIOS = ("cost_per_request", "cost_per_1k_requests", "cost_per_1m_tokens")
EARLIER = """
    INSERT INTO ledger BY NAME
    SELECT DATE '2026-09-01' AS accounting_period, DATE '2026-09-20' AS day, 1 AS key_id, 9 AS ledger_row,
      DATE '2026-09-01' AS billing_period, 'openai//metered' AS payer_id, 'Usage' AS charge_category,
      'consumption' AS cost_class, 'invoiced' AS cost_state, 'final' AS finality, 1000 AS billed_cost,
      1000 AS effective_cost, 1000 AS list_cost
"""


def days(since, until):
    return TimeRange(since=date.fromisoformat(since), until=date.fromisoformat(until))


@pytest.fixture
def answer(store, query):
    """Answers of a store whose bills begin before its usage."""
    with store.write() as tx:
        tx.execute(EARLIER)
        tx.execute("INSERT INTO coverage VALUES ('openai//metered', '2026-09-20', 'settled')")
    return lambda *metrics, scope=None, **options: ask(
        store, query(*metrics, **{"since": "2026-09-01", **options}), CATALOG, scope=scope
    )


def test_the_days_with_usage_are_from_the_first_to_the_last_request(store):
    assert load_usage_days(store) == days("2026-11-01", "2026-11-03")


@pytest.mark.parametrize(
    ("metric", "expected"), list(zip(RATIOS, ("0.38125", "381.25", "22426.470588235294"), strict=True))
)
def test_cost_before_all_usage_is_in_no_unit_cost(answer, metric, expected):
    found = answer("cost", "requests", metric)
    assert found.rows[0] == {"cost": Decimal("1015.25"), "requests": 40, metric: Decimal(expected)}
    assert found.totals == found.rows[0]


def test_the_note_says_which_days_and_nothing_is_said_of_whole_ranges(answer):
    (note, bound) = answer("cost_per_request", "cost_per_1k_requests").notes
    said = "Cost per request and Cost per 1,000 requests are over 2026-11-01 to 2026-11-02, the days with both."
    assert note == said
    assert answer("cost_per_request", since="2026-11-01", until="2026-11-03").notes == (
        bound.replace(", cost_per_1k_requests divide", " divides"),
    )
    assert answer("cost", "requests").notes == ()


def test_rows_and_cut_totals_follow_the_same_days(answer):
    found = answer("cost_per_request", by=["provider"], order=["-cost_per_request"], limit=1)
    assert found.truncated
    assert found.rows[0] == {"provider": "openai", "cost_per_request": Decimal("0.228125")}
    assert found.totals == {"cost_per_request": Decimal("0.38125")}
    assert [row["cost_per_request"] for row in answer("cost_per_request", grain="month").rows] == [
        None,
        Decimal("0.38125"),
    ]


def test_where_months_are_kept_only_whole_months_count(query):
    asked = replace(
        query("cost_per_request", axis="posted", since="2026-08-01"), usage_days=days("2026-08-24", "2026-11-20")
    )
    assert shared_days(asked, choose(asked, CATALOG, None)) == (True, days("2026-09-01", "2026-11-01"))


def test_without_a_whole_month_with_both_a_unit_cost_is_not_known(answer):
    found = answer("cost_per_request", "cost", axis="posted")
    assert found.rows[0]["cost_per_request"] is None
    assert "Cost per request is not known: no whole month has both cost and usage." in found.notes


def test_a_range_before_all_facts_says_where_they_are(answer):
    (note,) = answer("cost", since="2020-01", until="2020-02").notes
    assert note == (
        "No facts in this range; they reach from 2026-09-20 to 2026-11-02: try since=2026-11 and until=2026-12."
    )


def test_a_range_after_all_facts_needs_no_end(query):
    known = days("2023-11-16", "2023-11-17")
    assert describe_elsewhere(query("cost"), known).endswith("from 2023-11-16 to 2023-11-16: try since=2023-11.")


def test_a_filter_that_finds_nothing_is_no_empty_range(answer):
    assert answer("cost", where='team == "nobody"').notes == ()


def test_who_sees_a_part_is_not_told_of_the_whole(answer):
    assert answer("cost", since="2020-01", until="2020-02", scope=parse_expression('team == "ads"')).notes == ()


def test_an_empty_store_has_nothing_to_say(query):
    assert describe_elsewhere(query("cost"), None) is None
