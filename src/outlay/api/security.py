"""Who may ask: hosts, tokens and the headers that keep pages strict."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from outlay.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from outlay.api.ingest_token import IngestToken

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
COOKIE: Final = "outlay_token"
_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
_RECEIVERS: Final = "/v1/"
_LOCAL_NAMES: Final = frozenset(name.strip("[]") for name in LOOPBACK)
_OPEN_PATHS: Final = frozenset({"/api/v1/health", "/api/v1/login"})


class Guard:
    """ASGI middleware: on localhost only local names are served and writes need the token; elsewhere all need it.

    A page of another site cannot read through a rebound name, because its Host header is not local, and cannot write,
    because it does not know the token. Receivers of telemetry take the ingest token as well; on localhost they take
    anything that no page of another site sent.
    """

    def __init__(self, app: ASGIApp, *, token: str, ingest_token: IngestToken | None, is_local: bool) -> None:
        self._app = app
        self._token = token.encode()
        self._ingest_token = ingest_token
        self._is_local = is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        app = self._app if refusal is None else problem(refusal[0], "access", refusal[1], refusal[2])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str, str] | None:
        headers = Headers(scope=scope)
        host = (
            headers.get("host", "").rsplit(":", 1)[0] if not headers.get("host", "").endswith("]") else headers["host"]
        )
        if self._is_local and host not in LOOPBACK:
            return (
                421,
                f"this server answers to localhost, not {host!r}",
                "open it as http://localhost, or serve with --host",
            )
        if scope["path"].startswith(_RECEIVERS):
            return self._refusal_of_telemetry(headers)
        is_read = scope["method"] in {"GET", "HEAD", "OPTIONS"} or scope["path"] == "/api/v1/query"
        if (self._is_local and is_read) or scope["path"] in _OPEN_PATHS or self._knows_token(headers):
            return None
        if not scope["path"].startswith("/api/") and scope["path"] != "/metrics":
            return None
        return 401, "a token is needed", "send Authorization: Bearer with the token that `outlay serve` printed"

    def _refusal_of_telemetry(self, headers: Headers) -> tuple[int, str, str] | None:
        if self._is_local:
            origin = headers.get("origin")
            if origin is None or _host_of(origin) in _LOCAL_NAMES:
                return None
            return 403, f"a page of {origin} may not send telemetry", "send it from a server, not from a browser"
        if self._knows_token(headers) or (self._ingest_token and self._ingest_token.matches(_bearer(headers))):
            return None
        return 401, "a token is needed", "send Authorization: Bearer with the ingest token of the first start"

    def _knows_token(self, headers: Headers) -> bool:
        given = _bearer(headers)
        cookies = dict(part.strip().partition("=")[::2] for part in headers.get("cookie", "").split(";"))
        return any(
            hmac.compare_digest(candidate.encode(), self._token)
            for candidate in (given, cookies.get(COOKIE, ""))
            if candidate
        )


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
