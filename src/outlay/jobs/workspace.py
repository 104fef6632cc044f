"""A workspace: one organisation's store and settings, and what can be done with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from outlay.core.errors import NotFoundError
from outlay.facts.catalog import Catalog, Question
from outlay.jobs.imports import Imports
from outlay.ledger import Explanation, RebuildReport, explain
from outlay.report import Freshness, Overview, OverviewRequest, compute_overview, load_freshness
from outlay.store import Reader, Store, open_store
from outlay.store.query import Answer, ask

if TYPE_CHECKING:
    from datetime import date

    from outlay.core.settings import Settings
    from outlay.facts.query import Query


class Workspace:
    """The composition root that every edge works through."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.imports = Imports(store, settings)

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

    @property
    def is_demo(self) -> bool:
        """Whether the data folder holds the sample company."""
        return (self.settings.folder / "demo").is_dir()

    def freshness(self) -> Freshness:
        """How far usage and bills reach."""
        return load_freshness(self.store, self.settings.today)

    def _answer(self, reader: Reader, catalog: Catalog, query: Query, is_detailed: bool = True) -> Answer:  # noqa: FBT001, FBT002 - called through the report's Ask
        return ask(
            reader,
            query,
            catalog,
            fiscal_start=self.settings.fiscal_year_start,
            is_detailed=is_detailed,
        )

    def close(self) -> None:
        """Release the store."""
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
