"""The six figures of the first page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.core.money import divide
from outlay.core.time import TimeRange, month_start
from outlay.facts.expressions import dimensions_of, parse_expression
from outlay.facts.metrics import METRICS
from outlay.facts.query import VIEW_DEFINITIONS, View
from outlay.report.links import link, over_time
from outlay.report.model import Comparison, Figure
from outlay.report.periods import Pair, comparable, describe, last_month

if TYPE_CHECKING:
    from datetime import date

    from outlay.report.completeness import Beginning
    from outlay.report.model import OverviewRequest
    from outlay.report.scene import Scene
    from outlay.store.query import Answer

_RATIOS: Final = ("ai_share", "ai_cost_of_revenue", "margin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the figures are asked for: a way to ask, how far bills reach, and by what revenue is stated.

    `revenue_by` is None where no revenue was imported.
    """

    scene: Scene
    complete: date
    beginning: Beginning | None
    currency: str
    revenue_by: tuple[str, ...] | None

    @property
    def request(self) -> OverviewRequest:
        """The page's request."""
        return self.scene.request

    @property
    def today(self) -> date:
        """The day that relative ranges count from."""
        return self.scene.today

    @property
    def filtered(self) -> tuple[str, ...]:
        """The dimensions of the page's filter."""
        where = self.request.where
        return tuple(dict.fromkeys(dimensions_of(parse_expression(where)))) if where and where.strip() else ()

    def ask(self, metrics: str, by: str, period: TimeRange) -> Answer:
        """Ask metrics over a period."""
        return self.scene.question(metrics, by, period)


def compute_figures(asked: Asked) -> tuple[Figure, ...]:
    """Last complete month, month to date, AI share, AI cost of revenue, margin, usage without a price."""
    return (_last_month(asked), _month_to_date(asked), *_ratios(asked), _without_price(asked))


def _last_month(asked: Asked) -> Figure:
    pair = last_month(asked.today, asked.beginning)
    note = None if asked.complete >= pair.now.until else "some bills of it are still open"
    return _cost_figure(asked, "last_month", f"{pair.now.since:%B}", pair, note)


def _month_to_date(asked: Asked) -> Figure:
    first = month_start(asked.today)
    so_far = TimeRange(since=first, until=asked.today) if first < asked.today else None
    pair = comparable(so_far, asked.complete, asked.beginning) if so_far else None
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
    value = was = None
    try:
        value = _total(asked.ask("cost", "", pair.now), "cost")
        was = _total(asked.ask("cost", "", pair.before), "cost") if pair.before else None
    except UsageError as error:
        note = error.message
    return Figure(
        id=name,
        label=label,
        definition=VIEW_DEFINITIONS[View(asked.request.view)],
        value=value,
        unit="money",
        currency=asked.currency,
        compare=_compare(pair, value, was),
        note=note,
        link=link(asked.request, pair.now, by=over_time(asked.request, "cost_group")),
    )


def _ratios(asked: Asked) -> Iterator[Figure]:
    pair = asked.scene.pair
    period = pair.now if pair else asked.scene.asked
    now = _ask_each(asked, period)
    before = _ask_each(asked, pair.before) if pair and pair.before else {}
    for name in _RATIOS:
        metric, value = METRICS[name], _known(now[name])
        yield Figure(
            id=name,
            label=metric.label,
            definition=metric.definition,
            value=value,
            unit=metric.unit.value,
            currency=asked.currency,
            compare=_compare(pair, value, _known(before.get(name))) if pair else None,
            note=_reason(asked, name, now[name]) if value is None else None,
            link=link(asked.request, period, metrics=",".join((name, *_operands(name))), by="month"),
        )


def _ask_each(asked: Asked, period: TimeRange) -> dict[str, Decimal | UsageError | None]:
    """Each ratio's value, or why the page's filter cannot be asked of it."""
    try:
        answer = asked.ask(" ".join(_RATIOS), "", period)
    except UsageError:
        found: dict[str, Decimal | UsageError | None] = {}
        for name in _RATIOS:
            try:
                found[name] = _total(asked.ask(name, "", period), name)
            except UsageError as error:
                found[name] = error
        return found
    return {name: _total(answer, name) for name in _RATIOS}


def _reason(asked: Asked, name: str, found: object) -> str | None:
    """Why a ratio has no value."""
    if "revenue" in _operands(name):
        if asked.revenue_by is None:
            return "no revenue imported: outlay import value FILE"
        if unstated := [part for part in asked.filtered if part not in asked.revenue_by]:
            return f"revenue is not known by {_spoken(unstated)}"
    if not isinstance(found, UsageError):
        return "none in this period"
    catalog = asked.scene.catalog
    unknown = [part for part in asked.filtered if not catalog.allows(name, part)]
    return f"{METRICS[name].label} is not known by {_spoken(unknown)}" if unknown else found.message


def _spoken(dimensions: list[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in dimensions)


def _without_price(asked: Asked) -> Figure:
    requests: int | None
    try:
        totals = asked.ask("requests_without_price tokens_without_price", "", asked.scene.asked).totals
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
        link=link(asked.request, asked.scene.asked, metrics="requests_without_price,tokens", by="provider,model"),
    )


def _known(value: Decimal | UsageError | None) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _operands(name: str) -> tuple[str, ...]:
    formula = METRICS[name].formula
    return (formula[1], formula[2]) if formula else ()


def _total(answer: Answer, name: str) -> Decimal | None:
    value = answer.totals.get(name)
    return value if isinstance(value, Decimal) else None


def _compare(pair: Pair, value: Decimal | None, was: Decimal | None) -> Comparison | None:
    if value is None:
        return None
    if was is None:
        label = f"nothing in {pair.base}" if pair.before else pair.base
        return Comparison(label=label, value=None, change=None, change_percent=None)
    change = value - was
    percent = divide(change, abs(was)) if was else None
    return Comparison(label=pair.base, value=was, change=change, change_percent=percent)
