"""Works through the server that owns the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from outlay.cli.client.model import Plain
from outlay.core.errors import AccessError, BusyError, ConflictError, InputError, NotFoundError, OutlayError, UsageError
from outlay.core.plain import to_plain
from outlay.facts.catalog import Question
from outlay.jobs.export import ExportRequest
from outlay.jobs.imports import ImportRequest
from outlay.jobs.reprice import RepriceRequest
from outlay.report.endpoint_model import EndpointsRequest
from outlay.report.matching_model import MatchRequest
from outlay.report.runs import RunsRequest

if TYPE_CHECKING:
    from httpx2 import Response

    from outlay.jobs.declared import NewEntry, NewInvoice
    from outlay.jobs.sources.model import NewSource, SyncRequest

_BY_STATUS: Mapping[int, type[OutlayError]] = {
    400: UsageError,
    401: AccessError,
    404: NotFoundError,
    409: ConflictError,
    422: InputError,
    503: BusyError,
}


class RemoteClient:
    """Works through the server that owns the store."""

    def __init__(self, url: str, token: str) -> None:
        import httpx2

        self._http = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(10, read=None, write=None),
        )

    def is_alive(self) -> bool:
        """Whether the server answers."""
        import httpx2

        # Another program may listen on the port of an old address file: it must not be told the token.
        try:
            answer = httpx2.get(self._http.base_url.join("/api/v1/health"), timeout=2)
            return bool(answer.is_success and answer.json() == {"status": "ok"})
        except (httpx2.TransportError, ValueError):
            return False

    def query(self, question: Question) -> Plain:
        """Answer a question."""
        body = {field.name: to_plain(getattr(question, field.name)) for field in fields(question)}
        body["as"] = body.pop("axis")
        return self._post("/api/v1/query", body)

    def endpoints(self, request: EndpointsRequest) -> Plain:
        """Tell what each endpoint costs."""
        named = {field.name: getattr(request, field.name) for field in fields(request)}
        given = {name: value for name, value in named.items() if value is not None}
        return dict(self._send("GET", "/api/v1/endpoints", params=given))

    def run_import(self, request: ImportRequest) -> Plain:
        """Upload the files, then import them together."""
        uploads = [self._upload(path, request.on_progress) for path in request.files]
        body = {
            "uploads": uploads,
            "source": request.source,
            "replace": request.is_replacing,
            "map": dict(request.mapping),
            "set": dict(request.constants),
        }
        return self._post(f"/api/v1/imports/{request.kind}", body)

    def rebuild(self, since: date | None) -> Plain:
        """Compute the ledger again."""
        parameters = {"since": since.isoformat()} if since else {}
        return dict(self._send("POST", "/api/v1/rebuild", params=parameters))

    def explain(self, identifier: str) -> Plain:
        """Explain a ledger row or charge."""
        return dict(self._send("GET", f"/api/v1/explain/{quote(identifier, safe='')}"))

    def reprice(self, request: RepriceRequest) -> Plain:
        """Price stored requests again."""
        body = {field.name: to_plain(getattr(request, field.name)) for field in fields(request)}
        body["dry_run"] = body.pop("is_dry_run")
        return self._post("/api/v1/reprice", body)

    def explain_price(self, identifier: str) -> Plain:
        """Explain the price of a stored request."""
        return dict(self._send("GET", "/api/v1/prices/explain", params={"request": identifier}))

    def seats(self, by: str) -> Plain:
        """Who holds seats, and which nobody uses."""
        return dict(self._send("GET", "/api/v1/seats", params={"by": by}))

    def doctor(self) -> list[Plain]:
        """What was looked at, and the next steps."""
        return list(self._send("GET", "/api/v1/doctor"))

    def dead_letters(self, state: str, limit: int) -> list[Plain]:
        """Telemetry records that could not be used."""
        return list(self._send("GET", "/api/v1/dead-letters", params={"state": state, "limit": limit}))

    def retry_dead_letters(self, ids: Sequence[str], mended: Mapping[str, str]) -> Plain:
        """Send dead letters through the intake again, and wait until they are loaded."""
        return self._post("/api/v1/dead-letters/retry", {"ids": list(ids), "set": dict(mended)})

    def reconcile(self, request: MatchRequest) -> Plain:
        """Explain invoices by charges and charges by usage."""
        return self._get("/api/v1/reconcile", request)

    def shadow_ai(self, request: MatchRequest) -> Plain:
        """List AI spend that no telemetry knows."""
        return self._get("/api/v1/shadow-ai", request)

    def runs(self, request: RunsRequest) -> Plain:
        """Training and evaluation runs by experiment and model."""
        return self._get("/api/v1/runs", request)

    def _get(self, path: str, request: MatchRequest | RunsRequest) -> Plain:
        given = {field.name: value for field in fields(request) if (value := getattr(request, field.name)) is not None}
        return dict(self._send("GET", path, params=given))

    def currencies(self, since: str | None, until: str | None, base: str | None) -> Plain:
        """Tell what bills come to at constant exchange rates."""
        given = {"since": since, "until": until, "base": base}
        params = {name: value for name, value in given.items() if value is not None}
        return dict(self._send("GET", "/api/v1/currency", params=params))

    def invoices(self) -> Plain:
        """Every invoice with what charges tell of it."""
        return dict(self._send("GET", "/api/v1/invoices"))

    def add_invoice(self, new: NewInvoice) -> Plain:
        """Take an invoice."""
        return self._post("/api/v1/invoices", {field.name: to_plain(getattr(new, field.name)) for field in fields(new)})

    def commitments(self) -> Plain:
        """Every commitment with its roll-forward."""
        return dict(self._send("GET", "/api/v1/commitments"))

    def commitment(self, identifier: str) -> Plain:
        """One commitment with its days."""
        return dict(self._send("GET", f"/api/v1/commitments/{quote(identifier, safe='')}"))

    def add_commitment_entry(self, new: NewEntry) -> Plain:
        """Take a movement of a commitment."""
        body = {field.name: to_plain(getattr(new, field.name)) for field in fields(new)}
        return self._post(f"/api/v1/commitments/{quote(body.pop('commitment_id'), safe='')}/entries", body)

    def export_focus(self, request: ExportRequest, path: Path) -> Plain:
        """Write a FOCUS file; answers its sums."""
        given = {field.name: value for field in fields(request) if (value := getattr(request, field.name)) is not None}
        with self._http.stream("GET", "/api/v1/export/focus", params=given) as response:
            if not response.is_success:
                response.read()
                _raise_problem(response)
            with path.open("wb") as stream:
                for part in response.iter_bytes():
                    stream.write(part)
            return dict(json.loads(response.headers["X-Outlay-Export"]))

    def sources(self) -> Plain:
        """Every source with how fresh and how right it is."""
        return dict(self._send("GET", "/api/v1/sources"))

    def add_source(self, new: NewSource) -> Plain:
        """Set a source up."""
        body = {"name": new.name, "kind": new.kind, "settings": dict(new.settings), "secrets": dict(new.secrets)}
        return self._post("/api/v1/sources", {**body, "test": new.is_tested})

    def test_source(self, name: str) -> Plain:
        """Try what a source needs."""
        return self._post(f"/api/v1/sources/{quote(name, safe='')}/test", {})

    def remove_source(self, name: str, *, is_purging: bool) -> Plain:
        """Forget a source."""
        path = f"/api/v1/sources/{quote(name, safe='')}"
        return dict(self._send("DELETE", path, params={"purge": str(is_purging).lower()}))

    def sync(self, request: SyncRequest) -> Plain:
        """Fetch and load sources."""
        since = request.since.isoformat() if request.since else None
        return self._post("/api/v1/sync", {"names": list(request.names), "since": since, "all": request.is_all})

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _upload(self, path: Path, on_progress: Callable[[str, int, int], None] | None) -> str:
        if not path.is_file():
            message = f"{path} is not a file"
            raise InputError(message, hint="check the path", code="input.no_file")
        size = path.stat().st_size

        def parts() -> Iterator[bytes]:
            sent = 0
            with path.open("rb") as stream:
                while part := stream.read(1 << 20):
                    sent += len(part)
                    if on_progress:
                        on_progress(f"sending {path.name}", sent, size)
                    yield part

        answer = self._send("POST", "/api/v1/uploads", params={"name": path.name}, content=parts())
        return str(answer["upload"])

    def _post(self, path: str, body: Mapping[str, object]) -> Plain:
        return dict(self._send("POST", path, json=body))

    def _send(self, method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - httpx2's options
        import httpx2

        try:
            response = self._http.request(method, path, **request)
        except httpx2.TransportError as error:
            message = f"the server at {self._http.base_url} stopped answering: {error}"
            raise BusyError(message, hint="see whether `outlay serve` still runs, then try again") from error
        if not response.is_success:
            _raise_problem(response)
        return response.json()


def _raise_problem(response: Response) -> NoReturn:
    """Raise the error that the server tells of."""
    content = response.json()
    kind = _BY_STATUS.get(response.status_code, OutlayError)
    raise kind(content.get("detail", "failed"), hint=content.get("hint"), code=content.get("code"))
