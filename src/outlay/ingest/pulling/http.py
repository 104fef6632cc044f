"""A patient HTTP client for sources: it waits as it is told, tries again, and keeps secrets out of what it says."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from outlay.ingest.pulling.answers import Answer, CursorGuard, need, need_amount
from outlay.ingest.pulling.errors import SourceAddressError, SourceRequestError, SourceUnreachableError
from outlay.ingest.pulling.hiding import Hiding
from outlay.ingest.pulling.private_network import demand_allowed, demand_allowed_address, host_of, is_proxied
from outlay.ingest.pulling.refusals import refusal
from outlay.ingest.pulling.waiting import Patience, is_worth_trying, moment_of, seconds_asked

if TYPE_CHECKING:
    import ssl

    import httpx2

__all__ = ["Answer", "CursorGuard", "HttpClient", "need", "need_amount"]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_LARGEST_ANSWER: Final = 256 << 20
_OWN: Final = ("accept", "accept-encoding", "user-agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    method: str
    url: str
    params: Sequence[tuple[str, str]] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    scope_hint: str | None = None

    @property
    def shown(self) -> str:
        """The address without user and query."""
        return shown_url(self.url)


class HttpClient:
    """Reads a vendor's API. Requests are tried again, so only what may be asked twice goes through it."""

    def __init__(
        self,
        *,
        hidden: Iterable[str] = (),
        is_private_allowed: bool = False,
        patience: Patience | None = None,
        sleep: Callable[[float], object] = time.sleep,
        timeout: float = 60.0,
    ) -> None:
        """A client; `hidden` are secrets that no message may show."""
        self._hiding = Hiding(hidden)
        self._is_private_allowed = is_private_allowed
        self._patience = patience or Patience()
        self._sleep = sleep
        self._timeout = timeout
        self.vendor_time: datetime | None = None
        """The vendor's clock as its last answer told it."""

    def __repr__(self) -> str:
        return "HttpClient()"

    def get_json(
        self,
        url: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] = _NOTHING,
        scope_hint: str | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the vendor sent
        """Read JSON; see `get`."""
        return self.get(url, params=params, headers=headers, scope_hint=scope_hint).json()

    def post_json(
        self, url: str, *, json: object, headers: Mapping[str, str] = _NOTHING, scope_hint: str | None = None
    ) -> Any:  # noqa: ANN401 - whatever the vendor sent
        """Ask with a JSON body, for example a query that only reads, and read JSON; see `get`."""
        call = _Call(method="POST", url=url, headers=headers, body={"json": json}, scope_hint=scope_hint)
        return self._answer(call).json()

    def post_form(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] = _NOTHING,
        scope_hint: str | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the vendor sent
        """Ask with a form, as for an OAuth token, and read JSON; see `get`."""
        call = _Call(method="POST", url=url, headers=headers, body={"data": dict(form)}, scope_hint=scope_hint)
        return self._answer(call).json()

    def get(
        self,
        url: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] = _NOTHING,
        scope_hint: str | None = None,
    ) -> Answer:
        """Read an address, waiting and trying again where that can help.

        Args:
            url: The whole address; its own query is kept.
            params: More of the query, in order; a name may come twice.
            headers: Sent as they are, and never to another host that the vendor redirects to.
            scope_hint: The permission that the credential needs, for the hint of a refusal.

        Raises:
            SourceAccessError: for 401 and 403, with the vendor's words.
            SourceRequestError: for any other answer that trying again does not mend.
            SourceUnreachableError: if tries are used up, or the vendor asks to wait too long.
            SourceAddressError: for an address of a private network.
        """
        return self._answer(_Call(method="GET", url=url, params=params, headers=headers, scope_hint=scope_hint))

    def hide(self, text: str) -> str:
        """A text without the secrets that this client knows."""
        return self._hiding.hide(text)

    def close(self) -> None:
        """Give connections back."""
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> httpx2.Client:
        import httpx2

        for name in ("httpx2", "httpcore2"):  # they log addresses with their queries, and headers
            logging.getLogger(name).setLevel(logging.WARNING)
        return httpx2.Client(verify=_tls(), timeout=self._timeout, headers={"accept": "application/json, */*;q=0.5"})

    def _answer(self, call: _Call) -> Answer:
        import httpx2

        waited, attempt = 0.0, 0
        while True:
            attempt += 1
            failure, asked = "", None
            try:
                answer = self._follow(call)
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                _demand_trusted(call.shown, error)
                failure = self.hide(f"{type(error).__name__}: {error}")
            except httpx2.InvalidURL as error:
                message = f"{call.shown} is not an address: {self.hide(str(error))}"
                raise SourceRequestError(message, hint="see base_url") from None
            else:
                if answer.status < 400:  # noqa: PLR2004 - HTTP
                    return answer
                if not is_worth_trying(answer):
                    raise refusal(answer, call.scope_hint, self.hide)
                failure, asked = f"status {answer.status}", seconds_asked(answer)
            pause = self._patience.pause(attempt, waited, asked, random.random())  # noqa: S311 - no secret
            if pause is None:
                raise _given_up(call.shown, attempt, failure, asked)
            self._sleep(pause)
            waited += pause

    def _follow(self, call: _Call) -> Answer:
        """Send a call, following redirects: what the caller sends goes to no other host."""
        for _ in range(5):
            answer = self._send(call)
            if answer.status not in _REDIRECTS or call.method != "GET":
                return answer
            import httpx2

            target = str(httpx2.URL(call.url).join(answer.headers.get("location", "")))
            host_of(target)  # refuses what is no web address
            is_same = _origin(target) == _origin(call.url)
            kept = call.headers if is_same else {k: v for k, v in call.headers.items() if k.lower() in _OWN}
            call = _Call(method="GET", url=target, headers=kept, scope_hint=call.scope_hint)
        message = f"{call.shown} redirects in circles"
        raise SourceRequestError(message, hint="see base_url")

    def _send(self, call: _Call) -> Answer:
        import httpx2

        demand_allowed(call.url, is_private_allowed=self._is_private_allowed)
        self._hiding.add_headers(call.headers)
        url = httpx2.URL(call.url)
        if call.params:
            url = url.copy_with(params=[*url.params.multi_items(), *call.params])
        watch = {"trace": partial(self._check_peer, call.url)}
        with self._client.stream(
            call.method, url, headers=dict(call.headers), extensions=watch, **call.body
        ) as response:
            content = self._hiding.hide_bytes(_read(call, response))
        links = {str(name): str(link["url"]) for name, link in response.links.items() if "url" in link}
        headers = {name.lower(): value for name, value in response.headers.items()}
        headers = {name: value if name == "location" else self.hide(value) for name, value in headers.items()}
        self.vendor_time = moment_of(headers.get("date", "")) or self.vendor_time
        return Answer(status=response.status_code, url=call.shown, headers=headers, content=content, links=links)

    def _check_peer(self, url: str, event: str, info: Mapping[str, Any]) -> None:
        """Look at whom a connection reached before anything is sent: a name may resolve to something else by now."""
        if event != "connection.connect_tcp.complete" or is_proxied(url):
            return
        stream = info["return_value"]
        peer = stream.get_extra_info("server_addr")
        try:
            demand_allowed_address(host_of(url), str(peer[0]), is_private_allowed=self._is_private_allowed)
        except SourceAddressError:
            stream.close()
            raise


