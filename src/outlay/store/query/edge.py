"""From sums to what people read: derived metrics, percentiles, units, totals; in Decimal throughout."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from outlay.core.money import CONTEXT, divide, quantize
from outlay.core.time import Grain
from outlay.facts.metrics import Base, Metric, Unit, shared_name
from outlay.store.query.answer import Column, Row, Value
from outlay.store.query.ledger_rows import LEDGER_ROW, format_ledger_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlay.facts.catalog import Catalog
    from outlay.facts.query import Query

    Sums = Mapping[str, Decimal | int | None]

_LOG_BASE: Final = Decimal("1.02")
_HALF: Final = Decimal("0.5")
_ZERO_BUCKET: Final = -1000
_SCALES: Final = {"cost": Decimal(10) ** 12, "latency": Decimal(1000)}


def columns_of(query: Query, catalog: Catalog) -> tuple[Column, ...]:
    """The columns of an answer: time, dimensions, metrics."""
    time = [Column(name=query.grain.value, label=query.grain.value.capitalize(), kind="time")] if query.grain else []
    dimensions = (
        Column(name=name, label=found.label if (found := catalog.dimensions.get(name)) else name, kind="dimension")
        for name in query.by
    )
    metrics = (
        Column(name=name, label=(metric := catalog.metric(name)).label, kind="metric", unit=metric.unit.value)
        for name in query.metrics
    )
    return (*time, *dimensions, *metrics)


def in_order(rows: Iterable[Row], order: Sequence[str]) -> tuple[Row, ...]:
    """Rows by the names of an order, each with `-` before it for descending; what is not known comes last."""
    listed = list(rows)
    for name in reversed(order):
        plain = name.removeprefix("-")
        known = sorted(
            (row for row in listed if row[plain] is not None), key=itemgetter(plain), reverse=name.startswith("-")
        )
        listed = [*known, *(row for row in listed if row[plain] is None)]
    return tuple(listed)


def group_value(name: str, value: object) -> Value:
    """A group of a row as it is shown: hours are aware, months of bills are text, ledger rows are named."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware if name == Grain.HOUR else aware.date()
    if isinstance(value, date):
        return value if name in set(Grain) else value.isoformat()
    if isinstance(value, int):
        return format_ledger_row(value) if name == LEDGER_ROW else value
    return None if value is None else str(value)


def metric_value(name: str, sums: Sums, catalog: Catalog) -> Decimal | int | None:
    """A metric from the sums of its operands; None where one of them is not known."""
    metric = catalog.metric(name)
    if metric.formula is not None:
        return _derived(metric, sums, catalog)
    found = sums.get(name)
    if found is None:
        return None
    if metric.percentile is not None:
        return percentile_value(int(found), metric.percentile[0])
    if metric.base is Base.VALUE and metric.unit in {Unit.COUNT, Unit.TOKENS} and found == int(found):
        return int(found)
    return found


def percentile_value(bucket: int, measure: str) -> Decimal:
    """The geometric midpoint of a log bucket, in money or milliseconds."""
    if bucket <= _ZERO_BUCKET:
        return Decimal(0)
    middle = CONTEXT.power(_LOG_BASE, Decimal(bucket) + _HALF)
    return quantize(CONTEXT.divide(middle, _SCALES[measure]))


def add_up(rows: Iterable[Sums], operands: Sequence[Metric]) -> dict[str, Decimal | int | None]:
    """The sums over rows; None where no row knows one."""
    totals: dict[str, Decimal | int | None] = {}
    listed = list(rows)
    for metric in operands:
        known = [value for row in listed if (value := row[metric.name]) is not None]
        totals[metric.name] = _sum(known) if known else None
    return totals


def _sum(values: Sequence[Decimal | int]) -> Decimal | int:
    if isinstance(values[0], int):
        return sum(int(value) for value in values)
    total = Decimal(0)
    for value in values:
        total = CONTEXT.add(total, value)
    return total


def _derived(metric: Metric, sums: Sums, catalog: Catalog) -> Decimal | None:
    if metric.formula is None:
        return None
    operation, left_name, right_name, scale = metric.formula
    left, right = (_operand(metric, name, sums, catalog) for name in (left_name, right_name))
    if left is None or right is None:
        return None
    if operation == "difference":
        return CONTEXT.subtract(Decimal(left), Decimal(right))
    return divide(CONTEXT.multiply(Decimal(left), Decimal(scale)), Decimal(right))


def _operand(metric: Metric, name: str, sums: Sums, catalog: Catalog) -> Decimal | int | None:
    shared = shared_name(name)
    return sums[shared] if shared in sums and catalog.shares_days(metric.name) else metric_value(name, sums, catalog)
