"""The parts of a question's SQL: each group of metrics from its own tables, with the same columns.

A branch reads rows as `g0, g1, …` (what the answer is grouped by) and `m0, m1, …` (the metrics) and sums them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.core.time import Grain
from outlay.facts.metrics import Base, Metric, Unit
from outlay.facts.query import View
from outlay.store.query import measures, periods
from outlay.store.query import sources as s
from outlay.store.query.conditions import compile_condition
from outlay.store.query.sources import column, null_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from outlay.facts.expressions import Expression
    from outlay.facts.query import Query
    from outlay.store.query.plan import Plan
    from outlay.store.query.sources import Source

HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query with what compiling it needs: its tables, its metrics, its filter with the asker's scope."""

    query: Query
    plan: Plan
    operands: tuple[Metric, ...]
    condition: Expression | None
    dimensions: frozenset[str]
    fiscal_start: int

    @property
    def by_token_class(self) -> bool:
        """Whether token classes are told apart."""
        return "token_class" in self.dimensions

    @property
    def groups(self) -> tuple[str, ...]:
        """What the answer is grouped by: the time grain first."""
        return (*([self.query.grain.value] if self.query.grain else []), *self.query.by)

    def of(self, *bases: Base) -> Iterator[tuple[int, Metric]]:
        """The metrics of some bases, with their positions."""
        return ((index, metric) for index, metric in enumerate(self.operands) if metric.base in bases)


def branches(question: Question) -> Iterator[exp.Select]:
    """Every branch of a question."""
    plan = question.plan
    if plan.ledger is not None:
        yield from _cost(question, plan.ledger)
    if plan.usage is not None:
        yield from _usage(question, plan.usage)
    if plan.histogram is not None:
        yield from _histograms(question, plan.histogram)
    if plan.value is not None:
        yield _value(question, plan.value)


def measure_type(metric: Metric) -> str:
    """The SQL type of a metric's sum."""
    if metric.base in {Base.COST, Base.VALUE} or metric.unit is Unit.MONEY and metric.base is Base.USAGE:
        return "DECIMAL(38, 12)"
    return "BIGINT"


def _cost(question: Question, ledger: Source) -> Iterator[exp.Select]:
    query = question.query
    yield _charged(question, ledger)
    if query.view is View.INVOICE or query.axis == "posted":
        return
    if ledger is s.LEDGER:
        yield from _estimated(question, s.EVENT_HOUR)
    elif ledger is s.LEDGER_CUSTOMER:
        yield from _estimated(question, s.CUSTOMER_DAY)
    elif ledger is s.LEDGER_CUSTOMER_MONTH:
        yield from _estimated(question, s.CUSTOMER_MONTH)
        yield from _estimated(question, s.EVENT)


def _charged(question: Question, source: Source) -> exp.Select:
    query = question.query
    amount = measures.view_amount(query.view)
    amounts = dict.fromkeys((index for index, _ in question.of(Base.COST)), amount)
    posted = query.axis == "posted"
    rows = _rows(question, source, _only_ai(question, amounts), day="accounting_period" if posted else source.day)
    rows = rows.where(*measures.view_rows(query.view), *_only_ai_rows(question), copy=False)
    if query.view is View.INVOICE or posted:
        return _summed(question, rows, amounts)
    if source.is_monthly:
        covered = exp.func("COALESCE", column("covered"), column("payer_id", "c").is_(exp.Null()).not_())
        rows = _join_coverage(rows, column("payer_id"), column("month"), monthly=True).where(covered, copy=False)
    else:
        rows = _join_coverage(rows, column("payer_id"), column("day"), side="")
    return _summed(question, rows, amounts)


def _estimated(question: Question, source: Source) -> Iterator[exp.Select]:
    """Priced usage of payers' days that no bill covers."""
    payer = column("payer_id", "k" if source.has_key else "t")
    for token_class, own in _token_classes(question, source):
        price = measures.known_price(source, token_class)
        amounts = _only_ai(question, dict.fromkeys((index for index, _ in question.of(Base.COST)), price))
        rows = _rows(question, own, amounts).where(
            measures.is_estimated(source), *_used(question, source, token_class), *_only_ai_rows(question), copy=False
        )
        if source is s.EVENT:
            # months that a bill covers in part: their open days are told by single requests
            month = periods.bucket(periods.day_of(source), Grain.MONTH, 1)
            rows = _join_coverage(rows, payer, month, monthly=True, side="", alias="p")
        rows = _join_coverage(rows, payer.copy(), _coverage_day(source), monthly=source.is_monthly)
        rows = rows.where(column("payer_id", "c").is_(exp.Null()), copy=False)
        yield _summed(question, rows, amounts)


