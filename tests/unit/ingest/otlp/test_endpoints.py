"""Our endpoint: told, or found at the nearest server span of the same body."""

from __future__ import annotations

import pytest

from tests.unit.ingest.otlp.kit import CHAT, decode, one, span, traces

SERVER = {"http.route": "/v1/chat", "http.request.method": "post"}


def endpoint_of(*spans, **about):
    rows, _ = decode(traces(*spans, **about))
    return next(row.get("endpoint") for row in rows if row["role"] == "request")


def test_the_route_of_the_server_span_above():
    assert endpoint_of(span(CHAT, 3, parent=2), span({}, 2, parent=1), span(SERVER, 1, kind=2)) == "POST /v1/chat"


def test_the_nearest_server_wins():
    outer = span({"http.route": "/outer"}, 1, kind=2)
    assert endpoint_of(outer, span(SERVER, 2, parent=1, kind=2), span(CHAT, 3, parent=2)) == "POST /v1/chat"


@pytest.mark.parametrize("server", [
    span(SERVER, 1, kind=3), span({}, 1, kind=2), span(SERVER, 1, kind=2, trace_id=bytes(15) + b"x"),
    span(SERVER, 8, kind=2),
])  # fmt: skip
def test_no_server_above_is_no_endpoint(server):
    assert endpoint_of(server, span(CHAT, 2, parent=1)) is None


def test_the_server_may_be_of_another_scope_of_the_body():
    request = traces(span(CHAT, 2, parent=1))
    request.MergeFrom(traces(span(SERVER, 1, kind=2)))
    assert decode(request)[0][0]["endpoint"] == "POST /v1/chat"


def test_a_circle_of_parents_ends():
    spans = span(CHAT, 2, parent=3), span({}, 3, parent=2), span(SERVER, 1, kind=2)
    assert endpoint_of(*spans) is None


def test_a_remote_call_is_an_endpoint():
    server = span({"rpc.service": "shop.Search", "rpc.method": "Ask"}, 1, kind=2)
    assert endpoint_of(span(CHAT, 2, parent=1), server) == "shop.Search/Ask"


def test_what_the_span_says_wins_over_the_server():
    server = span(SERVER, 1, kind=2)
    assert endpoint_of(server, span({**CHAT, "outlay.endpoint": "told"}, 2, parent=1)) == "told"
    assert endpoint_of(server, span({**CHAT, "http.route": "/own"}, 2, parent=1)) == "/own"


def test_the_server_wins_over_the_resource():
    about = {"resource": {"outlay.endpoint": "worker"}}
    assert endpoint_of(span(SERVER, 1, kind=2), span(CHAT, 2, parent=1), **about) == "POST /v1/chat"
    assert one(CHAT, **about)["endpoint"] == "worker"


def test_an_older_name_of_the_method():
    assert one({**CHAT, "http.route": "/x", "http.method": "GET"})["endpoint"] == "GET /x"


def test_the_route_and_name_of_a_gateway_are_not_ours():
    gateway = {"scope_name": "litellm", "resource": {"service.name": "litellm"}}
    row = one({**CHAT, "http.route": "/chat/completions"}, kind=2, **gateway)
    assert row.keys().isdisjoint({"endpoint", "service"})
    assert endpoint_of(span(SERVER, 1, kind=2), span(CHAT, 2, parent=1), **gateway) is None


def test_a_gateway_within_our_server_has_its_endpoint():
    request = traces(span(CHAT, 2, parent=1), scope_name="litellm", resource={"service.name": "shop"})
    request.MergeFrom(traces(span(SERVER, 1, kind=2), resource={"service.name": "shop"}))
    row = decode(request)[0][0]
    assert (row["endpoint"], row["service"], row["source_kind"]) == ("POST /v1/chat", "shop", "gateway")
