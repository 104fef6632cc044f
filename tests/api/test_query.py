"""The query over HTTP: same names as the command line, exact decimals, problems that help."""

from __future__ import annotations

import json

import httpx2
import pytest

from tests.server import outlay

OCTOBER = {"since": "2026-10-01", "until": "2026-11-01"}


def test_money_is_a_decimal_string_and_counts_are_integers(server):
    answer = server.get("/api/v1/query", metrics="cost,requests", by="feature", **OCTOBER)
    rows = {row["feature"]: row for row in answer["rows"]}
    assert rows["unattributed"]["cost"] == "90"
    assert rows["search"] == {"feature": "search", "cost": "2.5", "requests": 1}
    assert rows["assist"] == {"feature": "assist", "cost": "7.5", "requests": 1}
    assert answer["totals"] == {"cost": "100", "requests": 2}


def test_post_and_get_answer_the_same(server):
    body = {"metrics": ["cost"], "by": ["provider"], **OCTOBER}
    posted = httpx2.post(f"{server.url}/api/v1/query", json=body).json()
    assert posted == server.get("/api/v1/query", metrics="cost", by="provider", **OCTOBER)


def test_an_open_day_is_calculated_until_its_bill_comes(server):
    answer = server.get("/api/v1/query", metrics="cost", since="2026-11-20", until="2026-11-21")
    assert answer["cost_states"] == {"priced": "0.007"}


def test_the_command_line_works_through_the_server(server):
    done = outlay(
        "query", "--by", "provider", "--since", "2026-10", "--until", "2026-11", "--json", data_dir=server.data_dir
    )
    assert json.loads(done.stdout) == server.get(
        "/api/v1/query", metrics="cost", by="provider", limit="1000", **OCTOBER
    )


def test_csv_has_the_same_rows(server):
    text = httpx2.get(f"{server.url}/api/v1/query.csv", params={"metrics": "cost", "by": "provider", **OCTOBER}).text
    assert text.splitlines() == ["provider,cost", "aws,90", "openai,10"]


@pytest.mark.parametrize(
    ("parameters", "status", "hint"),
    [
        ({"metrics": "cots"}, 400, "cost"),
        ({"metrics": "cost", "by": "featur"}, 400, "feature"),
        ({"metrics": "cost", "where": "provider = openai"}, 400, "=="),
        ({"metrics": "revenue", "by": "model"}, 400, "product"),
        ({"metrics": "cost", "since": "yesterdayish"}, 400, "30d"),
        ({"metrics": "cost", "limit": "0"}, 400, "100000"),
        ({"metrics": "cost", "limit": "many"}, 422, "shape"),
        ({}, 422, "shape"),
    ],
)
def test_a_wrong_question_is_a_problem_with_a_hint(server, parameters, status, hint):
    answer = httpx2.get(f"{server.url}/api/v1/query", params=parameters)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert hint in answer.json()["hint"]


def test_every_metric_and_dimension_of_the_catalog_is_defined(server):
    catalog = server.get("/api/v1/catalog")
    assert all(entry["definition"] for entry in [*catalog["metrics"], *catalog["dimensions"], *catalog["views"]])


def test_explain_leads_from_a_row_to_its_charge(server):
    row = server.get("/api/v1/query", metrics="cost", by="ledger_row", where='feature == "search"', **OCTOBER)["rows"][
        0
    ]
    explained = server.get(f"/api/v1/explain/{row['ledger_row']}")
    text = json.dumps(explained)
    assert "ch_" in text
    assert "bill.csv" in text


def test_explaining_nothing_is_not_found(server):
    answer = httpx2.get(f"{server.url}/api/v1/explain/lg_0000000000000001")
    assert answer.status_code == 404
    assert answer.json()["hint"]
