"""The six figures of the first page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from outlay.core.errors import UsageError
from outlay.core.money import divide
from outlay.core.time import TimeRange, month_start
from outlay.facts.metrics import METRICS
from outlay.facts.query import VIEW_DEFINITIONS, View
from outlay.report.model import Comparison, Figure, OverviewRequest
from outlay.report.periods import Pair, comparable, describe, last_month

if TYPE_CHECKING:
    from datetime import date

    from outlay.store.query import Answer

_VALUE_FILTERS: Final = "revenue is not known by this filter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the figures are asked for: a way to ask, the range and its comparable pair."""

    ask: Callable[[str, str, TimeRange], Answer]
    request: OverviewRequest
    period: TimeRange
    pair: Pair | None
    today: date
    complete: date


def link(request: OverviewRequest, period: TimeRange, *, metrics: str = "cost", by: str = "", where: str = "") -> str:
    """The Explore page's address that asks the same question."""
    conditions = [part for part in (request.where, where) if part]
    joined = " && ".join(f"({part})" if "||" in part else part for part in conditions)
    parameters = {
        "metrics": metrics,
        "by": by,
        "where": joined,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "view": request.view,
    }
    return "/explore?" + urlencode({name: value for name, value in parameters.items() if value})


def compute_figures(asked: Asked) -> tuple[Figure, ...]:
    """Last complete month, month to date, AI share, AI cost of revenue, margin, usage without a price."""
    return (
        _last_month(asked),
        _month_to_date(asked),
        _metric(asked, "ai_share"),
        _metric(asked, "ai_cost_of_revenue"),
        _metric(asked, "margin"),
        _without_price(asked),
    )


def _last_month(asked: Asked) -> Figure:
    pair = last_month(asked.today)
    note = None if asked.complete >= pair.now.until else "some bills of it are still open"
    return _cost_figure(asked, "last_month", f"{pair.now.since:%B}", pair, note)


def _month_to_date(asked: Asked) -> Figure:
    first = month_start(asked.today)
    pair = comparable(TimeRange(since=first, until=asked.today), asked.complete) if first < asked.today else None
    if pair is None:
        return Figure(
            id="month_to_date",
            label="Month to date",
            definition="Cost of this month's complete days against the same days of last month.",
            value=None,
            unit="money",
            currency=_currency(asked),
            compare=None,
            note="no day of this month is complete yet",
            link=link(asked.request, TimeRange(since=first, until=_after(asked.today))),
        )
    return _cost_figure(asked, "month_to_date", f"Month to date, {describe(pair.now)}", pair, None)


def _after(day: date) -> date:
    return TimeRange(since=day, until=day.fromordinal(day.toordinal() + 1)).until


def _currency(asked: Asked) -> str:
    return asked.ask("cost", "", asked.period).currency


def _cost_figure(asked: Asked, name: str, label: str, pair: Pair, note: str | None) -> Figure:
    now, before = asked.ask("cost", "", pair.now), asked.ask("cost", "", pair.before)
    value, was = _total(now, "cost"), _total(before, "cost")
    return Figure(
        id=name,
        label=label,
        definition=VIEW_DEFINITIONS[View(asked.request.view)],
        value=value,
        unit="money",
        currency=now.currency,
        compare=_compare(describe(pair.before), value, was),
        note=note,
        link=link(asked.request, pair.now, by="cost_group,day"),
    )


def _metric(asked: Asked, name: str) -> Figure:
    metric = METRICS[name]
    period = asked.pair.now if asked.pair else asked.period
    try:
        now = asked.ask(name, "", period)
        before = asked.ask(name, "", asked.pair.before) if asked.pair else None
    except UsageError as error:
        return _unasked(asked, name, str(error))
    value = _total(now, name)
    return Figure(
        id="margin" if name == "margin" else name,
        label=metric.label,
        definition=metric.definition,
        value=value,
        unit=metric.unit.value,
        currency=now.currency,
        compare=_compare(describe(asked.pair.before), value, _total(before, name)) if before and asked.pair else None,
        note="no revenue imported: outlay import value FILE"
        if value is None and "revenue" in _operands(name)
        else None,
        link=link(asked.request, period, metrics=f"{name},{','.join(_operands(name))}", by="month"),
    )


def _unasked(asked: Asked, name: str, reason: str) -> Figure:
    metric = METRICS[name]
    return Figure(
        id=name,
        label=metric.label,
        definition=metric.definition,
        value=None,
        unit=metric.unit.value,
        currency=_currency(asked),
        compare=None,
        note=reason if "revenue" not in reason else _VALUE_FILTERS,
        link=link(asked.request, asked.period),
    )


def _without_price(asked: Asked) -> Figure:
    answer = asked.ask("cost", "", asked.period)
    unknown = answer.unknown_price
    return Figure(
        id="unknown_price",
        label="Requests without a price",
        definition=METRICS["requests_without_price"].definition,
        value=unknown.requests if unknown else None,
        unit="count",
        currency=answer.currency,
        compare=None,
        note=f"{unknown.tokens:,} tokens; add a price overlay" if unknown and unknown.requests else None,
        link=link(asked.request, asked.period, metrics="requests_without_price,tokens", by="provider,model"),
    )


def _operands(name: str) -> tuple[str, ...]:
    formula = METRICS[name].formula
    return (formula[1], formula[2]) if formula else ()


def _total(answer: Answer, name: str) -> Decimal | None:
    value = answer.totals.get(name)
    return value if isinstance(value, Decimal) else None


def _compare(label: str, value: Decimal | None, was: Decimal | None) -> Comparison:
    change = value - was if value is not None and was is not None else None
    percent = divide(change, abs(was)) if change is not None and was else None
    return Comparison(label=label, value=was, change=change, change_percent=percent)
