"""Works on the store itself, while no server owns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from outlay.cli.client.answer import Plain
from outlay.cli.client.commitments import LocalCommitments
from outlay.cli.client.invoices import LocalInvoices
from outlay.cli.client.sources import LocalSources
from outlay.core.plain import to_plain
from outlay.core.settings import Settings
from outlay.facts.catalog import Question
from outlay.jobs.export import ExportRequest, run_export
from outlay.jobs.imports import ImportRequest
from outlay.jobs.reprice import RepriceRequest
from outlay.report.endpoint_model import EndpointsRequest
from outlay.report.matching.model import MatchRequest
from outlay.report.runs import RunsRequest


class LocalClient:
    """Works on the store itself, while no server owns it."""

    def __init__(self, settings: Settings, *, is_creating: bool) -> None:
        from outlay.jobs import open_workspace

        self._workspace = open_workspace(settings, is_creating=is_creating)
        self.sources = LocalSources(self._workspace)
        self.invoices = LocalInvoices(self._workspace)
        self.commitments = LocalCommitments(self._workspace)

    def query(self, question: Question) -> Plain:
        """Answer a question."""
        return dict(self._workspace.ask(question).as_json())

    def endpoints(self, request: EndpointsRequest) -> Plain:
        """Tell what each endpoint costs."""
        return dict(to_plain(self._workspace.endpoints(request)))

    def run_import(self, request: ImportRequest) -> Plain:
        """Import files and rebuild the days that they change."""
        return dict(to_plain(self._workspace.imports.run(request)))

    def rebuild(self, since: date | None) -> Plain:
        """Compute the ledger again."""
        report = dict(to_plain(self._workspace.recompute(since)))
        ledger = report["ledger"]
        return {**ledger, "days": len(ledger["days"]), "rerating": report["rerating"]}

    def explain(self, identifier: str) -> Plain:
        """Explain a ledger row or charge."""
        return dict(to_plain(self._workspace.explain(identifier)))

    def reprice(self, request: RepriceRequest) -> Plain:
        """Price stored requests again."""
        from outlay.jobs.reprice import reprice

        workspace = self._workspace
        return dict(to_plain(reprice(workspace.store, workspace.settings, workspace.imports, request)))

    def explain_price(self, identifier: str) -> Plain:
        """Explain the price of a stored request."""
        from outlay.jobs.request_price import explain_request

        return dict(to_plain(explain_request(self._workspace.store, self._workspace.settings, identifier)))

    def seats(self, by: str) -> Plain:
        """Who holds seats, and which nobody uses."""
        return dict(to_plain(self._workspace.seats(by)))

    def doctor(self) -> list[Plain]:
        """What was looked at, and the next steps."""
        return list(to_plain(self._workspace.doctor()))

    def dead_letters(self, state: str, limit: int) -> list[Plain]:
        """Telemetry records that could not be used."""
        return list(to_plain(self._workspace.dead_letters.list(None if state == "all" else state, limit)))

    def retry_dead_letters(self, ids: Sequence[str], mended: Mapping[str, str]) -> Plain:
        """Send dead letters through the intake again, and wait until they are loaded."""
        self._workspace.intake.start()
        report = self._workspace.dead_letters.retry(ids, mended)
        self._workspace.intake.drain(timeout=600)
        return dict(to_plain(report))

    def reconcile(self, request: MatchRequest) -> Plain:
        """Explain invoices by charges and charges by usage."""
        return dict(to_plain(self._workspace.reconcile(request)))

    def shadow_ai(self, request: MatchRequest) -> Plain:
        """List AI spend that no telemetry knows."""
        return dict(to_plain(self._workspace.shadow_ai(request)))

    def currencies(self, since: str | None, until: str | None, base: str | None) -> Plain:
        """Tell what bills come to at constant exchange rates."""
        return dict(to_plain(self._workspace.currencies(since, until, base)))

    def runs(self, request: RunsRequest) -> Plain:
        """Training and evaluation runs by experiment and model."""
        return dict(to_plain(self._workspace.runs(request)))

    def export_focus(self, request: ExportRequest, path: Path) -> Plain:
        """Write a FOCUS file; answers its sums."""
        return dict(to_plain(run_export(self._workspace.store, self._workspace.settings, request, path)))

    def close(self) -> None:
        """Release the store."""
        self._workspace.close()
