"""Who may ask, and what the answers forbid."""

from __future__ import annotations

import stat

import httpx2
import pytest


def test_writes_need_the_token(server):
    for path in ("/api/v1/uploads", "/api/v1/imports/focus", "/api/v1/rebuild"):
        answer = httpx2.post(f"{server.url}{path}", json={})
        assert answer.status_code == 401
        assert "Bearer" in answer.json()["hint"]


def test_a_wrong_token_is_refused(server):
    answer = httpx2.post(f"{server.url}/api/v1/rebuild", headers={"authorization": "Bearer wrong"})
    assert answer.status_code == 401


def test_a_sign_in_token_that_is_no_text_is_refused(server):
    headers = {"content-type": "application/json"}
    answer = httpx2.post(f"{server.url}/api/v1/login", content=rb'{"token": "\ud800"}', headers=headers)
    assert answer.status_code == 401


def test_a_foreign_host_name_is_refused(server):
    answer = httpx2.get(f"{server.url}/api/v1/status", headers={"host": "evil.example"})
    assert answer.status_code == 421


def test_the_address_file_is_private(server):
    for name in ("serve.json", "token"):
        assert stat.S_IMODE((server.data_dir / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/", "/explore", "/api/v1/status", "/api/v1/nothing"])
def test_pages_and_answers_are_strict(server, path):
    headers = httpx2.get(f"{server.url}{path}").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"


def test_no_path_leads_out_of_the_pages(server):
    answer = httpx2.get(f"{server.url}/..%2f..%2f..%2f..%2fetc%2fpasswd")
    assert "root:" not in answer.text


def test_an_upload_name_cannot_leave_its_folder(server):
    with server.client() as client:
        answer = client.post("/api/v1/uploads", params={"name": "../../../escape.csv"}, content=b"a,b\n1,2\n")
        assert answer.status_code == 200
        refused = client.post("/api/v1/imports/focus", json={"uploads": [answer.json()["upload"]]})
    assert refused.status_code == 422
    assert not list(server.data_dir.parent.glob("**/escape.csv"))


def test_an_unknown_upload_is_not_found(server):
    with server.client() as client:
        answer = client.post("/api/v1/imports/focus", json={"uploads": ["../../etc"]})
    assert answer.status_code == 404
