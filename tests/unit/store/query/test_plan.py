from __future__ import annotations

import pytest

from outlay.core.errors import UsageError
from outlay.facts.catalog import CATALOG, PairError
from outlay.facts.expressions import parse_expression
from outlay.store.query import sources as s
from outlay.store.query.plan import choose, condition_of


@pytest.fixture
def plan(query):
    def chosen(*metrics, scope=None, **options):
        asked = query(*metrics, **options)
        return choose(asked, CATALOG, condition_of(asked, parse_expression(scope) if scope else None))

    return chosen


@pytest.mark.parametrize(
    ("by", "ledger", "usage"),
    [
        (["feature", "team"], s.LEDGER, s.EVENT_HOUR),
        (["customer"], s.LEDGER_CUSTOMER, s.CUSTOMER_DAY),
        (["customer", "product"], s.LEDGER_CUSTOMER, s.CUSTOMER_DAY),
        (["customer", "feature"], s.LEDGER_CUSTOMER_MONTH, s.CUSTOMER_MONTH),
    ],
)
def test_the_smallest_tables_that_know_every_dimension(plan, by, ledger, usage):
    found = plan("cost", "requests", by=by)
    assert found.ledger is ledger
    assert found.usage is usage


def test_filters_and_scopes_choose_too(plan):
    assert plan("requests", where='customer == "acme"').usage is s.CUSTOMER_DAY
    assert plan("requests", scope='customer == "acme"').usage is s.CUSTOMER_DAY
    assert plan("requests", where='customer == "acme"', scope='team == "ads"').usage is s.EVENT


def test_charges_answer_cost_by_charge(plan):
    found = plan("cost", by=["sku"])
    assert found.is_of_charges
    assert found.usage is None


def test_one_customer_may_read_requests_of_any_range(plan):
    where = 'team == "ads" && customer == "acme"'
    assert plan("priced_cost", by=["endpoint"], where=where).reads_events
    assert plan("p95_cost_per_request", where='customer in ["acme"]').histogram is s.EVENT


def test_a_week_may_read_requests_of_every_customer(plan):
    assert plan("requests", by=["customer", "endpoint"], until="2026-11-08").usage is s.EVENT


@pytest.mark.parametrize(
    "where", [None, 'customer != "acme"', '!(customer == "acme")', 'customer == "a" || has(model)']
)
def test_requests_of_every_customer_over_a_longer_range_are_refused(plan, where):
    with pytest.raises(UsageError, match="30 days") as caught:
        plan("requests", by=["customer", "endpoint"], where=where)
    assert "at most 7 days" in caught.value.hint


def test_cost_of_customers_by_another_dimension_points_to_calculated_cost(plan):
    with pytest.raises(PairError, match="customer and endpoint") as caught:
        plan("cost", by=["customer", "endpoint"])
    assert "priced_cost" in caught.value.hint


@pytest.mark.parametrize("options", [{"grain": "day"}, {"since": "2026-11-02"}, {"until": "2026-11-15"}])
def test_cost_by_customer_and_feature_needs_whole_months(plan, options):
    with pytest.raises(UsageError, match="whole months"):
        plan("cost", by=["customer", "feature"], **options)


def test_hours_of_customers_come_from_requests(plan):
    assert plan("requests", by=["customer"], grain="hour", until="2026-11-04").usage is s.EVENT


@pytest.mark.parametrize("options", [{"grain": "day"}, {"since": "2026-11-02"}])
def test_posted_cost_is_asked_by_month(plan, options):
    with pytest.raises(UsageError, match="accounting periods are months"):
        plan("cost", axis="posted", **options)