def _usage(question: Question, source: Source) -> Iterator[exp.Select]:
    for token_class, own in _token_classes(question, source):
        amounts = {
            index: amount
            for index, metric in question.of(Base.USAGE)
            if (amount := measures.usage_amount(metric, source, token_class)) is not None
        }
        if amounts:
            rows = _rows(question, own, amounts).where(*_used(question, source, token_class), copy=False)
            yield _summed(question, rows, amounts)


def _value(question: Question, source: Source) -> exp.Select:
    amounts = {}
    names = []
    for index, metric in question.of(Base.VALUE):
        name = exp.Literal.string(metric.value_metric or metric.name)
        names.append(name)
        amounts[index] = exp.Case().when(column("metric").eq(name.copy()), column("amount"))
    rows = _rows(question, source, amounts).where(exp.In(this=column("metric"), expressions=names), copy=False)
    return _summed(question, rows, amounts)


def _histograms(question: Question, source: Source) -> Iterator[exp.Select]:
    percentiles = [(index, metric.percentile) for index, metric in question.of(Base.HISTOGRAM) if metric.percentile]
    for measure in dict.fromkeys(measure for _, (measure, _) in percentiles):
        wanted = {index: percent for index, (name, percent) in percentiles if name == measure}
        yield _percentiles(question, _histogram(question, source, measure), wanted)


def _histogram(question: Question, source: Source, measure: str) -> exp.Select:
    """Log buckets with their counts, by group."""
    if source is s.EVENT:
        size = column("priced_cost" if measure == "cost" else "latency_ms")
        extra = {"b": measures.histogram_bucket(measure), "n": exp.Literal.number(1)}
        rows = _rows(question, source, {}, extra).where(size.is_(exp.Null()).not_(), copy=False)
        if measure == "cost":
            rows = rows.where(column("cost_state").neq(exp.Literal.string("unknown")), copy=False)
    else:
        rows = _rows(question, source, {}, {"b": column("bucket"), "n": column("n")})
        rows = rows.where(column("measure").eq(exp.Literal.string(measure)), copy=False)
    if measure == "cost":
        rows = rows.where(measures.is_estimated(source), copy=False)
    names = [*_group_names(question), "b"]
    counts = [*(_aliased(column(name, "r"), name) for name in names), _aliased(exp.Sum(this=column("n", "r")), "n")]
    return exp.select(*counts).from_(rows.subquery("r")).group_by(*(column(name, "r") for name in names))


def _percentiles(question: Question, histogram: exp.Select, wanted: Mapping[int, int]) -> exp.Select:
    """The first bucket whose cumulative count reaches each percentage (nearest rank)."""
    groups = _group_names(question)
    partition = [column(name, "h") for name in groups]
    up_to = exp.Window(
        this=exp.Sum(this=column("n", "h")),
        partition_by=partition,
        order=exp.Order(expressions=[exp.Ordered(this=column("b", "h"), nulls_first=False)]),
    )
    total = exp.Window(this=exp.Sum(this=column("n", "h")), partition_by=[part.copy() for part in partition])
    shown = [*(_aliased(column(name, "h"), name) for name in [*groups, "b"]), _aliased(up_to, "u"), _aliased(total, "n")]
    cumulated = exp.select(*shown).from_(histogram.subquery("h"))
    reached = {
        index: exp.Min(
            this=exp.Case().when(
                exp.GTE(
                    this=exp.Mul(this=column("u", "w"), expression=exp.Literal.number(HUNDRED)),
                    expression=exp.Mul(this=column("n", "w"), expression=exp.Literal.number(percent)),
                ),
                column("b", "w"),
            )
        )
        for index, percent in wanted.items()
    }
    return _columns(question, "w", reached).from_(cumulated.subquery("w")).group_by(*(column(g, "w") for g in groups))


