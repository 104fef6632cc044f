"""Middleware for WSGI: Flask, Django, Pyramid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import Context, copy_context
from typing import Any, Callable, Optional, Union

from outlay_sdk.attribution import Value, enter_request
from outlay_sdk.endpoints import endpoint_of_environ
from outlay_sdk.quiet import quietly

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Customer = Union[str, Callable[[Environ], Optional[str]]]


class WSGIMiddleware:
    """Gives each request its endpoint and customer, while its body is made too.

    Args:
        app: The application.
        customer: The name of a request header, or a function of the environ that answers the customer.
    """

    def __init__(self, app: App, *, customer: Customer | None = None) -> None:
        self._app = app
        self._customer = customer

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request in a context of its own."""
        context = copy_context()
        context.run(enter_request, quietly(self._values, environ) or {}, object())
        return _Body(context, context.run(self._app, environ, start_response))

    def _values(self, environ: Environ) -> dict[str, Value]:
        values: dict[str, Value] = {"endpoint": lambda: endpoint_of_environ(environ)}
        customer = self._customer
        if callable(customer):
            values["customer"] = lambda: customer(environ)
        elif customer is not None:
            found = environ.get("HTTP_" + customer.upper().replace("-", "_"))
            if found:
                values["customer"] = str(found)[:512]
        return values


class _Body:
    """A body whose pieces are made in the request's context."""

    def __init__(self, context: Context, body: Iterable[bytes]) -> None:
        self._context = context
        self._body = body
        self._pieces: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._pieces is None:
            self._pieces = self._context.run(iter, self._body)
        return self._context.run(next, self._pieces)

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            self._context.run(close)
