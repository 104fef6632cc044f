"""A vendor to test against: a local server that speaks a documented wire format, and fails when it is told to.

A stub vendor derives from `Vendor`, answers requests from `activity` (how much happened on each day), and says in
`truth` what the source must end with. The faults are the kit's own: no vendor writes them.
"""

from __future__ import annotations

import json
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

FIRST = date(2026, 10, 29)
"""The first day on which anything happened."""
EMPTY = date(2026, 10, 31)
"""A day on which nothing happened."""
NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
"""Both clocks, unless a test moves one: the last day is partial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as it arrived; header names are in lower case."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter."""
        return next((value for key, value in self.query if key == name), default)

    def all(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        return [value for key, value in self.query if key == name]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: `json` (Decimals are written as exact numbers) or `text`."""

    status: int = 200
    json: object = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return (render_json(self.json) if self.text is None else self.text).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a source must end with, from the vendor's own figures for the days that are visible to it."""

    charged: Mapping[str, Decimal] = field(default_factory=dict)
    """Sum of BilledCost by currency (of EffectiveCost where the source's amount is an estimate or contract)."""
    tokens: int | None = None
    """Sum of usage quantities; None: not looked at."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """Usage quantities by token class; empty: not looked at."""
    events: int | None = None
    seats: int | None = None
    runs: int | None = None


class Fault:
    """Something that goes wrong with one answer; see `Status` and `CUT`."""


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """An answer that asks to come again, or fails."""

    status: int
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class _Cut(Fault):
    """The connection ends in the middle of the body."""


CUT = _Cut()


class Vendor(ABC):
    """A stub vendor: derive, name the kind, answer requests, state the truth."""

    kind: ClassVar[str]
    secrets: ClassVar[Mapping[str, str]] = {}
    """Secret settings: each value must be long and unlike anything else, as the suite searches for it everywhere."""
    is_http: ClassVar[bool] = True
    """Whether its answers come from this server, so that they can fail."""
    cursor_params: ClassVar[tuple[str, ...]] = ()
    """The query parameters (or body fields) that page; the kit drops them to make a cursor repeat."""

    def __init__(self) -> None:
        self.clock = NOW
        self.activity: dict[date, int] = {
            FIRST: 5,
            FIRST + timedelta(days=1): 3,
            EMPTY: 0,
            date(2026, 11, 1): 4,
            date(2026, 11, 2): 7,
            date(2026, 11, 3): 2,
        }
        self.has_unknown = False
        """Whether answers hold a field or value that no documentation names."""
        self.is_refusing = False
        """Whether the credential lacks a permission."""
        self.faults: dict[int, Fault] = {}
        """What goes wrong with the n-th answer from now on, counted from 0."""
        self.is_repeating = False
        """Whether paging goes round in circles."""
        self.calls: list[Call] = []
        self.count = 0
        self.url = ""
        self._server: ThreadingHTTPServer | None = None

    # --- what a stub vendor writes -----------------------------------------------------------------------------

    @abstractmethod
    def respond(self, call: Call) -> Reply:
        """Answer a request as the vendor documents it, from `visible_activity()`; check the credential."""

    @abstractmethod
    def truth(self) -> Truth:
        """What a source must end with now."""

    def settings(self) -> dict[str, object]:
        """The source's settings without secrets; extend for organisation ids and the like."""
        return {"base_url": self.url, "allow_private_network": True}

    def unknown_names(self) -> set[str]:
        """What `Facts.unknown_fields` must hold when `has_unknown` is set; empty: the vendor has no such case."""
        return set()

    def refusal(self) -> Reply:
        """The answer for a credential that lacks a permission, in the vendor's form."""
        return Reply(status=403, json={"error": {"message": "missing scopes"}})

    # --- what it may use ---------------------------------------------------------------------------------------

    def visible_activity(self) -> dict[date, int]:
        """How much happened on each day that the vendor's clock has reached, oldest first."""
        return {day: amount for day, amount in sorted(self.activity.items()) if day <= self.clock.date()}

    def fail_next(self, *faults: Fault | None) -> None:
        """Let the next answers go wrong; None lets one pass."""
        self.faults = {self.count + n: fault for n, fault in enumerate(faults) if fault is not None}

    # --- the kit -----------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def encrypt(self, certificate: Path, key: Path) -> None:
        """Speak TLS from now on."""
        assert self._server is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients that do not trust it leave
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    def answer(self, call: Call) -> tuple[Reply, Fault | None]:
        """What to send, and what goes wrong with it."""
        self.calls.append(call)
        fault = self.faults.get(self.count)
        self.count += 1
        if isinstance(fault, Status):
            headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
            return Reply(status=fault.status, json={"error": {"message": "try again"}}, headers=headers), None
        if self.is_refusing:
            return self.refusal(), None
        if self.is_repeating:
            call = _without(call, self.cursor_params)
        return self.respond(call), fault


def _without(call: Call, names: Sequence[str]) -> Call:
    query = [pair for pair in call.query if pair[0] not in names]
    body = call.body
    with suppress(ValueError):
        body = render_json(_drop(json.loads(call.body), names)).encode()
    return Call(method=call.method, path=call.path, query=query, headers=call.headers, body=body)


def _drop(value: object, names: Sequence[str]) -> object:
    if isinstance(value, dict):
        return {key: _drop(item, names) for key, item in value.items() if key not in names}
    return value


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            call = Call(
                method=self.command,
                path=parts.path,
                query=parse_qsl(parts.query, keep_blank_values=True),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )
            try:
                reply, fault = vendor.answer(call)
            except Exception as error:  # noqa: BLE001 - a bug of the stub must show in the test, not hang it
                reply, fault = Reply(status=400, json={"error": {"message": f"stub failed: {error!r}"}}), None
            self._send(reply, is_cut=fault is CUT)

        def _send(self, reply: Reply, *, is_cut: bool) -> None:
            content = reply.content
            self.send_response_only(reply.status)
            headers = {"Content-Type": "application/json", "Date": format_datetime(vendor.clock, usegmt=True)}
            for name, value in {**headers, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if is_cut else content)
            self.wfile.flush()
            self.close_connection = is_cut

    return Handler


def render_json(value: object) -> str:
    """JSON with Decimals as exact numbers."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {render_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(render_json, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value)


def page_of(items: Sequence[Any], cursor: str | None, size: int) -> tuple[Sequence[Any], str | None]:
    """A page of items behind an opaque cursor, and the next cursor or None."""
    start = int(cursor.removeprefix("page_")) if cursor else 0
    rest = start + size
    return items[start:rest], f"page_{rest}" if rest < len(items) else None


def unix(day: date) -> int:
    """Midnight UTC of a day in seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
