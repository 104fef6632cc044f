from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.facts.expressions import Combination, Comparison, ExpressionError, Negation, matches
from outlay.store.query.conditions import compile_condition
from outlay.store.query.sources import EVENT_HOUR, LEDGER

ROWS = [{"model": model, "region": region} for model in (None, "", "a", "b\n", "gpt") for region in (None, "eu-1", "B")]
VALUES = st.sampled_from(["", "a", "b", "gpt", "eu", "B", "eu-1", "^$", "p.|1"])


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE k (n INTEGER, model VARCHAR, region VARCHAR, team VARCHAR, attribution VARCHAR)")
    connection.executemany(
        "INSERT INTO k VALUES (?, ?, ?, NULL, NULL)", [[n, row["model"], row["region"]] for n, row in enumerate(ROWS)]
    )
    yield connection
    connection.close()


comparisons = st.builds(
    lambda dimension, operator, values: Comparison(dimension=dimension, operator=operator, values=values),
    st.sampled_from(["model", "region"]),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "startsWith", "matches", "has"]),
    st.lists(VALUES, min_size=1, max_size=3).map(tuple),
)
expressions = st.recursive(
    comparisons,
    lambda part: st.one_of(
        part.map(lambda inner: Negation(part=inner)),
        st.builds(
            lambda operator, parts: Combination(operator=operator, parts=tuple(parts)),
            st.sampled_from(["&&", "||"]),
            st.lists(part, min_size=2, max_size=3),
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=expressions)
def test_sql_selects_exactly_the_rows_that_match(expression, database):
    condition = compile_condition(expression, EVENT_HOUR).sql(dialect="duckdb")
    found = {n for (n,) in database.execute(f"SELECT n FROM k WHERE {condition}").fetchall()}
    assert found == {n for n, row in enumerate(ROWS) if matches(expression, row.get)}


def test_has_asks_what_is_stored_although_ownership_is_always_shown(database):
    has = compile_condition(Comparison(dimension="team", operator="has"), EVENT_HOUR).sql(dialect="duckdb")
    shown = Comparison(dimension="team", operator="==", values=("unattributed",))
    equals = compile_condition(shown, EVENT_HOUR).sql(dialect="duckdb")
    assert database.execute(f"SELECT count(*) FROM k WHERE {has}").fetchone() == (0,)
    assert database.execute(f"SELECT count(*) FROM k WHERE {equals}").fetchone() == (len(ROWS),)


def test_a_pattern_beyond_re2_is_refused():
    with pytest.raises(ExpressionError, match="not RE2"):
        compile_condition(Comparison(dimension="model", operator="matches", values=("a(?=b)",)), EVENT_HOUR)


def test_ledger_rows_are_compared_by_name():
    named = Comparison(dimension="ledger_row", operator="in", values=("lg_4d", "lg_ff"))
    assert compile_condition(named, LEDGER).sql() == '"t"."ledger_row" IN (77, 255)'


@pytest.mark.parametrize(("operator", "values"), [("==", ("77",)), ("has", ()), ("<", ("lg_4d",))])
def test_ledger_rows_have_names_and_equality_only(operator, values):
    with pytest.raises(UsageError, match="ledger"):
        compile_condition(Comparison(dimension="ledger_row", operator=operator, values=values), LEDGER)


@pytest.mark.parametrize(("operator", "expected"), [("==", "FALSE"), ("!=", "TRUE"), ("in", "FALSE")])
def test_estimates_are_no_ledger_row(operator, expected):
    named = Comparison(dimension="ledger_row", operator=operator, values=("lg_4d",))
    assert compile_condition(named, EVENT_HOUR).sql() == expected
