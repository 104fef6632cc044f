"""The six figures of the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from outlay.core.errors import UsageError
from outlay.core.money import divide
from outlay.core.time import TimeRange, month_start
from outlay.facts.expressions import Combination, parse_expression
from outlay.facts.metrics import METRICS
from outlay.facts.query import VIEW_DEFINITIONS, View
from outlay.report.model import Comparison, Figure, OverviewRequest
from outlay.report.periods import Pair, comparable, describe, last_month

if TYPE_CHECKING:
    from datetime import date

    from outlay.store.query import Answer

_RATIOS: Final = ("ai_share", "ai_cost_of_revenue", "margin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the figures are asked for: a way to ask, the range and its comparable pair."""

    ask: Callable[[str, str, TimeRange], Answer]
    request: OverviewRequest
    period: TimeRange
    pair: Pair | None
    today: date
    complete: date
    currency: str


def link(request: OverviewRequest, period: TimeRange, *, metrics: str = "cost", by: str = "", where: str = "") -> str:
    """The Explore page's address that asks the same question."""
    conditions = [part for part in (request.where, where) if part]
    joined = " && ".join(_joinable(part) for part in conditions) if len(conditions) > 1 else "".join(conditions)
    parameters = {
        "metrics": metrics,
        "by": by,
        "where": joined,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "view": request.view,
    }
    return "/explore?" + urlencode({name: value for name, value in parameters.items() if value})


def is_equal(name: str, value: str | None) -> str:
    """The filter for one value of a dimension; a missing value compares as the empty string."""
    escaped = (value or "").replace("\\", "\\\\").replace('"', '\\"')
    return f'{name} == "{escaped}"'


def _joinable(condition: str) -> str:
    """A condition that another may stand beside: `or` binds less than `&&`."""
    expression = parse_expression(condition)
    is_any = isinstance(expression, Combination) and expression.operator == "||"
    return f"({condition})" if is_any else condition


def compute_figures(asked: Asked) -> tuple[Figure, ...]:
    """Last complete month, month to date, AI share, AI cost of revenue, margin, usage without a price."""
    return (_last_month(asked), _month_to_date(asked), *_ratios(asked), _without_price(asked))


def _last_month(asked: Asked) -> Figure:
    pair = last_month(asked.today)
    note = None if asked.complete >= pair.now.until else "some bills of it are still open"
    return _cost_figure(asked, "last_month", f"{pair.now.since:%B}", pair, note)


def _month_to_date(asked: Asked) -> Figure:
    first = month_start(asked.today)
    pair = comparable(TimeRange(since=first, until=asked.today), asked.complete) if first < asked.today else None
    if pair is not None:
        return _cost_figure(asked, "month_to_date", f"Month to date, {describe(pair.now)}", pair, None)
    return Figure(
        id="month_to_date",
        label="Month to date",
        definition="Cost of this month's complete days against the same days of last month.",
        value=None,
        unit="money",
        currency=asked.currency,
        compare=None,
        note="no day of this month is complete yet",
        link=link(asked.request, TimeRange(since=first, until=asked.today + timedelta(days=1))),
    )


def _cost_figure(asked: Asked, name: str, label: str, pair: Pair, note: str | None) -> Figure:
    value, was = (_total(asked.ask("cost", "", period), "cost") for period in (pair.now, pair.before))
    return Figure(
        id=name,
        label=label,
        definition=VIEW_DEFINITIONS[View(asked.request.view)],
        value=value,
        unit="money",
        currency=asked.currency,
        compare=_compare(describe(pair.before), value, was),
        note=note,
        link=link(asked.request, pair.now, by="cost_group,day"),
    )


def _ratios(asked: Asked) -> Iterator[Figure]:
    period = asked.pair.now if asked.pair else asked.period
    now = _ask_each(asked, period)
    before = _ask_each(asked, asked.pair.before) if asked.pair else {}
    for name in _RATIOS:
        metric, value = METRICS[name], now[name]
        is_known = isinstance(value, Decimal)
        needs_revenue = "revenue" in _operands(name)
        reason = value if isinstance(value, str) else "no revenue imported: outlay import value FILE"
        yield Figure(
            id=name,
            label=metric.label,
            definition=metric.definition,
            value=value if isinstance(value, Decimal) else None,
            unit=metric.unit.value,
            currency=asked.currency,
            compare=_compare(describe(asked.pair.before), _known(value), _known(before[name])) if asked.pair else None,
            note=reason if not is_known and (needs_revenue or isinstance(value, str)) else None,
            link=link(asked.request, period, metrics=",".join((name, *_operands(name))), by="month"),
        )


def _ask_each(asked: Asked, period: TimeRange) -> dict[str, Decimal | str | None]:
    """Each ratio's value, or why the page's filter cannot be asked of it."""
    try:
        answer = asked.ask(" ".join(_RATIOS), "", period)
    except UsageError:
        found: dict[str, Decimal | str | None] = {}
        for name in _RATIOS:
            try:
                found[name] = _total(asked.ask(name, "", period), name)
            except UsageError as error:
                found[name] = error.message
        return found
    return {name: _total(answer, name) for name in _RATIOS}


def _without_price(asked: Asked) -> Figure:
    requests: int | None
    try:
        totals = asked.ask("requests_without_price tokens_without_price", "", asked.period).totals
        requests, tokens = (int(totals[name] or 0) for name in ("requests_without_price", "tokens_without_price"))  # type: ignore[arg-type]  # counts are integers
    except UsageError:
        requests, tokens = None, 0
    return Figure(
        id="unknown_price",
        label=METRICS["requests_without_price"].label,
        definition=METRICS["requests_without_price"].definition,
        value=requests,
        unit="count",
        currency=asked.currency,
        compare=None,
        note=f"{tokens:,} tokens; a price overlay names their price" if requests else None,
        link=link(asked.request, asked.period, metrics="requests_without_price,tokens", by="provider,model"),
    )


def _known(value: Decimal | str | None) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


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
