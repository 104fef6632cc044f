"""Middleware for ASGI: Starlette, FastAPI, Litestar, Quart, Django."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, MutableMapping
from typing import Any, Callable, Optional, Union

from outlay_sdk.attribution import Value, enter_request, leave
from outlay_sdk.endpoints import endpoint_of_scope
from outlay_sdk.quiet import quietly
from outlay_sdk.runtime import runtime

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Customer = Union[str, Callable[[Mapping[str, Any]], Optional[str]]]


class ASGIMiddleware:
    """Gives each request its endpoint and customer, and sends what is left when the server shuts down.

    Args:
        app: The application.
        customer: The name of a request header, or a function of the scope that answers the customer; it is asked
            when a call is recorded, so what the application has put into the scope by then is there.
    """

    def __init__(self, app: App, *, customer: Customer | None = None) -> None:
        self._app = app
        self._customer = customer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, _flush_before_end(send))
            return
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        owner = object()
        enter_request(quietly(self._values, scope) or {}, owner)
        try:
            await self._app(scope, receive, send)
        finally:
            leave(owner)

    def _values(self, scope: Scope) -> dict[str, Value]:
        values: dict[str, Value] = {"endpoint": lambda: endpoint_of_scope(scope)}
        customer = self._customer
        if callable(customer):
            values["customer"] = lambda: customer(scope)
        elif customer is not None:
            found = _find_header(scope, customer)
            if found:
                values["customer"] = found
        return values


def _find_header(scope: Scope, name: str) -> str | None:
    wanted = name.lower().encode("latin-1")
    for key, value in scope.get("headers", ()):
        if key.lower() == wanted:
            return str(value.decode("latin-1"))[:512]
    return None


def _flush_before_end(send: Send) -> Send:
    """Servers may end their process by a signal once the application has said that it is done."""

    async def send_after_flush(message: Message) -> None:
        if message["type"] in {"lifespan.shutdown.complete", "lifespan.shutdown.failed"}:
            await asyncio.get_running_loop().run_in_executor(None, runtime.flush_at_exit)
        await send(message)

    return send_after_flush
