from __future__ import annotations

from datetime import date

import pytest

from outlay.core.errors import UnknownNameError, UsageError
from outlay.core.time import Grain
from outlay.facts.catalog import CATALOG, Catalog, PairError, Question
from outlay.facts.dimensions import Home
from outlay.facts.metrics import METRICS, Base, Unit
from outlay.facts.query import View

TODAY = date(2026, 11, 21)


def ask(*metrics, **options):
    return CATALOG.query(Question(metrics=metrics, **options), today=TODAY)


def test_a_question_becomes_a_checked_query():
    query = ask("cost", "cost", by=["feature", "month"], where='team = "ads"', since="2026-10", view="net")
    assert query.metrics == ("cost",)
    assert (query.by, query.grain, query.view) == (("feature",), Grain.MONTH, View.NET)
    assert (query.since, query.until) == (date(2026, 10, 1), date(2026, 11, 22))


def test_the_default_range_is_last_month_and_this_one_so_far():
    assert ask("cost").range.since == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"metrics": ["costs"]}, "cost"),
        ({"metrics": ["cost"], "by": ["featur"]}, "feature"),
        ({"metrics": ["cost"], "where": 'modle == "x"'}, "model"),
        ({"metrics": ["cost"], "grain": "dya"}, "day"),
        ({"metrics": ["cost"], "view": "nett"}, "net"),
        ({"metrics": ["cost"], "axis": "posed"}, "posted"),
        ({"metrics": ["cost"], "order": ["-costs"]}, "cost"),
    ],
)
def test_an_unknown_name_is_answered_with_a_close_one(options, hint):
    with pytest.raises(UnknownNameError) as caught:
        CATALOG.query(Question(**options), today=TODAY)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "options",
    [
        {"metrics": []},
        {"metrics": ["cost"], "by": ["day", "month"]},
        {"metrics": ["cost"], "limit": 0},
        {"metrics": ["cost"], "since": "2026-11-02", "until": "2026-11-01"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_hint(options):
    with pytest.raises(UsageError) as caught:
        CATALOG.query(Question(**options), today=TODAY)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("metric", "dimension"),
    [
        ("requests", "token_class"),
        ("requests_without_price", "token_class"),
        ("requests", "invoice_id"),
        ("latency_p95", "cost_state"),
        ("revenue", "model"),
        ("margin", "model"),
        ("cost", "user"),
        ("ai_cost", "customer"),
        ("ai_share", "customer"),
        ("priced_cost", "charge_id"),
    ],
)
def test_pairs_that_no_table_answers_are_refused(metric, dimension):
    with pytest.raises(PairError) as caught:
        ask(metric, by=[dimension])
    assert caught.value.hint
    with pytest.raises(PairError):
        ask(metric, where=f'{dimension} == "x"')


@pytest.mark.parametrize(
    ("metric", "dimension"),
    [
        ("tokens", "token_class"),
        ("cost", "customer"),
        ("latency_p95", "customer"),
        ("cost", "sku"),
        ("cost", "tag:env"),
    ],
)
def test_pairs_that_a_table_answers_are_allowed(metric, dimension):
    assert ask(metric, by=[dimension]).by == (dimension,)


def test_charges_do_not_combine_with_customers():
    with pytest.raises(PairError):
        ask("cost", by=["charge_id", "customer"])


@pytest.mark.parametrize("metric", ["cost", "revenue", "latency_p95", "cost_per_request"])
def test_hours_are_of_calculated_cost_and_quantities(metric):
    with pytest.raises(PairError):
        ask(metric, grain="hour")
    assert ask("priced_cost_per_request", "tokens", grain="hour").grain is Grain.HOUR


def test_imported_values_become_metrics_and_keep_known_names():
    catalog = Catalog.with_values([("signups", False), ("savings", True), ("revenue_recognised", True)])
    assert catalog.metric("signups").unit is Unit.COUNT
    assert catalog.metric("savings").unit is Unit.MONEY
    assert "revenue_recognised" not in catalog.metrics


def test_operands_are_what_is_summed():
    assert [operand.name for operand in CATALOG.operands("ai_cost_of_revenue")] == ["ai_cost", "revenue"]


@pytest.mark.parametrize("name", METRICS)
def test_each_metric_has_a_sentence_and_operands(name):
    metric = CATALOG.metric(name)
    assert metric.definition.endswith(".")
    assert all(operand.base is not Base.DERIVED for operand in CATALOG.operands(name))
    assert CATALOG.dimensions_for(name)


@pytest.mark.parametrize("name", CATALOG.dimensions)
def test_each_dimension_has_a_sentence_and_a_metric(name):
    assert CATALOG.dimensions[name].definition.endswith(".")
    assert CATALOG.home(name) in Home
    assert any(CATALOG.allows(metric, name) for metric in CATALOG.metrics)
