"""Endpoints and single requests over HTTP, as a page polls them and the command line asks for them."""

from __future__ import annotations

import json

import httpx2
import pytest

from tests.api.conftest import AS_OF
from tests.server import outlay, serving

HEAD = "id,ts,provider,model,input_tokens,output_tokens,cache_read_tokens,endpoint,customer,status\n"
ROWS = """a1,2026-11-20T10:00:00Z,openai,gpt-4o,1000,100,400,/search,acme,ok
a2,2026-11-20T11:00:00Z,openai,gpt-4o,3000,300,0,/search,beta,ok
a3,2026-11-20T12:30:00Z,openai,gpt-4o,2000,200,0,/chat,acme,error
"""
LATER = "b1,2026-11-20T12:45:00Z,openai,gpt-4o,500,50,0,/search,gamma,ok\n"


def bring(server, folder, name, rows):
    path = folder / f"{name}.csv"
    path.write_text(HEAD + rows)
    outlay("import", "events", str(path), data_dir=server.data_dir)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("requests")


@pytest.fixture(scope="module")
def live(folder):
    data_dir = folder / "data"
    data_dir.mkdir()
    with serving(data_dir, "--as-of", AS_OF) as running:
        bring(running, folder, "first", ROWS)
        yield running


def test_endpoints_have_exact_unit_costs(live):
    answer = live.get("/api/v1/endpoints", name="/chat")
    (chat,) = answer["endpoints"]
    assert (chat["requests"], chat["errors"], chat["cost"]) == (1, 1, "0.007")
    assert chat["cost_per_request"]["value"] == "0.007"
    assert [part["cost"] for part in chat["components"]] == ["0.007", None, None]


def test_the_command_line_shows_the_same_endpoints(live):
    done = outlay("units", "--json", data_dir=live.data_dir)
    assert json.loads(done.stdout) == live.get("/api/v1/endpoints")


def test_a_request_shows_where_its_cost_comes_from(live):
    (row,) = live.get("/api/v1/requests", where='endpoint == "/search" && customer == "acme"', limit="1")["requests"]
    found = live.get(f"/api/v1/requests/{row['id']}")
    lines = {
        line["name"]: (line["count"], line["rate_per_million"], line["amount"]) for line in found["lineage"]["lines"]
    }
    assert lines["cache_read"] == ("400", "1.25", "0.0005")
    assert found["lineage"]["is_explained"]
    assert found["card"]["source"] == "genai-prices"


def test_an_unchanged_list_is_not_sent_again(live):
    first = httpx2.get(f"{live.url}/api/v1/requests")
    again = httpx2.get(f"{live.url}/api/v1/requests", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_polling_brings_what_is_new(live, folder):
    newest = live.get("/api/v1/requests", limit="1")["requests"][0]["id"]
    assert live.get("/api/v1/requests", after=newest)["requests"] == []
    bring(live, folder, "later", LATER)
    assert [row["source_id"] for row in live.get("/api/v1/requests", after=newest)["requests"]] == ["b1"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("requests?sample=odd", 400, "usage.unknown_name"),
        ("requests?before=x", 400, "usage"),
        ("requests/rq_1_64b0000000000", 404, "not_found"),
        ("requests/nothing", 400, "usage"),
        ("endpoints?by=colour", 400, "usage.unknown_name"),
        ("endpoints?limit=x", 422, "usage.malformed"),
    ],
)
def test_problems_say_what_is_wrong(live, path, status, code):
    answer = httpx2.get(f"{live.url}/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["hint"]


def test_requests_without_endpoints_lead_to_what_they_name(server):
    answer = server.get("/api/v1/endpoints", since="2026-10-01")
    assert answer["suggested_by"] == "feature"
    assert [row["value"] for row in server.get("/api/v1/endpoints", since="2026-10-01", by="feature")["endpoints"]]
