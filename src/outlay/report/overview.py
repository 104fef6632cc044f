"""The first page: six figures, the largest movers, spend over time, and features, models and customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.core.time import Grain
from outlay.facts.catalog import Question
from outlay.facts.expressions import ExpressionError
from outlay.facts.metrics import METRICS
from outlay.report.completeness import complete_until, load_beginning
from outlay.report.figures import Asked, compute_figures
from outlay.report.model import Mover, Overview, OverviewRequest, TableRow
from outlay.report.movers import compute_movers
from outlay.report.periods import comparable
from outlay.report.scene import Scene
from outlay.report.tables import TABLES, compute_table
from outlay.store.query import Answer, Column, load_carried

if TYPE_CHECKING:
    from datetime import date

    from outlay.facts.catalog import Catalog
    from outlay.report.scene import Ask
    from outlay.store import Reader

_DAILY: Final = 62
_REVENUE: Final = METRICS["revenue"].value_metric or "revenue"


def compute_overview(reader: Reader, catalog: Catalog, request: OverviewRequest, ask: Ask, *, today: date) -> Overview:
    """Put the overview together; a part that the filter does not go with is left out, with a note that says why.

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
    complete, beginning = complete_until(reader, today), load_beginning(reader)
    scene = Scene(
        ask=ask,
        catalog=catalog,
        request=request,
        asked=probe.range,
        pair=comparable(probe.range, complete, beginning),
        today=today,
    )
    notes: list[str] = []
    spend_by, spend = _spend(scene, notes)
    asked = Asked(
        scene=scene,
        complete=complete,
        beginning=beginning,
        currency=spend.currency,
        revenue_by=load_carried(reader, [_REVENUE]).get(_REVENUE),
    )
    return Overview(
        figures=compute_figures(asked),
        movers=_movers(scene, notes),
        movers_period=scene.pair.label if scene.pair else "no complete day yet",
        spend=spend,
        spend_by=spend_by,
        tables=_tables(scene, notes),
        complete_until=complete,
        notes=tuple(dict.fromkeys(notes)),
    )


def _spend(scene: Scene, notes: list[str]) -> tuple[str, Answer]:
    """Spend over time by the wanted dimension; by product, or as a whole, where the filter does not go with it."""
    grain = "day" if scene.asked.days <= _DAILY else "month"
    refused: list[UsageError] = []
    for by in dict.fromkeys((scene.request.by, "product", "")):
        try:
            spend = scene.question("cost", f"{by} {grain}", scene.asked, limit=20_000, is_detailed=True)
        except ExpressionError:
            raise
        except UsageError as error:
            refused.append(error)
            continue
        if refused:
            notes.append(f"Spend is shown {f'by {by}' if by else 'as a whole'}: {refused[0].message}.")
        return by, spend
    notes.append(f"Spend is left out: {refused[-1].message}; {refused[-1].hint}.")
    return "", _no_answer(scene, Grain(grain))


def _no_answer(scene: Scene, grain: Grain) -> Answer:
    columns = (
        Column(name=grain.value, label=grain.value.capitalize(), kind="time"),
        Column(name="cost", label=METRICS["cost"].label, kind="metric", unit=METRICS["cost"].unit.value),
    )
    return Answer(
        columns=columns,
        rows=(),
        totals={"cost": None},
        unknown_price=None,
        coverage=(),
        cost_states={},
        truncated=False,
        notes=(),
        view=scene.request.view,
        since=scene.asked.since,
        until=scene.asked.until,
        currency=scene.catalog.currency,
    )


def _movers(scene: Scene, notes: list[str]) -> tuple[Mover, ...]:
    try:
        return compute_movers(scene)
    except UsageError as error:
        notes.append(f"Movers are left out: {error.message}.")
        return ()


def _tables(scene: Scene, notes: list[str]) -> dict[str, tuple[TableRow, ...]]:
    tables = {}
    for name in TABLES:
        try:
            tables[name] = compute_table(scene, name)
        except UsageError as error:
            notes.append(f"The table by {name} is left out: {error.message}.")
    return tables
