"""The parts of a question's statement: each group of metrics from its own tables, all with the same columns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from outlay.core.time import Grain
from outlay.facts.metrics import Base
from outlay.facts.query import View
from outlay.store.query import covered, measures, periods
from outlay.store.query import sources as s
from outlay.store.query.nodes import (
    all_of,
    coalesce,
    column,
    equal,
    is_known,
    is_null,
    is_one_of,
    null_of,
    text,
    when,
)
from outlay.store.query.percentiles import percentile_branches
from outlay.store.query.question import measure_type
from outlay.store.query.rows import read_rows, sum_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from outlay.facts.metrics import Metric
    from outlay.store.query.question import Question
    from outlay.store.query.sources import Source


def branches(question: Question) -> Iterator[exp.Select]:
    """Every branch of a question."""
    plan = question.plan
    if plan.ledger is not None:
        yield from _cost(question, plan.ledger)
    if plan.usage is not None:
        yield from _usage(question, plan.usage)
    if plan.histogram is not None:
        yield from percentile_branches(question, plan.histogram)
    if plan.value is not None:
        yield _value(question, plan.value)


def _cost(question: Question, ledger: Source) -> Iterator[exp.Select]:
    """Money: a payer's covered days from the ledger, its open days from priced usage; one source each."""
    yield _charged(question, ledger)
    if question.query.view is View.INVOICE or question.is_posted:
        return
    if ledger is s.LEDGER:
        yield from _estimated(question, s.EVENT_HOUR)
    elif ledger is s.LEDGER_CUSTOMER:
        yield from _estimated(question, s.CUSTOMER_DAY)
    elif ledger is s.LEDGER_CUSTOMER_MONTH:
        yield from _estimated(question, s.CUSTOMER_MONTH)
        yield from _estimated(question, s.EVENT)


def _charged(question: Question, source: Source) -> exp.Select:
    view = question.query.view
    where, joins = [*measures.view_rows(view), *_only_ai_rows(question)], []
    is_all_shown = view is View.INVOICE or question.is_posted
    if not is_all_shown and source.is_monthly:
        joins.append(covered.join_months(column("payer_id"), column("month"), "c", keeps_all=True))
        where.append(coalesce(column("covered"), is_known(column("payer_id", "c"))))
    elif not is_all_shown:
        joins.append(covered.join_days(column("payer_id"), column("day"), keeps_all=False))
    month = question.month_of_money(source)
    amounts = _cost_amounts(question, month or source.day, lambda: measures.view_amount(view))
    rows = read_rows(question, source, amounts, joins=joins, where=where, month=month)
    return sum_rows(question, rows, _indexes(question, Base.COST))


def _estimated(question: Question, source: Source) -> Iterator[exp.Select]:
    """Priced usage of payers' days that no bill covers."""
    for token_class, own in _token_classes(question, source):
        amounts = _cost_amounts(question, source.day, partial(measures.known_price, source, token_class))
        where = [
            measures.is_estimated(source),
            *_used(question, source, token_class),
            *_only_ai_rows(question),
            is_null(column("payer_id", "c")),
            *([covered.after_first_open(column("ts"), question.query.range)] if source is s.EVENT else []),
        ]
        rows = read_rows(question, own, amounts, joins=_open_days(source), where=where)
        yield sum_rows(question, rows, _indexes(question, Base.COST))


def _open_days(source: Source) -> list[exp.Join]:
    payer = "k" if source.has_key else "t"
    if source.is_monthly:
        return [covered.join_months(column("payer_id", payer), column("month"), "c", keeps_all=True)]
    joins = [covered.join_days(column("payer_id", payer), periods.day_of(source), keeps_all=True)]
    if source is s.EVENT:
        # single requests tell the open days of months that a bill covers in part
        month = periods.bucket(periods.day_of(source), Grain.MONTH, 1)
        joins.append(covered.join_months(column("payer_id", payer), month, "p", keeps_all=False))
    return joins


def _usage(question: Question, source: Source) -> Iterator[exp.Select]:
    for token_class, own in _token_classes(question, source):
        amounts = {
            index: _on_shared_days(question, metric, source.day, amount)
            for index, metric in question.of(Base.USAGE)
            if (amount := measures.usage_amount(metric, source, token_class)) is not None
        }
        if amounts:
            named = {f"m{index}": amount for index, amount in amounts.items()}
            yield sum_rows(
                question, read_rows(question, own, named, where=_used(question, source, token_class)), amounts
            )


def _value(question: Question, source: Source) -> exp.Select:
    names = {index: metric.value_metric or metric.name for index, metric in question.of(Base.VALUE)}
    amounts: dict[str, exp.Expr] = {
        f"m{index}": when(equal(column("metric"), text(name)), column("amount")) for index, name in names.items()
    }
    rows = read_rows(question, source, amounts, where=[is_one_of(column("metric"), names.values())])
    return sum_rows(question, rows, names)


def _token_classes(question: Question, source: Source) -> Iterator[tuple[str | None, Source]]:
    """One reading of a source, or one for each token class if they are told apart."""
    if not question.by_token_class:
        yield "", source
        return
    for name in measures.TOKEN_CLASSES:
        yield name, replace(source, constants={**source.constants, "token_class": name})


def _used(question: Question, source: Source, token_class: str | None) -> list[exp.Expr]:
    return [measures.was_used(source, token_class)] if question.by_token_class else []


def _indexes(question: Question, base: Base) -> list[int]:
    return [index for index, _ in question.of(base)]


def _cost_amounts(question: Question, time: str, amount: Callable[[], exp.Expr]) -> dict[str, exp.Expr]:
    amounts = {}
    for index, metric in question.of(Base.COST):
        whole = when(measures.is_ai(), amount()) if metric.only == "ai" else amount()
        amounts[f"m{index}"] = _on_shared_days(question, metric, time, whole)
    return amounts


def _on_shared_days(question: Question, metric: Metric, time: str, amount: exp.Expr) -> exp.Expr:
    if not metric.is_shared:
        return amount
    if question.shared_days is None:
        return null_of(measure_type(metric))
    return when(all_of(periods.within(time, question.shared_days)), amount)


def _only_ai_rows(question: Question) -> list[exp.Expr]:
    return [measures.is_ai()] if all(metric.only == "ai" for _, metric in question.of(Base.COST)) else []
