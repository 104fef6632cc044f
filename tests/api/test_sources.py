"""Sources through a real server: over HTTP, and through commands that find it."""

from __future__ import annotations

import json

import httpx2
import pytest

from tests.contract.sources.generic_http import Stub
from tests.server import outlay


@pytest.fixture(scope="module")
def vendor():
    with Stub() as running:
        yield running


@pytest.fixture
def api(server):
    with httpx2.Client(base_url=server.url, headers={"authorization": f"Bearer {server.token}"}, timeout=60) as client:
        yield client


def body(vendor, name, **more):
    settings = {**vendor.settings(), "history_days": 5, "billing_account": name}
    return {"name": name, "kind": vendor.kind, "settings": settings, "secrets": vendor.secrets, **more}


def test_a_source_is_added_synced_listed_and_removed(api, vendor):
    added = api.post("/api/v1/sources", json=body(vendor, "acme"))
    assert (added.status_code, added.json()["source"]["secrets"]) == (200, {"token": "stored"})
    assert vendor.secrets["token"] not in added.text
    (run,) = api.post("/api/v1/sources/acme/sync", json={"since": "2026-10-01"}).json()["runs"]
    assert (run["state"], run["charged"]) == ("ok", run["stated"])
    assert [found["run_id"] for found in api.get("/api/v1/sources/acme/runs").json()] == [run["run_id"]]
    listed = {row["name"]: row for row in api.get("/api/v1/sources").json()["sources"]}
    assert (listed["acme"]["origin"], listed["focus"]["origin"]) == ("pull", "file")
    assert api.post("/api/v1/sources/acme/test").json()["is_ok"]
    assert api.delete("/api/v1/sources/acme").json() == {"removed": "acme", "kept_charges": True}
    assert api.delete("/api/v1/sources/acme").status_code == 400


def test_what_fails_its_test_is_not_added(api, vendor):
    vendor.is_refusing = True
    answer = api.post("/api/v1/sources", json=body(vendor, "refused"))
    vendor.is_refusing = False
    assert (answer.status_code, answer.json()["code"]) == (502, "source")
    assert "missing scopes" in answer.json()["detail"]
    assert "refused" not in [row["name"] for row in api.get("/api/v1/sources").json()["sources"]]


def test_a_draft_is_tried_without_setting_it_up(api, vendor):
    told = api.post("/api/v1/sources/test", json=body(vendor, "draft")).json()
    assert (told["is_ok"], [check["name"] for check in told["checks"]]) == (True, ["request", "mapping"])
    assert "draft" not in [row["name"] for row in api.get("/api/v1/sources").json()["sources"]]


def test_a_wrong_setting_is_named(api, vendor):
    wrong = body(vendor, "wrong")
    wrong["settings"]["history_days"] = "many"
    for path in ("/api/v1/sources", "/api/v1/sources/test"):
        answer = api.post(path, json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "settings.source")
        assert answer.json()["field"] == "history_days"
    missing = {**body(vendor, "wrong"), "secrets": {"token": "env:NO_SUCH_NAME"}}
    assert api.post("/api/v1/sources/test", json=missing).json()["field"] == "token"


def test_kinds_name_their_settings(api):
    kinds = {kind["kind"]: kind for kind in api.get("/api/v1/sources/kinds").json()}
    assert [field["is_secret"] for field in kinds["openai"]["fields"] if field["name"] == "admin_key"] == [True]
    fields = {field["name"]: field for field in kinds["generic-http"]["fields"]}
    assert (fields["method"]["choices"], fields["paging"]["type"]) == (["GET", "POST"], "table")
    assert "more_field" in kinds["generic-http"]["json_schema"]["$defs"]["Paging"]["properties"]


def test_changing_sources_needs_the_token(server, vendor):
    refused = [
        httpx2.post(f"{server.url}/api/v1/sources", json=body(vendor, "x")),
        httpx2.post(f"{server.url}/api/v1/sources/test", json=body(vendor, "x")),
        httpx2.post(f"{server.url}/api/v1/sync", json={}),
        httpx2.delete(f"{server.url}/api/v1/sources/x"),
    ]
    assert {answer.status_code for answer in refused} == {401}


def test_commands_work_through_the_server(server, api, vendor):
    api.post("/api/v1/sources", json=body(vendor, "through"))
    done = outlay("sync", "through", "--json", data_dir=server.data_dir)
    assert json.loads(done.stdout)["runs"][0]["state"] == "ok"
    outlay("sources", "remove", "through", data_dir=server.data_dir)
    assert "through" not in [row["name"] for row in api.get("/api/v1/sources").json()["sources"] if row["managed_by"]]