def _rows(
    question: Question,
    source: Source,
    amounts: Mapping[int, exp.Expr],
    extra: Mapping[str, exp.Expr] | None = None,
    day: str | None = None,
) -> exp.Select:
    query = question.query
    shown = [_aliased(_group(question, source, name, day), f"g{index}") for index, name in enumerate(question.groups)]
    shown += [_aliased(amount, f"m{index}") for index, amount in amounts.items()]
    shown += [_aliased(value, name) for name, value in (extra or {}).items()]
    rows = exp.select(*shown).from_(_table(source.table, "t"))
    if source.has_key:
        rows = _join(rows, "key", "k", column("key_id", "k").eq(column("key_id")))
    if source is s.CHARGES:
        charge = column("x_charge_id", "h").eq(column("x_charge_id"))
        rows = _join(rows, "charge", "h", exp.and_(charge, column("x_delivery_id", "h").eq(column("x_delivery_id"))))
    rows = rows.where(periods.within(day or source.day, query.range), copy=False)
    if question.condition is not None:
        rows = rows.where(compile_condition(question.condition, source), copy=False)
    return rows


def _group(question: Question, source: Source, name: str, day: str | None) -> exp.Expr:
    if name == Grain.HOUR:
        return periods.hour_of(source)
    if question.query.grain and name == question.query.grain:
        moment = column(day) if day and day != source.day else periods.day_of(source)
        return periods.bucket(moment, question.query.grain, question.fiscal_start)
    return source.dimension(name)


def _token_classes(question: Question, source: Source) -> Iterator[tuple[str | None, Source]]:
    if not question.by_token_class:
        yield "", source
        return
    for name in measures.TOKEN_CLASSES:
        yield name, replace(source, constants={**source.constants, "token_class": name})


def _used(question: Question, source: Source, token_class: str | None) -> list[exp.Expr]:
    return [measures.was_used(source, token_class)] if question.by_token_class else []


def _only_ai(question: Question, amounts: dict[int, exp.Expr]) -> dict[int, exp.Expr]:
    return {
        index: exp.Case().when(measures.is_ai(), amount.copy()) if question.operands[index].only == "ai" else amount
        for index, amount in amounts.items()
    }


def _only_ai_rows(question: Question) -> list[exp.Expr]:
    is_all_ai = all(metric.only == "ai" for _, metric in question.of(Base.COST))
    return [measures.is_ai()] if is_all_ai else []


def _coverage_day(source: Source) -> exp.Expr:
    return periods.day_of(source)


def _join_coverage(
    rows: exp.Select, payer: exp.Expr, day: exp.Expr, *, monthly: bool = False, side: str = "LEFT", alias: str = "c"
) -> exp.Select:
    days = column("day", alias) if not monthly else column("month", alias)
    condition = exp.and_(column("payer_id", alias).eq(payer), days.eq(day))
    table: exp.Expr = _table("coverage", alias)
    if monthly:
        month = _aliased(periods.bucket(column("day"), Grain.MONTH, 1), "month")
        covered = exp.select(column("payer_id"), month).distinct().from_(_table("coverage", "t"))
        table = covered.subquery(alias)
    return rows.join(table, on=condition, join_type=side, copy=False)


def _join(rows: exp.Select, table: str, alias: str, on: exp.Expr) -> exp.Select:
    return rows.join(_table(table, alias), on=on, copy=False)


def _summed(question: Question, rows: exp.Select, amounts: Iterable[int]) -> exp.Select:
    sums = {index: exp.Sum(this=column(f"m{index}", "r")) for index in amounts}
    groups = [column(name, "r") for name in _group_names(question)]
    return _columns(question, "r", sums).from_(rows.subquery("r")).group_by(*groups)


def _columns(question: Question, alias: str, sums: Mapping[int, exp.Expr]) -> exp.Select:
    shown = [_aliased(column(name, alias), name) for name in _group_names(question)]
    for index, metric in enumerate(question.operands):
        kind = measure_type(metric)
        shown.append(_aliased(exp.cast(sums[index], kind) if index in sums else null_of(kind), f"m{index}"))
    return exp.select(*shown)


def _group_names(question: Question) -> list[str]:
    return [f"g{index}" for index in range(len(question.groups))]


def _aliased(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True)


def _table(name: str, alias: str) -> exp.Table:
    return exp.table_(name, quoted=True, alias=exp.to_identifier(alias, quoted=True))
