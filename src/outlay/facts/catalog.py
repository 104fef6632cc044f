"""The catalog: what can be asked, and which pairs make sense. A name declared here appears on every surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from outlay.core.errors import UnknownNameError, UsageError
from outlay.core.time import Grain, TimeRange, add_months, month_start, parse_day
from outlay.facts.dimensions import DIMENSIONS, Dimension, Home, is_tag
from outlay.facts.expressions import dimensions_of, parse_expression
from outlay.facts.metrics import METRICS, Base, Metric, Unit, value_metric
from outlay.facts.query import Query, View

VALUE_DIMENSIONS = ("product", "feature", "plan", "segment", "customer", "team", "business_unit", "environment")
"""The dimensions that imported values may carry."""

_MAX_LIMIT = 100_000
_MONTHLY = frozenset({Grain.MONTH, Grain.QUARTER, Grain.YEAR, None})
_HOMES: Mapping[Base, frozenset[Home]] = {
    Base.COST: frozenset({Home.KEY, Home.LEDGER, Home.STATE, Home.TOKENS, Home.CUSTOMER, Home.CHARGE}),
    Base.USAGE: frozenset({Home.KEY, Home.STATE, Home.TOKENS, Home.CUSTOMER, Home.EVENT}),
    Base.HISTOGRAM: frozenset({Home.KEY, Home.CUSTOMER, Home.EVENT}),
}


class PairError(UsageError):
    """A metric and a dimension that cannot be asked together."""

    code = "usage.pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it is typed: unchecked text."""

    metrics: Iterable[str]
    by: Iterable[str] = ()
    where: str | None = None
    since: str | None = None
    until: str | None = None
    grain: str | None = None
    view: str = "consumption"
    axis: str = "incurred"
    order: Iterable[str] = ()
    limit: int = 10_000
    constant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The metrics and dimensions that exist, imported value metrics included."""

    metrics: Mapping[str, Metric] = field(default_factory=lambda: METRICS)
    dimensions: Mapping[str, Dimension] = field(default_factory=lambda: DIMENSIONS)
    currency: str = "USD"
    """The reporting currency, that all money is stored in."""

    @classmethod
    def with_values(cls, values: Iterable[tuple[str, bool]], currency: str = "USD") -> Catalog:
        """The catalog with imported value metrics: pairs of name and whether it is money."""
        known = {metric.value_metric for metric in METRICS.values()} | set(METRICS)
        more = {
            name: value_metric(name, Unit.MONEY if is_money else Unit.COUNT)
            for name, is_money in values
            if name not in known
        }
        return cls(metrics={**METRICS, **more}, currency=currency)

    def metric(self, name: str) -> Metric:
        """The metric of a name.

        Raises:
            UnknownNameError: with "did you mean".
        """
        try:
            return self.metrics[name]
        except KeyError:
            raise UnknownNameError("metric", name, self.metrics) from None

    def home(self, dimension: str) -> Home:
        """Where a dimension or tag lives.

        Raises:
            UnknownNameError: with "did you mean".
        """
        if is_tag(dimension):
            return Home.KEY
        try:
            return self.dimensions[dimension].home
        except KeyError:
            raise UnknownNameError("dimension", dimension, [*self.dimensions, *Grain, "tag:KEY"]) from None

    def operands(self, name: str) -> tuple[Metric, ...]:
        """The metrics that are summed for a metric: itself, or what a derived one is computed from."""
        metric = self.metric(name)
        if metric.formula is None:
            return (metric,)
        return (*self.operands(metric.formula[1]), *self.operands(metric.formula[2]))

    def shares_days(self, name: str) -> bool:
        """Whether a metric divides cost by usage: both are then taken of the same days."""
        formula = self.metric(name).formula
        if formula is None or formula[0] != "ratio":
            return False
        return self.metric(formula[1]).base is Base.COST and self.metric(formula[2]).base is Base.USAGE

    def allows(self, metric: str, dimension: str) -> bool:
        """Whether a metric can be asked by (and filtered on) a dimension."""
        home = self.home(dimension)
        return all(self._operand_allows(operand, dimension, home) for operand in self.operands(metric))

    @staticmethod
    def _operand_allows(operand: Metric, dimension: str, home: Home) -> bool:
        if operand.base is Base.VALUE:
            return dimension in VALUE_DIMENSIONS
        if home is Home.TOKENS and operand.columns[:1] in {("requests",), ("errors",)}:
            return False  # a request has tokens of several classes
        if home is Home.CUSTOMER and operand.only == "ai":
            return False  # customers' cost is not kept by cost group
        return home in _HOMES[operand.base]

    def dimensions_for(self, metric: str) -> tuple[str, ...]:
        """Every dimension that a metric can be asked by."""
        return tuple(name for name in self.dimensions if self.allows(metric, name))

    def query(self, question: Question, *, today: date) -> Query:
        """Check a question and make it a query.

        Raises:
            UsageError: naming what is unknown or does not go together, with a hint.
        """
        metrics = tuple(dict.fromkeys(question.metrics))
        if not metrics:
            message = "no metric is asked for"
            raise UsageError(message, hint="add metrics=cost")
        by, grain = _split_grain(question)
        where = parse_expression(question.where) if question.where and question.where.strip() else None
        filtered = tuple(dimensions_of(where)) if where else ()
        for metric in metrics:
            for dimension in dict.fromkeys((*by, *filtered)):
                self._demand_pair(metric, dimension)
        _demand_homes({self.home(name) for name in (*by, *filtered)}, (*by, *filtered))
        bases = {operand.base for metric in metrics for operand in self.operands(metric)}
        if grain is Grain.HOUR and bases != {Base.USAGE}:
            message = "grain=hour answers calculated cost and quantities only"
            raise PairError(message, hint="ask for priced_cost, or take grain=day")
        order = _order(question, metrics, by, grain)
        time_range, view, axis = _range(question, today), _view(question.view), _axis(question.axis)
        is_whole = grain in _MONTHLY and _is_whole_months(time_range, today)
        return Query(
            metrics=metrics,
            by=by,
            where=where,
            range=time_range,
            grain=grain,
            view=view,
            axis=axis,
            order=order,
            limit=_limit(question.limit),
            is_billed=is_whole and view is View.INVOICE and axis == "incurred",
            constant_day=parse_day(question.constant, today=today) if question.constant else None,
        )

    def _demand_pair(self, metric: str, dimension: str) -> None:
        self.metric(metric)
        if not self.allows(metric, dimension):
            message = f"{metric} cannot be asked by {dimension}"
            raise PairError(message, hint=f"{metric} goes with {', '.join(self.dimensions_for(metric))}")


def _demand_homes(homes: set[Home], names: tuple[str, ...]) -> None:
    if Home.CHARGE in homes and homes & {Home.CUSTOMER, Home.STATE, Home.TOKENS}:
        message = f"charge details cannot be combined with all of {', '.join(names)}"
        raise PairError(message, hint="ask for charges by charge and key dimensions only")


def _split_grain(question: Question) -> tuple[tuple[str, ...], Grain | None]:
    names = tuple(dict.fromkeys(question.by))
    grains = [name for name in names if name in set(Grain)]
    if question.grain and question.grain not in set(Grain):
        raise UnknownNameError("grain", question.grain, list(Grain))
    if question.grain and question.grain not in grains:
        grains.append(question.grain)
    if len(grains) > 1:
        message = f"{' and '.join(grains)} are two time grains"
        raise UsageError(message, hint="ask for one")
    return tuple(name for name in names if name not in set(Grain)), Grain(grains[0]) if grains else None


def _range(question: Question, today: date) -> TimeRange:
    since = parse_day(question.since, today=today) if question.since else add_months(month_start(today), -1)
    until = parse_day(question.until, today=today) if question.until else today + timedelta(days=1)
    return TimeRange(since=since, until=until)


def _is_whole_months(time_range: TimeRange, today: date) -> bool:
    """Whether a range is whole months; this month so far is one, for it has no later days yet."""
    return time_range.since.day == 1 and (time_range.until.day == 1 or time_range.until > today)


def _view(name: str) -> View:
    if name not in set(View):
        raise UnknownNameError("view", name, list(View))
    return View(name)


def _axis(name: str) -> Literal["incurred", "posted"]:
    if name == "incurred":
        return "incurred"
    if name == "posted":
        return "posted"
    raise UnknownNameError("time axis (as)", name, ["incurred", "posted"])


def _limit(limit: int) -> int:
    if not 1 <= limit <= _MAX_LIMIT:
        message = f"limit {limit} is out of range"
        raise UsageError(message, hint=f"take 1 to {_MAX_LIMIT}")
    return limit


def _order(question: Question, metrics: tuple[str, ...], by: tuple[str, ...], grain: Grain | None) -> tuple[str, ...]:
    known = {*metrics, *by, *([grain.value] if grain else [])}
    order = tuple(question.order)
    for name in order:
        if name.removeprefix("-") not in known:
            raise UnknownNameError("order", name, known)
    return order


CATALOG = Catalog()