@cache
def _tls() -> ssl.SSLContext:
    """The trusted authorities; reading them takes longer than many a request."""
    import httpx2

    return httpx2.create_ssl_context()


def _demand_trusted(shown: str, error: BaseException | None) -> None:
    """Say at once what no further try mends: a certificate of an authority that is not known.

    Raises:
        SourceUnreachableError: with the authority's word.
    """
    import ssl

    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    if error is not None:
        message = f"{shown} has a certificate that is not trusted: {error.verify_message}"
        hint = "if its authority is your own, set SSL_CERT_FILE where Outlay runs to a PEM file with all you trust"
        raise SourceUnreachableError(message, hint=hint) from None


def _read(call: _Call, response: httpx2.Response) -> bytes:
    """The unpacked body: a few packed bytes may be told to fill the memory."""
    content = bytearray()
    for chunk in response.iter_bytes(1 << 20):
        content += chunk
        if len(content) > _LARGEST_ANSWER:
            message = f"{call.shown} answers with more than {_LARGEST_ANSWER >> 20} MB"
            raise SourceRequestError(message, hint="ask for less at once, such as smaller pages; or see base_url")
    return bytes(content)


def shown_url(url: str) -> str:
    """An address without user and query, where secrets may stand."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _given_up(shown: str, attempts: int, failure: str, asked: float | None) -> SourceUnreachableError:
    if asked is not None and attempts == 1:
        message = f"{shown} asks to wait {asked:,.0f} seconds ({failure})"
        return SourceUnreachableError(message, hint="what was fetched is kept; the next sync goes on from there")
    message = f"{shown} still fails after {attempts} tries: {failure}"
    return SourceUnreachableError(message, hint="what was fetched is kept; the next sync goes on from there")
