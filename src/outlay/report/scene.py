"""What every part of the overview is asked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outlay.facts.catalog import Question

if TYPE_CHECKING:
    from datetime import date

    from outlay.core.time import TimeRange
    from outlay.facts.catalog import Catalog
    from outlay.facts.query import Query
    from outlay.report.model import OverviewRequest
    from outlay.report.periods import Pair
    from outlay.store.query import Answer

Ask = Callable[["Query", bool], "Answer"]
"""Answers a query; with coverage, cost states and usage without a price where the second argument says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A way to ask, the page's request, its range and the pair of periods that are compared."""

    ask: Ask
    catalog: Catalog
    request: OverviewRequest
    asked: TimeRange
    pair: Pair | None
    today: date

    def known_only(self, name: str) -> Scene:
        """The same with rows that have a value only: spend without a model is no model's."""
        parts = [f"({self.request.where})" if self.request.where else "", f"has({name})"]
        return replace(self, request=replace(self.request, where=" && ".join(filter(None, parts))))

    def question(
        self, metrics: str, by: str, period: TimeRange, *, order: str = "", limit: int = 1000, is_detailed: bool = False
    ) -> Answer:
        """Ask metrics by dimensions over a period, with the page's filter and view."""
        question = Question(
            metrics=metrics.split(),
            by=by.split(),
            where=self.request.where,
            since=period.since.isoformat(),
            until=period.until.isoformat(),
            view=self.request.view,
            order=order.split(),
            limit=limit,
        )
        return self.ask(self.catalog.query(question, today=self.today), is_detailed)
