"""Which dimensions imported values are stated by: a margin by any other would be an invention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from outlay.facts.catalog import VALUE_DIMENSIONS, Catalog
from outlay.facts.metrics import Base
from outlay.store.query import periods
from outlay.store.query import sources as s
from outlay.store.query.compile import render
from outlay.store.query.nodes import aliased, column, equal, is_one_of, join, select, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outlay.core.time import TimeRange
    from outlay.facts.query import Query
    from outlay.store.engine import Reader

    Carried = Mapping[str, tuple[str, ...]]


def load_carried(reader: Reader, names: Iterable[str], time_range: TimeRange | None = None) -> Carried:
    """The dimensions that at least one row of each value metric carries, of those that have rows at all."""
    counts = [aliased(exp.Count(this=s.VALUE.raw(name)), name) for name in VALUE_DIMENSIONS]
    where = [is_one_of(column("metric"), names), *(periods.within("day", time_range) if time_range else ())]
    key = join(table("key", "k"), [equal(column("key_id", "k"), column("key_id"))])
    shown = [aliased(column("metric"), "metric"), *counts]
    statement = select(shown, table("value", "t"), joins=[key], where=where, groups=[column("metric")])
    rows = reader.fetch(render(statement, reader.dialect)).to_pylist()
    return {row["metric"]: tuple(name for name in VALUE_DIMENSIONS if row[name]) for row in rows}


def uncarried(reader: Reader, query: Query, catalog: Catalog) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The derived metrics that no group can know, each with its value's label and the dimensions that it is stated by.

    They are those with an imported value that, in the whole range, carries none of a dimension asked by.
    """
    if not query.by:
        return {}
    values = {
        name: {operand.value_metric or operand.name: operand.label for operand in operands}
        for name in query.metrics
        if catalog.metric(name).base is Base.DERIVED
        and (operands := [operand for operand in catalog.operands(name) if operand.base is Base.VALUE])
    }
    if not values:
        return {}
    carried = load_carried(reader, sorted({name for found in values.values() for name in found}), query.range)
    return {
        metric: (label, carried[name])
        for metric, found in values.items()
        for name, label in found.items()
        if name in carried and not set(query.by) <= set(carried[name])
    }
