"""Chooses the tables that answer a question: the smallest that know every dimension it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.core.time import Grain, TimeRange
from outlay.facts.catalog import Catalog, PairError
from outlay.facts.dimensions import Home
from outlay.facts.expressions import Combination, Comparison, Expression, dimensions_of
from outlay.facts.metrics import Base, Metric, on_shared_days
from outlay.store.query import sources as s

if TYPE_CHECKING:
    from collections.abc import Collection

    from outlay.facts.query import Query
    from outlay.store.query.sources import Source

EVENT_DAYS: Final = 7
"""Longest range that a question may read single requests of every customer for."""

_MONTHLY: Final = frozenset({Grain.MONTH, Grain.QUARTER, Grain.YEAR, None})
_DAILY: Final = frozenset(Grain) - {Grain.HOUR} | {None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The tables of each group of metrics; None where the question has no metric of the group."""

    ledger: Source | None = None
    usage: Source | None = None
    histogram: Source | None = None
    value: Source | None = None

    @property
    def is_of_charges(self) -> bool:
        """Whether money is told by charges as billed, before allocation."""
        return self.ledger is s.CHARGES

    @property
    def is_monthly(self) -> bool:
        """Whether cost or usage is kept by whole months."""
        return any(source is not None and source.is_monthly for source in (self.ledger, self.usage))

    @property
    def reads_events(self) -> bool:
        """Whether single requests are read."""
        return self.usage is s.EVENT or self.histogram is s.EVENT

    def of(self, bases: Collection[Base]) -> Plan:
        """The same tables, for some groups of metrics alone."""
        return Plan(
            ledger=self.ledger if Base.COST in bases else None,
            usage=self.usage if Base.USAGE in bases else None,
            histogram=self.histogram if Base.HISTOGRAM in bases else None,
            value=self.value if Base.VALUE in bases else None,
        )


def operands_of(query: Query, catalog: Catalog, *, is_clipped: bool = False) -> tuple[Metric, ...]:
    """The metrics that are summed for a question, each once.

    With `is_clipped`, what cost over usage is computed from is summed apart, over the days that both are known of.
    """
    found = {}
    for name in query.metrics:
        shares_days = is_clipped and catalog.shares_days(name)
        for operand in catalog.operands(name):
            summed = on_shared_days(operand) if shares_days else operand
            found[summed.name] = summed
    return tuple(found.values())


def condition_of(query: Query, scope: Expression | None) -> Expression | None:
    """The question's filter and the asker's scope together."""
    parts = tuple(part for part in (query.where, scope) if part is not None)
    return Combination(operator="&&", parts=parts) if len(parts) > 1 else next(iter(parts), None)


def choose(query: Query, catalog: Catalog, condition: Expression | None) -> Plan:
    """The tables that answer a question.

    Raises:
        UsageError: if none does, saying what to ask instead.
    """
    names = (*query.by, *(dimensions_of(condition) if condition else ()))
    dimensions = frozenset(names)
    bases = {operand.base for operand in operands_of(query, catalog)}
    if query.axis == "posted":
        _demand_posted(query)
    question = _Asked(query=query, dimensions=dimensions, condition=condition)
    is_of_charges = any(catalog.home(name) is Home.CHARGE for name in dimensions)
    return Plan(
        ledger=(s.CHARGES if is_of_charges else question.ledger()) if Base.COST in bases else None,
        usage=question.usage() if Base.USAGE in bases else None,
        histogram=question.histogram() if Base.HISTOGRAM in bases else None,
        value=s.VALUE if Base.VALUE in bases else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    query: Query
    dimensions: frozenset[str]
    condition: Expression | None

    def ledger(self) -> Source:
        if self._all_known(s.LEDGER):
            return s.LEDGER
        if self._all_known(s.LEDGER_CUSTOMER) and self.query.grain in _DAILY:
            return s.LEDGER_CUSTOMER
        if self._all_known(s.LEDGER_CUSTOMER_MONTH):
            self._demand_months()
            return s.LEDGER_CUSTOMER_MONTH
        message = f"cost is not kept by {' and '.join(sorted(self.dimensions))} together"
        raise PairError(
            message,
            hint="by customer, cost goes with product, and with feature for whole months; "
            "priced_cost and quantities go with every dimension",
        )

    def usage(self) -> Source:
        if self._all_known(s.EVENT_HOUR):
            return s.EVENT_HOUR
        if self._all_known(s.CUSTOMER_DAY, "token_class") and self.query.grain in _DAILY:
            return s.CUSTOMER_DAY
        if self._all_known(s.CUSTOMER_MONTH, "token_class") and self._asks_months():
            return s.CUSTOMER_MONTH
        return self._event()

    def histogram(self) -> Source:
        return s.EVENT_HIST if self._all_known(s.EVENT_HIST) else self._event()

    def _all_known(self, source: Source, *more: str) -> bool:
        return all(source.knows(name) or name in more for name in self.dimensions)

    def _event(self) -> Source:
        if self.query.range.days > EVENT_DAYS and not _names_one_customer(self.condition):
            message = f"this question reads single requests of every customer for {self.query.range.days} days"
            raise UsageError(
                message,
                hint=f'name one with customer == "…", or take at most {EVENT_DAYS} days; by customer, longer ranges '
                "go with product, and with feature for whole months",
                code="usage.too_wide",
            )
        return s.EVENT

    def _asks_months(self) -> bool:
        return self.query.grain in _MONTHLY and _is_whole_months(self.query.range)

    def _demand_months(self) -> None:
        if not self._asks_months():
            message = "cost by customer and feature is kept by whole months"
            raise UsageError(
                message,
                hint="let since and until be the first of a month, with grain month, quarter, year or none; "
                "or ask for priced_cost",
                code="usage.whole_months",
            )


def _names_one_customer(condition: Expression | None) -> bool:
    match condition:
        case Comparison(dimension="customer", operator="=="):
            return True
        case Comparison(dimension="customer", operator="in"):
            return len(condition.values) == 1
        case Combination(operator="&&"):
            return any(_names_one_customer(part) for part in condition.parts)
    return False


def _is_whole_months(time_range: TimeRange) -> bool:
    return time_range.since.day == 1 and time_range.until.day == 1


def _demand_posted(query: Query) -> None:
    if query.grain not in _MONTHLY or query.since.day != 1:
        message = "accounting periods are months"
        raise UsageError(
            message,
            hint="with as=posted let since be the first of a month, and grain month, quarter, year or none",
            code="usage.whole_months",
        )
