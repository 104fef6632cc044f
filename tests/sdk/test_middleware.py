"""Web requests: their endpoint and customer, each in a context of its own."""

from __future__ import annotations

from types import SimpleNamespace

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

import outlay_sdk as outlay
from outlay_sdk.endpoints import fold_path
from tests.asynchronous import run_async
from tests.sdk.app import make_app


def get(app, *paths, headers=None):
    async def run():
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
            return [await client.get(path, headers=headers or {}) for path in paths]

    return run_async(run())


def test_the_endpoint_is_the_frameworks_route(recorded):
    get(make_app(), "/v1/record/77", headers={"X-Customer": "acme"})
    [entry] = recorded()
    assert entry["endpoint"] == "GET /v1/record/{question}"


def test_the_customer_comes_from_a_header(recorded):
    [answer] = get(make_app(), "/v1/custom", headers={"X-Customer": "acme"})
    assert answer.json() == {"endpoint": "GET /v1/custom", "customer": "acme"}


def test_the_customer_comes_from_a_function_of_the_scope(recorded):
    [answer] = get(make_app(lambda scope: scope["path"].upper()), "/v1/custom")
    assert answer.json()["customer"] == "/V1/CUSTOM"


def test_a_function_that_fails_says_nothing(recorded, caplog):
    [answer] = get(make_app(lambda scope: scope["nothing"]), "/v1/custom")
    assert answer.json() == {"endpoint": "GET /v1/custom"}
    assert "KeyError" in caplog.text


def test_what_is_assigned_in_another_thread_holds_for_the_request_and_no_longer(recorded):
    get(make_app(), "/v1/record/1", "/v1/custom")
    [entry] = recorded()
    assert entry["customer"] == "customer-1"
    assert get(make_app(), "/v1/custom")[0].json() == {"endpoint": "GET /v1/custom"}


def test_a_streamed_body_is_attributed(recorded):
    get(make_app(), "/v1/many/3", headers={"X-Customer": "acme"})
    assert [(entry["endpoint"], entry["customer"]) for entry in recorded()] == [("GET /v1/many/{count}", "acme")] * 3


def test_nothing_from_outside_a_request_holds_in_it(recorded):
    with outlay.attribute(team="outside"):
        [answer] = get(make_app(), "/v1/custom")
        assert answer.json() == {"endpoint": "GET /v1/custom"}
        assert outlay.current() == {"team": "outside"}


def test_starlette_routes_under_a_mount(recorded):
    async def show(request):
        return PlainTextResponse(outlay.current()["endpoint"])

    routes = [Route("/orders/{order}", show), Mount("/of/{shop}", routes=[Route("/items/{item:int}", show)])]
    app = outlay.ASGIMiddleware(Starlette(routes=routes))
    plain, mounted = get(app, "/orders/abc", "/of/berlin/items/8")
    assert plain.text == "GET /orders/{order}"
    assert mounted.text == "GET /of/{shop}/items/{item}"


def test_an_app_without_routes_has_its_path_folded(recorded):
    async def app(scope, receive, send):
        await PlainTextResponse(outlay.current()["endpoint"])(scope, receive, send)

    [answer] = get(outlay.ASGIMiddleware(app), "/orders/12345/lines")
    assert answer.text == "GET /orders/{id}/lines"


@pytest.mark.parametrize(
    ("path", "folded"),
    [
        ("/", "/"),
        ("", "/"),
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("/users/42", "/users/{id}"),
        ("/u/9f1c2d3e-0a1b-4c5d-8e9f-001122334455/x", "/u/{id}/x"),
        ("/u/507f1f77bcf86cd799439011", "/u/{id}"),
        ("/c/cus_NffrFeUfNV2Hib", "/c/{id}"),
        ("/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/{id}"),
        ("/m/jo@example.com", "/m/{id}"),
        ("/batch_results/internationalisation", "/batch_results/internationalisation"),
        ("/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/…"),
    ],
)
def test_folds_ids_out_of_paths(path, folded):
    assert fold_path("GET", path) == f"GET {folded}"


def serve_wsgi(app, **environ):
    def start_response(status, headers):
        return None

    body = app({"REQUEST_METHOD": "GET", "PATH_INFO": "/orders/9", "SCRIPT_NAME": "/shop", **environ}, start_response)
    try:
        return b"".join(body).decode()
    finally:
        if hasattr(body, "close"):
            body.close()


def show(environ, start_response):
    start_response("200 OK", [])
    yield repr(sorted(outlay.current().items())).encode()


def test_wsgi_folds_the_path_and_reads_the_header():
    app = outlay.WSGIMiddleware(show, customer="X-Customer")
    text = serve_wsgi(app, HTTP_X_CUSTOMER="acme")
    assert text == "[('customer', 'acme'), ('endpoint', 'GET /shop/orders/{id}')]"
    assert outlay.current() == {}


def test_wsgi_takes_the_rule_that_flask_leaves_in_the_environ():
    def flask(environ, start_response):
        environ["werkzeug.request"] = SimpleNamespace(url_rule=SimpleNamespace(rule="/orders/<int:order>"))
        return show(environ, start_response)

    assert "GET /orders/<int:order>" in serve_wsgi(outlay.WSGIMiddleware(flask))


def test_wsgi_closes_the_body_in_the_requests_context():
    seen = []

    class Body:
        def __iter__(self):
            return iter([b"x"])

        def close(self):
            seen.append(outlay.current())

    app = outlay.WSGIMiddleware(lambda *_: Body(), customer=lambda _: "acme")
    assert serve_wsgi(app) == "x"
    assert seen == [{"endpoint": "GET /shop/orders/{id}", "customer": "acme"}]


def test_wsgi_isolates_requests_of_one_thread():
    def assigning(environ, start_response):
        outlay.assign(customer=environ.get("who"))
        return show(environ, start_response)

    app = outlay.WSGIMiddleware(assigning)
    assert "acme" in serve_wsgi(app, who="acme")
    assert "acme" not in serve_wsgi(app)
