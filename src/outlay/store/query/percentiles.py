"""Percentiles from log buckets: the first bucket whose cumulative count reaches the percentage (nearest rank)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from sqlglot import exp

from outlay.facts.metrics import Base
from outlay.store.query import measures
from outlay.store.query import sources as s
from outlay.store.query.nodes import aliased, column, equal, is_known, number, select, subquery, text, when
from outlay.store.query.rows import by_group, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outlay.store.query.question import Question
    from outlay.store.query.sources import Source

_HUNDRED: Final = 100
Measure = Literal["cost", "latency"]


def percentile_branches(question: Question, source: Source) -> Iterator[exp.Select]:
    """One branch for each measure, whose columns are the numbers of buckets."""
    wanted: dict[Measure, dict[int, int]] = {}
    for index, metric in question.of(Base.HISTOGRAM):
        if metric.percentile is not None:
            measure, percent = metric.percentile
            wanted.setdefault(measure, {})[index] = percent
    for measure, percents in wanted.items():
        yield _percentiles(question, _cumulated(question, _histogram(question, source, measure)), percents)


def _histogram(question: Question, source: Source, measure: Measure) -> exp.Select:
    rows = _requests(question, source, measure) if source is s.EVENT else _buckets(question, source, measure)
    names = (*question.group_names, "b")
    count = aliased(exp.Sum(this=column("n", "r")), "n")
    shown = [*(aliased(column(name, "r"), name) for name in names), count]
    return select(shown, subquery(rows, "r"), groups=[column(name, "r") for name in names])


def _buckets(question: Question, source: Source, measure: Measure) -> exp.Select:
    amounts: dict[str, exp.Expr] = {"b": column("bucket"), "n": column("n")}
    where = [equal(column("measure"), text(measure)), *_priced(source, measure)]
    return read_rows(question, source, amounts, where=where)


def _requests(question: Question, source: Source, measure: Measure) -> exp.Select:
    size = "priced_cost" if measure == "cost" else "latency_ms"
    amounts = {"b": measures.histogram_bucket(measure), "n": column("requests")}
    return read_rows(question, source, amounts, where=[is_known(column(size)), *_priced(source, measure)])


def _priced(source: Source, measure: Measure) -> list[exp.Expr]:
    return [measures.is_estimated(source)] if measure == "cost" else []


def _cumulated(question: Question, histogram: exp.Select) -> exp.Select:
    order = exp.Order(expressions=[exp.Ordered(this=column("b", "h"), nulls_first=False)])
    up_to = exp.Window(this=exp.Sum(this=column("n", "h")), partition_by=_groups(question), order=order)
    whole = exp.Window(this=exp.Sum(this=column("n", "h")), partition_by=_groups(question))
    names = (*question.group_names, "b")
    shown = [*(aliased(column(name, "h"), name) for name in names), aliased(up_to, "u"), aliased(whole, "n")]
    return select(shown, subquery(histogram, "h"))


def _groups(question: Question) -> list[exp.Expr]:
    return [column(name, "h") for name in question.group_names]


def _percentiles(question: Question, cumulated: exp.Select, wanted: Mapping[int, int]) -> exp.Select:
    reached = {index: exp.Min(this=when(_reaches(percent), column("b", "w"))) for index, percent in wanted.items()}
    return by_group(question, cumulated, "w", reached)


def _reaches(percent: int) -> exp.Expr:
    share = exp.Mul(this=column("u", "w"), expression=number(_HUNDRED))
    return exp.GTE(this=share, expression=exp.Mul(this=column("n", "w"), expression=number(percent)))
