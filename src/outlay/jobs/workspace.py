"""A workspace: one organisation's store and settings, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import NotFoundError
from outlay.core.time import TimeRange, add_months, parse_day
from outlay.facts.catalog import Catalog, Question
from outlay.ingest.focus.rerating import find_outdated_rates
from outlay.jobs.dead_letters import DeadLetters
from outlay.jobs.imports import Imports
from outlay.jobs.matching import find_shadow_ai, reconcile
from outlay.jobs.rating import build_pricing
from outlay.jobs.rerating import Recomputed, recompute
from outlay.jobs.upkeep import Upkeep
from outlay.ledger import Explanation, RebuildReport, explain
from outlay.report import Freshness, Overview, OverviewRequest, compute_overview, load_freshness
from outlay.report.checks.model import Examination, Finding
from outlay.report.currency import CurrencyReport, compute_currencies, describe_outdated
from outlay.report.doctor import examine
from outlay.report.endpoints import compute_endpoints
from outlay.report.requests import explain_request, list_requests
from outlay.report.runs import Runs, RunsRequest, load_runs
from outlay.report.seats import SeatReport, compute_seats
from outlay.store import Reader, Store, open_store
from outlay.store.query import Answer, ask

if TYPE_CHECKING:
    from datetime import date

    from outlay.core.settings import Settings
    from outlay.facts.query import Query
    from outlay.jobs.declared import Declarations
    from outlay.jobs.intake import Intake
    from outlay.jobs.sources import HourlySync, Sources
    from outlay.report.endpoint_model import Endpoints, EndpointsRequest
    from outlay.report.matching.model import MatchRequest, Reconciliation
    from outlay.report.requests import RequestsRequest
    from outlay.report.shadow_ai import ShadowAi

_MONTHS_SHOWN: Final = 12


class Workspace:
    """The composition root that every edge works through."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.imports = Imports(store, settings)
        self._upkeep = Upkeep(store, self.imports)
        self._hourly: HourlySync | None = None

    @cached_property
    def intake(self) -> Intake:
        """Where telemetry goes; opened when first asked for."""
        from outlay.jobs.intake import Intake

        return Intake(self.store, self.settings)

    @cached_property
    def declared(self) -> Declarations:
        """Invoices and commitments that people declare."""
        from outlay.jobs.declared import Declarations

        return Declarations(self.store, self.imports, lambda: self.settings.today)

    @cached_property
    def sources(self) -> Sources:
        """Where spend is pulled from."""
        from outlay.jobs.sources import Sources

        return Sources(self.store, self.settings, self.imports)

    def start(self) -> None:
        """Begin what runs beside requests: loading telemetry, and keeping the ledger up with it.

        Raises:
            SettingsError: naming file and line of a wrong price overlay: no telemetry could be priced.
        """
        build_pricing(self.settings)
        self.intake.start()
        self._upkeep.start()
        from outlay.jobs.sources import HourlySync

        self._hourly = HourlySync(self.sources, self.settings.sync_minutes)
        self._hourly.start()

    def catalog(self) -> Catalog:
        """What can be asked, imported value metrics included."""
        return self._catalog(self.store)

    def _catalog(self, reader: Reader) -> Catalog:
        found = reader.fetch("SELECT metric, max(currency) IS NOT NULL AS is_money FROM value GROUP BY metric")
        values = ((row["metric"], row["is_money"]) for row in found.to_pylist())
        return Catalog.with_values(values, currency=self.settings.currency)

    def ask(self, question: Question) -> Answer:
        """Answer a question as it is typed.

        Raises:
            UsageError: naming what is unknown or does not go together.
        """
        with self.store.read() as reader:
            catalog = self._catalog(reader)
            return self._answer(reader, catalog, catalog.query(question, today=self.settings.today))

    def rebuild(self, since: date | None = None) -> RebuildReport:
        """Compute the ledger of dirty days again, or of every day since one."""
        return self.imports.rebuild(since)

    def recompute(self, since: date | None = None) -> Recomputed:
        """Bring stored money to the settings of currency, tax and credits, then compute the ledger again.

        Raises:
            RateError: if the settings give no exchange rate for stored money, which then stays as it was.
        """
        return recompute(self.store, self.settings, self.imports, since)

    def explain(self, identifier: str) -> Explanation:
        """Explain a ledger row (`lg_…`) or a charge (`ch_…`).

        Raises:
            NotFoundError: if there is no such row.
        """
        return explain(self.store, self.settings, identifier, now=self.imports.now())

    def overview(self, request: OverviewRequest) -> Overview:
        """Put the first page together."""
        with self.store.read() as reader:
            catalog = self._catalog(reader)
            answer = partial(self._answer, reader, catalog)
            return compute_overview(reader, catalog, request, answer, today=self.settings.today)

    def doctor(self) -> list[Finding]:
        """Look at everything and name the next steps."""
        case = Examination(
            settings=self.settings,
            intake=self.intake.status(),
            is_serving=self.intake.is_running,
            quarantined_files=len(list(self.settings.journal_dir.glob("quarantine/*.json"))),
            now=self.imports.now(),
        )
        with self.store.read() as reader:
            return examine(reader, case)

    @cached_property
    def dead_letters(self) -> DeadLetters:
        """Telemetry records that could not be used."""
        return DeadLetters(self.store, self.intake)

    def endpoints(self, request: EndpointsRequest) -> Endpoints:
        """Tell what each endpoint costs."""
        with self.store.read() as reader:
            catalog = self._catalog(reader)
            answer = partial(self._answer, reader, catalog)
            return compute_endpoints(reader, catalog, request, answer, today=self.settings.today)

    def requests(self, request: RequestsRequest) -> list[dict[str, Any]]:
        """List single requests."""
        with self.store.read() as reader:
            return list_requests(reader, self._catalog(reader), request, today=self.settings.today)

    def request(self, name: str) -> dict[str, Any]:
        """Show one request with the lineage of its cost.

        Raises:
            NotFoundError: if there is no such request.
        """
        with self.store.read() as reader:
            return explain_request(reader, name)

    def reconcile(self, request: MatchRequest) -> Reconciliation:
        """Explain invoices by charges and charges by usage."""
        return reconcile(self.store, self.settings, request)

    def seats(self, by: str) -> SeatReport:
        """Who holds seats, and which nobody uses."""
        with self.store.read() as reader:
            return compute_seats(reader, self.settings, by)

    def shadow_ai(self, request: MatchRequest) -> ShadowAi:
        """List AI spend that no telemetry knows."""
        return find_shadow_ai(self.store, self.settings, request)

    def currencies(self, since: str | None, until: str | None, base: str | None) -> CurrencyReport:
        """Tell what bills come to at constant exchange rates.

        Raises:
            TimeError: for a day that cannot be read.
        """
        today = self.settings.today
        first = parse_day(since, today=today) if since else add_months(today.replace(day=1), -_MONTHS_SHOWN)
        last = parse_day(until, today=today) if until else today + timedelta(days=1)
        held = parse_day(base, today=today) if base else first
        with self.store.read() as reader:
            rates = self.imports.rates
            period = TimeRange(since=first, until=last)
            report = compute_currencies(reader, self.settings.currency, period, held, rates.rate)
            outdated = describe_outdated(find_outdated_rates(reader, self.settings, rates.rates_for))
        return replace(report, notes=(*report.notes, f"{outdated}: `outlay rebuild`")) if outdated else report

    def runs(self, request: RunsRequest) -> Runs:
        """Training and evaluation runs by experiment and model."""
        return load_runs(self.store, request, today=self.settings.today)

    @property
    def is_demo(self) -> bool:
        """Whether the data folder holds the sample company."""
        return (self.settings.folder / "demo").is_dir()

    def freshness(self) -> Freshness:
        """How far usage and bills reach."""
        return load_freshness(self.store, self.settings.today)

    def _answer(self, reader: Reader, catalog: Catalog, query: Query, is_detailed: bool = True) -> Answer:  # noqa: FBT001, FBT002 - called through the report's Ask
        rates, currency = self.imports.rates, self.settings.currency
        return ask(
            reader,
            replace(query, rate_of=lambda code, day: rates.rate(code, currency, day).rate),
            catalog,
            fiscal_start=self.settings.fiscal_year_start,
            is_detailed=is_detailed,
        )

    def stop(self) -> None:
        """End what runs beside requests; what is not loaded waits in the journal."""
        if self._hourly is not None:
            self._hourly.stop()
            vars(self).pop("sources", None)
        self._upkeep.stop()
        if "intake" in vars(self):
            self.intake.stop()
            del self.intake
        vars(self).pop("dead_letters", None)

    def close(self) -> None:
        """Stop what runs and release the store."""
        self.stop()
        self.store.close()


def open_workspace(settings: Settings, *, is_creating: bool = True) -> Workspace:
    """Open the workspace of the settings' data folder.

    Raises:
        BusyError: if a running server owns it.
        NotFoundError: if there is none and it is not to be made.
    """
    if not is_creating and not settings.store_path.exists():
        message = f"there is nothing in {settings.folder} yet"
        raise NotFoundError(message, hint="check --data-dir, import with `outlay import`, or see `outlay demo`")
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Workspace(open_store(settings), settings)
