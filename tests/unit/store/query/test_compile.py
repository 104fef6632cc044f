from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.core.time import TimeRange
from outlay.facts.catalog import CATALOG
from outlay.facts.expressions import Comparison, matches, parse_expression
from outlay.store.query import ask, compile_query

USAGE_DAYS = TimeRange(since=date(2026, 11, 1), until=date(2026, 11, 20))
SNAPSHOTS = Path(__file__).parent / "snapshots"
QUESTIONS = {
    "cost_by_feature_and_day": (["cost"], {"by": ["feature"], "grain": "day"}),
    "margin_by_customer": (["margin", "requests"], {"by": ["customer"], "limit": 20}),
    "customers_and_features": (["cost"], {"by": ["customer", "feature"]}),
    "percentiles_by_endpoint": (["p95_cost_per_request", "latency_p50"], {"by": ["endpoint"]}),
    "single_requests": (["p99_cost_per_request", "errors"], {"by": ["user"], "where": 'customer == "acme"'}),
    "posted_fiscal_quarters": (["cost", "ai_share"], {"grain": "quarter", "axis": "posted", "view": "net"}),
    "charges": (["cost"], {"by": ["sku", "invoice_id"], "view": "invoice"}),
    "invoice_months": (["cost"], {"by": ["invoice_id"], "grain": "month", "view": "invoice"}),
    "list_by_service": (["cost"], {"by": ["provider_service"], "view": "list"}),
    "unit_costs": (["cost", "cost_per_request"], {"by": ["product"], "order": ["-cost_per_request"]}),
    "tokens_by_class": (["tokens"], {"by": ["token_class"], "where": 'token_class in ["input", "output"]'}),
    "filters": (
        ["cost"],
        {
            "by": ["tag:env", "ledger_row"],
            "where": 'tag["a/b"] != "x" && (matches(team, "^a") || !has(feature)) && ledger_row == "lg_4d"',
            "order": ["tag:env", "-cost"],
        },
    ),
}


@pytest.mark.parametrize("dialect", ["duckdb", "clickhouse"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_statements_are_as_recorded(name, dialect, query):
    metrics, options = QUESTIONS[name]
    asked = replace(query(*metrics, **options), usage_days=USAGE_DAYS)
    compiled = compile_query(asked, CATALOG, dialect=dialect, fiscal_start=2)
    shown = sqlglot.parse_one(compiled.sql, dialect=dialect).sql(dialect=dialect, pretty=True) + "\n"
    path = SNAPSHOTS / f"{name}.{dialect}.sql"
    if os.environ.get("RECORD_SNAPSHOTS"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", QUESTIONS)
def test_statements_run_on_the_schema(name, query, store):
    metrics, options = QUESTIONS[name]
    asked = query(*metrics, **options)
    assert ask(store, asked, CATALOG).columns


HOSTILE = ["'; DROP TABLE key; --", "it's", "\\", "\\'", '"', "`", "{x:String}", "%s", "?", "$1", "*/", "\n", "é𝛼"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("operator", ["==", "startsWith", "in"])
def test_hostile_values_stay_values(text, operator, query, store):
    where = Comparison(dimension="team", operator=operator, values=(text,))
    rows = ask(store, query("requests", by=["team"]), CATALOG, scope=where).rows
    assert {row["team"] for row in rows} == {team for team in ("ads", "it's") if matches(where, {"team": team}.get)}


@pytest.mark.parametrize("tag", ["a'b", 'a"b', "a\\", "a/b~c", "$.x", "*", "a.b"])
def test_hostile_tags_name_exactly_one_tag(tag, query, store):
    with store.write() as tx:
        tx.execute("UPDATE key SET tags = json_object(?, 'yes', 'env', 'no') WHERE key_id = 1", [tag])
    rows = ask(store, query("cost", by=[f"tag:{tag}"]), CATALOG).rows
    assert {row[f"tag:{tag}"] for row in rows} == {"yes", None}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_any_text_finds_itself(text, query, store):
    scope = Comparison(dimension="team", operator="!=", values=(text,))
    rows = ask(store, query("requests", by=["team"]), CATALOG, scope=scope).rows
    assert {row["team"] for row in rows} == {"ads", "it's"} - {text}


@pytest.mark.parametrize("text", ["\0", "a\ud800"])
def test_text_that_no_store_holds_is_refused(text, query, store):
    with pytest.raises(UsageError, match="not text"):
        ask(store, query("cost"), CATALOG, scope=Comparison(dimension="team", operator="==", values=(text,)))


def test_every_branch_holds_the_scope(query):
    scope = parse_expression('team == "only-mine"')
    compiled = compile_query(
        query("cost", "requests", "latency_p50", "revenue"), CATALOG, dialect="duckdb", scope=scope
    )
    tables = {"ledger", "event_hour", "event_hist", "value"}
    for select in sqlglot.parse_one(compiled.sql, dialect="duckdb").find_all(sqlglot.exp.Select):
        source = select.args["from_"].this
        if isinstance(source, sqlglot.exp.Table) and source.name in tables:
            tables.remove(source.name)
            assert "'only-mine'" in select.args["where"].sql()
    assert not tables


def test_no_two_rows_tie(query):
    compiled = compile_query(query("cost", by=["feature", "team"], order=["team"]), CATALOG, dialect="duckdb")
    assert compiled.sql.endswith('ORDER BY "a"."g1" ASC, "a"."g0" ASC LIMIT 10001')
