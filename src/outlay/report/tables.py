"""The dearest features, models and customers, with unit costs and changes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import divide
from outlay.report.links import is_equal, link, over_time
from outlay.report.model import TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.core.time import TimeRange
    from outlay.report.scene import Scene
    from outlay.store.query.answer import Row

    Rows = Mapping[object, Row]

TABLES: Final = ("feature", "model", "customer")
_TABLE_ROWS: Final = 10
_RESIDUAL: Final = frozenset({"unattributed"})


def compute_table(scene: Scene, name: str) -> tuple[TableRow, ...]:
    """The dearest values of a dimension over the range; unit costs and changes are of its complete days.

    Raises:
        UsageError: if the page's filter does not go with the dimension.
    """
    known = scene.known_only(name) if name == "model" else scene
    answer = known.question("cost requests", name, scene.asked, order="-cost", limit=_TABLE_ROWS)
    now = _rows(scene, "cost cost_per_request", name, scene.pair.now) if scene.pair else {}
    before = _rows(scene, "cost", name, scene.pair.before) if scene.pair and scene.pair.before else None
    return tuple(_table_row(scene, name, row, (before, now)) for row in answer.rows)


def _rows(scene: Scene, metrics: str, name: str, period: TimeRange) -> Rows:
    return {row[name]: row for row in scene.question(metrics, name, period, limit=20_000).rows}


def _table_row(scene: Scene, name: str, row: Row, sides: tuple[Rows | None, Rows]) -> TableRow:
    value, requests = row[name], row["requests"]
    before, now = sides
    was = _money(before, value, "cost") if before is not None else None
    after = _money(now, value, "cost")
    is_comparable = before is not None and (was is not None or after is not None)
    change = (after or Decimal(0)) - (was or Decimal(0)) if is_comparable else None
    text = None if value is None else str(value)
    cost = row["cost"]
    return TableRow(
        value=text,
        cost=cost if isinstance(cost, Decimal) else None,
        requests=requests if isinstance(requests, int) else None,
        cost_per_request=_money(now, value, "cost_per_request") if value not in _RESIDUAL else None,
        change=change,
        change_percent=divide(change, abs(was)) if change is not None and was else None,
        link=link(scene.request, scene.asked, by=over_time(scene.request, name), where=is_equal(name, text)),
    )


def _money(rows: Rows, value: object, metric: str) -> Decimal | None:
    found = rows[value][metric] if value in rows else None
    return found if isinstance(found, Decimal) else None
