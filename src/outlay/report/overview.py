"""The first page: six figures, the largest movers, spend over time, and features, models and customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import divide
from outlay.core.time import TimeRange
from outlay.facts.catalog import Question
from outlay.facts.expressions import dimensions_of, parse_expression
from outlay.report.completeness import complete_until
from outlay.report.figures import Asked, compute_figures, is_equal, link
from outlay.report.model import Mover, Overview, OverviewRequest, TableRow
from outlay.report.periods import Pair, comparable

if TYPE_CHECKING:
    from datetime import date

    from outlay.facts.catalog import Catalog
    from outlay.facts.query import Query
    from outlay.store import Reader
    from outlay.store.query import Answer

Ask = Callable[["Query", bool], "Answer"]
"""Answers a query; with coverage, cost states and usage without a price where the second argument says so."""
_Sides = tuple[Decimal | None, Decimal | None]

_TABLES: Final = ("feature", "model", "customer")
_TABLE_ROWS: Final = 10
_MOVERS: Final = 5
_DAILY: Final = 62
_RESIDUAL: Final = frozenset({"unattributed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    ask: Ask
    catalog: Catalog
    request: OverviewRequest
    asked: TimeRange
    pair: Pair | None
    today: date

    def known_only(self, name: str) -> _Scene:
        """The same with rows that have a value only: spend without a model is no model's."""
        parts = [f"({self.request.where})" if self.request.where else "", f"has({name})"]
        return replace(self, request=replace(self.request, where=" && ".join(filter(None, parts))))

    def question(
        self, metrics: str, by: str, period: TimeRange, *, order: str = "", limit: int = 1000, is_detailed: bool = False
    ) -> Answer:
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


def compute_overview(reader: Reader, catalog: Catalog, request: OverviewRequest, ask: Ask, *, today: date) -> Overview:
    """Put the overview together.

    Args:
        reader: Where coverage is read from; `ask` asks it too, so that all figures are of one moment.
        catalog: What can be asked.
        request: The page's range, view, filter and the dimension of its chart.
        ask: Answers a query.
        today: The day that relative ranges count from.

    Raises:
        UsageError: for a wrong range, view, filter or dimension.
    """
    probe = catalog.query(
        Question(metrics=("cost",), by=(request.by,), where=request.where, since=request.since or "1m",
                 until=request.until, view=request.view),
        today=today,
    )  # fmt: skip
    complete = complete_until(reader, today)
    scene = _Scene(
        ask=ask,
        catalog=catalog,
        request=request,
        asked=probe.range,
        pair=comparable(probe.range, complete),
        today=today,
    )
    grain = "day" if probe.range.days <= _DAILY else "month"
    spend = scene.question("cost", f"{request.by} {grain}", probe.range, limit=20_000, is_detailed=True)
    asked = Asked(
        ask=scene.question,
        request=request,
        period=probe.range,
        pair=scene.pair,
        today=today,
        complete=complete,
        currency=spend.currency,
    )
    return Overview(
        figures=compute_figures(asked),
        movers=_movers(scene),
        movers_period=scene.pair.label if scene.pair else "no complete day yet",
        spend=spend,
        tables={name: _table(scene, name) for name in _TABLES if _allowed(scene, name)},
        complete_until=complete,
    )


def _allowed(scene: _Scene, name: str) -> bool:
    """Customers have their own tables: a filter on other dimensions than product cannot be asked of them."""
    if name != "customer" or not scene.request.where:
        return True
    return set(dimensions_of(parse_expression(scene.request.where))) <= {"customer", "product"}


def _movers(scene: _Scene) -> tuple[Mover, ...]:
    if scene.pair is None:
        return ()
    before = _costs(scene.question("cost", "provider_service model", scene.pair.before, limit=5000))
    after = _costs(scene.question("cost", "provider_service model", scene.pair.now, limit=5000))
    changes = []
    for name in before.keys() | after.keys():
        change = after.get(name, Decimal(0)) - before.get(name, Decimal(0))
        if change:
            changes.append((abs(change), name, change))
    changes.sort(key=lambda found: (-found[0], found[1]))
    return tuple(
        Mover(
            dimension=dimension,
            value=value,
            before=before.get((dimension, value)),
            after=after.get((dimension, value)),
            change=change,
            change_percent=_percent(change, before.get((dimension, value))),
            link=link(scene.request, scene.asked, by=f"{dimension},day", where=is_equal(dimension, value)),
        )
        for _, (dimension, value), change in changes[:_MOVERS]
    )


def _costs(answer: Answer) -> Mapping[tuple[str, str], Decimal]:
    """Costs by model, or by service where there is no model."""
    costs: dict[tuple[str, str], Decimal] = {}
    for row in answer.rows:
        model, service, cost = row["model"], row["provider_service"], row["cost"]
        name = ("model", str(model)) if model else ("provider_service", str(service or ""))
        if isinstance(cost, Decimal) and name[1]:
            costs[name] = costs.get(name, Decimal(0)) + cost
    return costs


def _table(scene: _Scene, name: str) -> tuple[TableRow, ...]:
    known = scene.known_only(name) if name == "model" else scene
    answer = known.question("cost requests cost_per_request", name, scene.asked, order="-cost", limit=_TABLE_ROWS)
    changes = _changes(scene, name)
    return tuple(_table_row(scene, name, row, changes) for row in answer.rows)


def _table_row(scene: _Scene, name: str, row: Mapping[str, object], changes: Mapping[object, _Sides]) -> TableRow:
    value = row[name]
    before, after = changes.get(value, (None, None))
    is_known = before is not None or after is not None
    change = (after or Decimal(0)) - (before or Decimal(0)) if is_known else None
    cost, requests, unit = row["cost"], row["requests"], row["cost_per_request"]
    text = None if value is None else str(value)
    return TableRow(
        value=text,
        cost=cost if isinstance(cost, Decimal) else None,
        requests=requests if isinstance(requests, int) else None,
        cost_per_request=unit if isinstance(unit, Decimal) and value not in _RESIDUAL else None,
        change=change,
        change_percent=_percent(change, before),
        link=link(scene.request, scene.asked, by=f"{name},day", where=is_equal(name, text)),
    )


def _changes(scene: _Scene, name: str) -> Mapping[object, _Sides]:
    if scene.pair is None:
        return {}
    sides = []
    for period in (scene.pair.before, scene.pair.now):
        rows = scene.question("cost", name, period, limit=20_000).rows
        sides.append({row[name]: row["cost"] for row in rows})
    before, after = sides
    return {value: (_money(before.get(value)), _money(after.get(value))) for value in before.keys() | after.keys()}


def _money(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _percent(change: Decimal | None, before: Decimal | None) -> Decimal | None:
    return divide(change, abs(before)) if change is not None and before else None
