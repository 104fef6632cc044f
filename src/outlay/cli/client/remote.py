"""Works through the server that owns the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from outlay.cli.client.answer import Plain
from outlay.cli.client.commitments import RemoteCommitments
from outlay.cli.client.invoices import RemoteInvoices
from outlay.cli.client.server import Server
from outlay.cli.client.sources import RemoteSources
from outlay.core.plain import to_plain

if TYPE_CHECKING:
    from outlay.facts.catalog import Question
    from outlay.jobs.export import ExportRequest
    from outlay.jobs.imports import ImportRequest
    from outlay.jobs.reprice import RepriceRequest
    from outlay.report.endpoint_model import EndpointsRequest
    from outlay.report.matching.model import MatchRequest
    from outlay.report.runs import RunsRequest


class RemoteClient:
    """Works through the server that owns the store."""

    def __init__(self, url: str, token: str) -> None:
        self._server = Server(url, token)
        self.sources = RemoteSources(self._server)
        self.invoices = RemoteInvoices(self._server)
        self.commitments = RemoteCommitments(self._server)

    def is_alive(self) -> bool:
        """Whether the server answers."""
        return self._server.is_alive()

    def query(self, question: Question) -> Plain:
        """Answer a question."""
        body = {field.name: to_plain(getattr(question, field.name)) for field in fields(question)}
        body["as"] = body.pop("axis")
        return self._server.post("/api/v1/query", body)

    def endpoints(self, request: EndpointsRequest) -> Plain:
        """Tell what each endpoint costs."""
        return dict(self._server.get("/api/v1/endpoints", _given(request)))

    def run_import(self, request: ImportRequest) -> Plain:
        """Upload the files, then import them together."""
        uploads = [self._server.upload(path, request.on_progress) for path in request.files]
        body = {
            "uploads": uploads,
            "source": request.source,
            "replace": request.is_replacing,
            "map": dict(request.mapping),
            "set": dict(request.constants),
        }
        return self._server.post(f"/api/v1/imports/{request.kind}", body)

    def rebuild(self, since: date | None) -> Plain:
        """Compute the ledger again."""
        parameters = {"since": since.isoformat()} if since else {}
        return dict(self._server.send("POST", "/api/v1/rebuild", params=parameters))

    def explain(self, identifier: str) -> Plain:
        """Explain a ledger row or charge."""
        return dict(self._server.get(f"/api/v1/explain/{quote(identifier, safe='')}"))

    def reprice(self, request: RepriceRequest) -> Plain:
        """Price stored requests again."""
        body = {field.name: to_plain(getattr(request, field.name)) for field in fields(request)}
        body["dry_run"] = body.pop("is_dry_run")
        return self._server.post("/api/v1/reprice", body)

    def explain_price(self, identifier: str) -> Plain:
        """Explain the price of a stored request."""
        return dict(self._server.get("/api/v1/prices/explain", {"request": identifier}))

    def seats(self, by: str) -> Plain:
        """Who holds seats, and which nobody uses."""
        return dict(self._server.get("/api/v1/seats", {"by": by}))

    def doctor(self) -> list[Plain]:
        """What was looked at, and the next steps."""
        return list(self._server.get("/api/v1/doctor"))

    def dead_letters(self, state: str, limit: int) -> list[Plain]:
        """Telemetry records that could not be used."""
        return list(self._server.get("/api/v1/dead-letters", {"state": state, "limit": limit}))

    def retry_dead_letters(self, ids: Sequence[str], mended: Mapping[str, str]) -> Plain:
        """Send dead letters through the intake again, and wait until they are loaded."""
        return self._server.post("/api/v1/dead-letters/retry", {"ids": list(ids), "set": dict(mended)})

    def reconcile(self, request: MatchRequest) -> Plain:
        """Explain invoices by charges and charges by usage."""
        return dict(self._server.get("/api/v1/reconcile", _given(request)))

    def shadow_ai(self, request: MatchRequest) -> Plain:
        """List AI spend that no telemetry knows."""
        return dict(self._server.get("/api/v1/shadow-ai", _given(request)))

    def runs(self, request: RunsRequest) -> Plain:
        """Training and evaluation runs by experiment and model."""
        return dict(self._server.get("/api/v1/runs", _given(request)))

    def currencies(self, since: str | None, until: str | None, base: str | None) -> Plain:
        """Tell what bills come to at constant exchange rates."""
        return dict(self._server.get("/api/v1/currency", {"since": since, "until": until, "base": base}))

    def export_focus(self, request: ExportRequest, path: Path) -> Plain:
        """Write a FOCUS file; answers its sums."""
        return self._server.download("/api/v1/export/focus", _given(request), path)

    def close(self) -> None:
        """Close the connection."""
        self._server.close()


def _given(request: EndpointsRequest | ExportRequest | MatchRequest | RunsRequest) -> dict[str, object]:
    """The fields of a request, as parameters of an address."""
    return {field.name: getattr(request, field.name) for field in fields(request)}
