"""A workspace: one organisation's store and settings, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from outlay.facts.catalog import Catalog, Question
from outlay.jobs.imports import Imports
from outlay.ledger import Explanation, RebuildReport, explain
from outlay.report import Overview, OverviewRequest, complete_until, compute_overview
from outlay.store import Store, open_store
from outlay.store.query import Answer, ask

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from outlay.core.settings import Settings
    from outlay.facts.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How far the facts reach."""

    is_empty: bool
    usage_until: str | None
    bills_until: date | None
    warnings: tuple[str, ...]


class Workspace:
    """The composition root that every edge works through."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.imports = Imports(store, settings)

    def catalog(self) -> Catalog:
        """What can be asked, imported value metrics included."""
        found = self.store.fetch("SELECT metric, max(currency) IS NOT NULL AS is_money FROM value GROUP BY metric")
        values = ((row["metric"], row["is_money"]) for row in found.to_pylist())
        return Catalog.with_values(values, currency=self.settings.currency)

    def ask(self, question: Question) -> Answer:
        """Answer a question as it is typed.

        Raises:
            UsageError: naming what is unknown or does not go together.
        """
        catalog = self.catalog()
        return self._answer(catalog, catalog.query(question, today=self.settings.today))

    def rebuild(self, since: date | None = None) -> RebuildReport:
        """Compute the ledger of dirty days again, or of every day since one."""
        return self.imports.rebuild(since)

    def explain(self, identifier: str) -> Explanation:
        """Explain a ledger row (`lg_…`) or a charge (`ch_…`).

        Raises:
            NotFoundError: if there is no such row.
        """
        return explain(self.store, self.settings, identifier, now=self.imports.now())

    def overview(self, request: OverviewRequest) -> Overview:
        """Put the first page together."""
        return compute_overview(
            self.store, catalog := self.catalog(), request, partial(self._answer, catalog), today=self.settings.today
        )

    @property
    def is_demo(self) -> bool:
        """Whether the data folder holds the sample company."""
        return (self.settings.data_dir.expanduser() / "demo").is_dir()

    def freshness(self) -> Freshness:
        """How far usage and bills reach."""
        row = self.store.fetch(
            "SELECT (SELECT max(ts) FROM event) AS usage_until, "
            "(SELECT count(*) FROM coverage) AS covered, "
            "(SELECT count(*) FROM charge_slice) + (SELECT count(*) FROM event_hour) AS facts"
        ).to_pylist()[0]
        usage = row["usage_until"]
        return Freshness(
            is_empty=row["facts"] == 0,
            usage_until=f"{usage.isoformat(timespec='seconds')}Z" if usage else None,
            bills_until=complete_until(self.store, self.settings.today) - timedelta(days=1) if row["covered"] else None,
            warnings=self._warnings(),
        )

    def _answer(self, catalog: Catalog, query: Query, is_detailed: bool = True) -> Answer:  # noqa: FBT001, FBT002 - called through the report's Ask
        return ask(
            self.store,
            query,
            catalog,
            fiscal_start=self.settings.fiscal_year_start,
            is_detailed=is_detailed,
        )

    def _warnings(self) -> tuple[str, ...]:
        stale = self.store.fetch(
            "SELECT BillingCurrency AS currency, max(x_fx_date) AS at FROM charge "
            "WHERE x_fx_stale GROUP BY 1 ORDER BY 1"
        ).to_pylist()
        return tuple(
            f"The exchange rate of {row['currency']} is of {row['at']}: the bundled rates end there. "
            "Set fx_rates for a newer one."
            for row in stale
        )

    def close(self) -> None:
        """Release the store."""
        self.store.close()


def open_workspace(settings: Settings) -> Workspace:
    """Open the workspace of the settings' data folder.

    Raises:
        BusyError: if a running server owns it.
    """
    folder: Path = settings.data_dir.expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Workspace(open_store(settings), settings)
