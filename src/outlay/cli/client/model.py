"""The commands' view of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from outlay.cli.client.answer import Plain

if TYPE_CHECKING:
    from outlay.cli.client.commitments import Commitments
    from outlay.cli.client.invoices import Invoices
    from outlay.cli.client.sources import Sources
    from outlay.facts.catalog import Question
    from outlay.jobs.export import ExportRequest
    from outlay.jobs.imports import ImportRequest
    from outlay.jobs.reprice import RepriceRequest
    from outlay.report.endpoint_model import EndpointsRequest
    from outlay.report.matching.model import MatchRequest
    from outlay.report.runs import RunsRequest


class Client(Protocol):
    """The commands' view of a workspace; answers are plain JSON values."""

    @property
    def sources(self) -> Sources:
        """Where spend is pulled from."""

    @property
    def invoices(self) -> Invoices:
        """Invoices that were recorded."""

    @property
    def commitments(self) -> Commitments:
        """Commitments with their movements."""

    def query(self, question: Question) -> Plain:
        """Answer a question."""

    def endpoints(self, request: EndpointsRequest) -> Plain:
        """Tell what each endpoint costs."""

    def run_import(self, request: ImportRequest) -> Plain:
        """Import files and rebuild the days that they change."""

    def rebuild(self, since: date | None) -> Plain:
        """Compute the ledger again."""

    def explain(self, identifier: str) -> Plain:
        """Explain a ledger row or charge."""

    def reprice(self, request: RepriceRequest) -> Plain:
        """Price stored requests again."""

    def explain_price(self, identifier: str) -> Plain:
        """Explain the price of a stored request."""

    def doctor(self) -> list[Plain]:
        """What was looked at, and the next steps."""

    def dead_letters(self, state: str, limit: int) -> list[Plain]:
        """Telemetry records that could not be used."""

    def retry_dead_letters(self, ids: Sequence[str], mended: Mapping[str, str]) -> Plain:
        """Send dead letters through the intake again."""

    def seats(self, by: str) -> Plain:
        """Who holds seats, and which nobody uses."""

    def reconcile(self, request: MatchRequest) -> Plain:
        """Explain invoices by charges and charges by usage."""

    def shadow_ai(self, request: MatchRequest) -> Plain:
        """List AI spend that no telemetry knows."""

    def currencies(self, since: str | None, until: str | None, base: str | None) -> Plain:
        """Tell what bills come to at constant exchange rates."""

    def runs(self, request: RunsRequest) -> Plain:
        """Training and evaluation runs by experiment and model."""

    def export_focus(self, request: ExportRequest, path: Path) -> Plain:
        """Write a FOCUS file; answers its sums."""
