"""Who may write: pages of browsers, programs with a token, senders of telemetry."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse

from outlay.api.ingest_token import load_ingest_token
from outlay.api.security import Guard, cookie_of
from tests.asynchronous import run_async


def status_of(path, *, method="POST", ingest_token=None, is_local=True, **headers):
    given = {"host": "localhost:8420", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }
    sent = []

    async def send(message):
        sent.append(message)

    guard = Guard(PlainTextResponse("taken"), token="secret", ingest_token=ingest_token, is_local=is_local)
    run_async(guard(scope, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost@evil.example", "http://[", "http://[::1"]
)
def test_pages_of_other_sites_and_origins_that_are_no_address_are_refused(origin):
    assert status_of("/v1/events", origin=origin) == 403


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:1", "http://[::1]:1"])
def test_pages_of_this_machine_are_taken(origin):
    assert status_of("/v1/events", origin=origin) == 200


@pytest.mark.parametrize(
    ("authorization", "status"), [("Bearer T", 200), ("bearer T", 200), ("Basic T", 401), ("T", 401)]
)
def test_the_scheme_is_bearer_in_any_case(authorization, status, tmp_path):
    ingest_token, text = load_ingest_token(tmp_path)
    given = authorization.replace("T", text)
    assert status_of("/v1/events", ingest_token=ingest_token, is_local=False, authorization=given) == status


SIGNED_IN = f"other=1; {cookie_of('secret')}=secret"
OWN = "http://localhost:8420"


@pytest.mark.parametrize("is_local", [True, False], ids=["localhost", "elsewhere"])
def test_a_page_of_this_server_writes_when_it_is_signed_in(is_local):
    assert status_of("/api/v1/sync", is_local=is_local, cookie=SIGNED_IN, origin=OWN) == 200
    assert status_of("/api/v1/sync", is_local=is_local, cookie=SIGNED_IN, sec_fetch_site="same-origin") == 200


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:3000"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": OWN, "sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {},
    ],
    ids=["other port", "other site", "sandbox", "browser says other port", "no page", "silent"],
)
def test_a_cookie_alone_writes_nothing(headers, method):
    assert status_of("/api/v1/sources/openai", method=method, cookie=SIGNED_IN, **headers) == 403


def test_a_page_without_the_token_of_this_server_writes_nothing():
    other = f"{cookie_of('other')}=other"
    assert status_of("/api/v1/sync", origin=OWN) == 401
    assert status_of("/api/v1/sync", origin=OWN, cookie=other) == 401
    assert status_of("/api/v1/sync", origin=OWN, cookie=f"{cookie_of('secret')}=wrong") == 401


def test_a_program_with_the_token_writes_without_naming_a_page():
    assert status_of("/api/v1/sync", authorization="Bearer secret") == 200


def test_a_rebound_name_is_served_nothing_even_with_the_cookie():
    assert (
        status_of("/api/v1/sync", host="evil.example:8420", cookie=SIGNED_IN, origin="http://evil.example:8420") == 421
    )
    assert status_of("/api/v1/sources", method="GET", host="evil.example", cookie=SIGNED_IN) == 421


@pytest.mark.parametrize(("cookie", "status"), [(SIGNED_IN, 200), ("", 401)], ids=["signed in", "not"])
def test_elsewhere_reading_needs_the_token_too(cookie, status):
    assert status_of("/api/v1/sources", method="GET", is_local=False, cookie=cookie) == status
