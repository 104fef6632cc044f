"""A query with what compiling it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.facts.metrics import Base, Metric, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.core.time import TimeRange
    from outlay.facts.expressions import Expression
    from outlay.facts.query import Query
    from outlay.store.query.nodes import Kind
    from outlay.store.query.plan import Plan
    from outlay.store.query.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, its tables, the metrics to sum, and its filter together with the asker's scope.

    `shared_days` are the days that metrics on shared days sum; None if there is none.
    """

    query: Query
    plan: Plan
    operands: tuple[Metric, ...]
    condition: Expression | None
    dimensions: frozenset[str]
    fiscal_start: int
    shared_days: TimeRange | None = None

    @property
    def by_token_class(self) -> bool:
        """Whether token classes are told apart."""
        return "token_class" in self.dimensions

    @property
    def is_posted(self) -> bool:
        """Whether money is told by accounting period."""
        return self.query.axis == "posted"

    def month_of_money(self, source: Source) -> str | None:
        """The column of a month that money is told by; None where it is told by its day."""
        if self.is_posted:
            return "accounting_period"
        if self.query.is_billed:
            return "billing_period" if source.knows("billing_period") else "accounting_period"
        return None

    @property
    def groups(self) -> tuple[str, ...]:
        """What the answer is grouped by: the time grain first."""
        return (*([self.query.grain.value] if self.query.grain else []), *self.query.by)

    @property
    def group_names(self) -> tuple[str, ...]:
        """The columns of the groups."""
        return tuple(f"g{index}" for index in range(len(self.groups)))

    def of(self, base: Base) -> Iterator[tuple[int, Metric]]:
        """The metrics of a base, with their positions."""
        return ((index, metric) for index, metric in enumerate(self.operands) if metric.base is base)


def measure_type(metric: Metric) -> Kind:
    """The SQL type of a metric's sum; a percentile is a bucket's number."""
    is_exact = metric.base in {Base.COST, Base.VALUE} or (metric.unit is Unit.MONEY and metric.base is Base.USAGE)
    return "DECIMAL(38, 12)" if is_exact else "BIGINT"
