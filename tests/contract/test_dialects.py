"""Both engines give the same answer to every pair of metric and dimension that the catalog allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.facts.catalog import CATALOG, Question
from outlay.facts.expressions import parse_expression
from outlay.store.query import ask, compile_query

pytestmark = [pytest.mark.clickhouse, pytest.mark.slow]

TODAY = date(2026, 3, 1)
MONTHS = {"since": "2025-12-01", "until": "2026-03-01"}
WEEK = {"since": "2026-02-16", "until": "2026-02-23"}
DIMENSIONS = (*CATALOG.dimensions, "tag:env", "tag:a.b/~c\"'\\")
SHAPES = (
    {"view": "net", "grain": "month"},
    {"view": "invoice", "grain": "quarter"},
    {"view": "list", "grain": "year"},
    {"axis": "posted", "grain": "month"},
    {"grain": "day"},
    {"grain": "week"},
)
FILTERS = (
    None,
    'provider == "openai"',
    'provider != "openai" && !has(team)',
    'matches(endpoint, "b.c") || model.startsWith("gpt")',
    'feature in ["search", "unattributed"]',
    'tag:env == "prod" or plan < "m"',
    'customer == "acme"',
    'customer != "acme" && product == "suite"',
    'cost_state == "priced" || cost_state == "invoiced"',
    'token_class == "output"',
    'finality == "open" && billing_period >= "2026-01-01"',
    "has(cost_state) && not (model_vendor > 'm')",
)


def both(duck, click, catalog, question, **options):
    """The rows of both engines as their SQL gives them."""
    query = catalog.query(question, today=TODAY)
    found = [
        store.fetch(compile_query(query, catalog, dialect=store.dialect, **options).sql).to_pylist()
        for store in (duck, click)
    ]
    return [[{name: zoneless(value) for name, value in row.items()} for row in rows] for rows in found]


def zoneless(value):
    """One engine tells hours with the zone UTC, the other without."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def ranges(dimension):
    return WEEK if dimension in {"customer", "user"} else MONTHS


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_each_metric_of_a_dimension_is_the_same_on_both_engines(dimension, duck, click, catalog):
    metrics = [name for name in catalog.metrics if catalog.allows(name, dimension)]
    query = catalog.query(Question(metrics=metrics, by=[dimension], **ranges(dimension)), today=TODAY)
    left, right = (ask(store, query, catalog).as_json() for store in (duck, click))
    assert left == right
    assert left["rows"]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dimension", ["feature", "payer", "token_class", "customer", "charge_id", "tag:env"])
def test_views_axes_and_grains_are_the_same_on_both_engines(dimension, shape, duck, click, catalog):
    metrics = [name for name in ("cost", "requests", "tokens", "revenue") if catalog.allows(name, dimension)]
    left, right = both(
        duck, click, catalog, Question(metrics=metrics, by=[dimension], **MONTHS, **shape), fiscal_start=3
    )
    assert left == right
    assert left


@pytest.mark.parametrize("fiscal_start", range(1, 13))
def test_fiscal_quarters_and_years_are_the_same_on_both_engines(fiscal_start, duck, click, catalog):
    for grain in ("quarter", "year"):
        question = Question(metrics=["cost", "requests"], grain=grain, **MONTHS)
        left, right = both(duck, click, catalog, question, fiscal_start=fiscal_start)
        assert left == right


def test_a_month_of_customers_and_features_is_the_same_on_both_engines(duck, click, catalog):
    for view in ("consumption", "invoice"):
        question = Question(
            metrics=["cost", "priced_cost", "requests"], by=["customer", "feature"], view=view, **MONTHS
        )
        left, right = both(duck, click, catalog, question)
        assert left == right
        assert left


def test_single_requests_give_the_same_percentiles_on_both_engines(duck, click, catalog):
    metrics = [name for name, metric in catalog.metrics.items() if metric.percentile]
    question = Question(metrics=["requests", *metrics], by=["customer", "user"], **WEEK)
    left, right = both(duck, click, catalog, question)
    assert left == right
    assert left


def test_hours_are_the_same_on_both_engines(duck, click, catalog):
    question = Question(metrics=["priced_cost", "requests"], by=["model", "hour"], **WEEK)
    query = catalog.query(question, today=TODAY)
    left, right = (ask(store, query, catalog).as_json()["rows"] for store in (duck, click))
    assert left == right
    assert left[0]["hour"].endswith(":00:00Z")


@st.composite
def questions(draw):
    names = draw(st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True))
    metrics = draw(st.lists(st.sampled_from(list(CATALOG.metrics)), min_size=1, max_size=4, unique=True))
    grain = draw(st.sampled_from([None, "hour", "day", "week", "month", "quarter", "year"]))
    order = draw(st.lists(st.sampled_from([*metrics, *names]), max_size=2, unique=True))
    return Question(
        metrics=metrics,
        by=names,
        grain=grain,
        where=draw(st.sampled_from(FILTERS)),
        view=draw(st.sampled_from(["consumption", "net", "invoice", "list"])),
        axis=draw(st.sampled_from(["incurred", "incurred", "posted"])),
        order=[f"{draw(st.sampled_from(['', '-']))}{name}" for name in order],
        limit=draw(st.sampled_from([1, 3, 1000])),
        **draw(st.sampled_from([MONTHS, WEEK, {"since": "2026-01-01", "until": "2026-02-01"}])),
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
@given(question=questions(), scope=st.sampled_from([None, None, 'team == "ads"', 'provider != "aws"']))
def test_random_questions_are_the_same_on_both_engines(question, scope, duck, click, catalog):
    fixed = {"scope": parse_expression(scope) if scope else None, "fiscal_start": 5}
    try:
        left, right = both(duck, click, catalog, question, **fixed)
    except UsageError as error:
        left, right = bool(error.hint), True
    assert left == right


@pytest.mark.parametrize(
    "question",
    [
        {"by": ["payer"], "grain": "month"},
        {"by": ["team"], "grain": "week", "order": ["-cost"]},
        {"by": ["customer"], "view": "net"},
        {"axis": "posted", "grain": "month", "view": "invoice"},
        {"metrics": ["margin", "cost_per_request"], "grain": "month"},
        {"by": ["customer", "feature"], "grain": "month"},
    ],
    ids=str,
)
def test_both_answer_alike_at_constant_rates(duck, click, catalog, question):
    named = {"metrics": ["cost"], "constant": "2026-01", **MONTHS, **question}
    query = catalog.query(Question(**named), today=TODAY)
    query = replace(query, rate_of=lambda code, day: Decimal(1 + day.day + len(code)) / 7)
    answers = [ask(store, query, catalog) for store in (duck, click)]
    assert answers[0].rows
    assert answers[0].rows == answers[1].rows
    assert answers[0].totals == answers[1].totals
