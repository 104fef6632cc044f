"""Which pages of browsers may send telemetry to a server on localhost."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse

from outlay.api.ingest_token import load_ingest_token
from outlay.api.security import Guard
from tests.asynchronous import run_async


def status_of(path, *, ingest_token=None, is_local=True, **headers):
    given = {"host": "localhost:8420", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
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
