"""Who may ask: hosts, tokens and the headers that keep pages strict."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from outlay.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from outlay.api.ingest_token import IngestToken

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
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
_OPEN_PATHS: Final = frozenset({"/api/v1/health", "/api/v1/login", "/api/v1/session"})
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: on localhost only local names are served and writes need the token; elsewhere all need it.

    A page of another site cannot read through a rebound name, because its Host header is not local, and cannot write,
    because it does not know the token. Browsers send a cookie of localhost from pages of every port, so one that shows
    its token by cookie writes only from a page of this very server. Receivers of telemetry take the ingest token as
    well; on localhost they take anything that no page of another site sent.
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
        is_read = scope["method"] in _READS or scope["path"] == "/api/v1/query"
        if (self._is_local and is_read) or scope["path"] in _OPEN_PATHS:
            return None
        proof = proof_of(headers, self._token)
        if proof == "cookie" and not is_read and not _is_own_page(headers):
            return 403, "another page may not act for this browser", "do it on a page of Outlay, or send a bearer token"
        if proof or not (scope["path"].startswith("/api/") or scope["path"] == "/metrics"):
            return None
        return 401, "nobody is signed in", "open the address that `outlay serve` printed, or send its token as Bearer"

    def _refusal_of_telemetry(self, headers: Headers) -> tuple[int, str, str] | None:
        if self._is_local:
            origin = headers.get("origin")
            if origin is None or _host_of(origin) in _LOCAL_NAMES:
                return None
            return 403, f"a page of {origin} may not send telemetry", "send it from a server, not from a browser"
        if proof_of(headers, self._token) or (self._ingest_token and self._ingest_token.matches(_bearer(headers))):
            return None
        return 401, "a token is needed", "send Authorization: Bearer with the ingest token of the first start"


def cookie_of(token: str | bytes) -> str:
    """The name of the cookie with a token: one for each server, as browsers keep one jar for all ports of a host."""
    raw = token.encode() if isinstance(token, str) else token
    return f"outlay_{hashlib.sha256(raw).hexdigest()[:8]}"


def proof_of(headers: Headers, token: bytes) -> Literal["bearer", "cookie"] | None:
    """How a request shows that it knows the token, if it does."""
    if hmac.compare_digest(_bearer(headers).encode(), token):
        return "bearer"
    cookies = dict(part.strip().partition("=")[::2] for part in headers.get("cookie", "").split(";"))
    return "cookie" if hmac.compare_digest(cookies.get(cookie_of(token), "").encode(), token) else None


def _is_own_page(headers: Headers) -> bool:
    """Whether a browser says that a page of this server asks; http beyond localhost has no Sec-Fetch-Site."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return origin.partition("://")[2] == headers.get("host")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
