"""The figures of one endpoint, from rows that were asked for all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import CONTEXT, divide, quantize
from outlay.facts.keys import UNATTRIBUTED
from outlay.report.endpoint_model import COMPONENTS, MONTH_DAYS, Component, Endpoint, EndpointDay, UnitCost
from outlay.report.model import Comparison
from outlay.report.spikes import find_spikes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from outlay.core.time import TimeRange
    from outlay.report.periods import Pair
    from outlay.store.query.answer import Row

_NONE: Final[Mapping[str, None]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Rows by the name of their endpoint: of the range, of its days with bills, of the days before, of each day."""

    by: str
    usage: Mapping[object, Row]
    costs: Iterable[Row]
    settled: Iterable[Row]
    now: Mapping[object, Row]
    before: Mapping[object, Row]
    pair: Pair | None
    days: Mapping[object, Mapping[date, Row]]
    billed: frozenset[str | None]
    """Those whose trend shows what bills bring."""
    trend: TimeRange
    today: Mapping[object, int]
    complete: date


def compute_endpoint(figures: Figures, name: str | None) -> Endpoint:
    """One endpoint's figures.

    Requests that name no endpoint have calculated cost alone: the bills that nothing explains are not theirs.
    """
    usage, is_named = figures.usage[name], name != UNATTRIBUTED
    today = figures.today.get(name, 0)
    components = _components(figures, name, today) if is_named else _calculated_only(usage, today)
    is_billed = name in figures.billed
    days = _days(figures, name, is_billed=is_billed)
    requests = _count(usage.get("requests"))
    return Endpoint(
        value=name,
        is_named=is_named,
        requests=requests,
        errors=_count(usage.get("errors")),
        cost=_sum(component.cost for component in components),
        calculated=_decimal(usage.get("priced_cost")),
        without_price=_count(usage.get("requests_without_price")),
        tokens_per_request=divide(Decimal(_count(usage.get("tokens"))), Decimal(requests)),
        cost_per_request=_unit(_sum(component.per_request.value for component in components), today),
        p50=_unit(_decimal(usage.get("p50_cost_per_request")), today),
        p95=_unit(_decimal(usage.get("p95_cost_per_request")), today),
        p99=_unit(_decimal(usage.get("p99_cost_per_request")), today),
        latency_p95=_decimal(usage.get("latency_p95")),
        requests_today=today,
        compare=_compare(figures, name) if is_named else None,
        components=components,
        trend_of="cost" if is_billed else "calculated",
        days=tuple(day for day in days if day.day >= figures.trend.since),
        spikes=find_spikes(days, figures.trend.since, is_fixed=is_billed),
    )


def _components(figures: Figures, name: str | None, today: int) -> tuple[Component, ...]:
    """Model calls over the whole range; what only bills know over the days that they cover."""
    requests = _count(figures.usage[name].get("requests"))
    settled = _count(figures.now.get(name, _NONE).get("requests"))
    costs, billed = _by_component(figures, figures.costs, name), _by_component(figures, figures.settled, name)
    if not costs:
        costs = {"model": _decimal(figures.usage[name].get("priced_cost"))}
    return tuple(
        _component(
            component,
            costs.get(component),
            today,
            of=(costs.get(component), requests) if component == "model" else (billed.get(component), settled),
        )
        for component in COMPONENTS
    )


def _by_component(figures: Figures, rows: Iterable[Row], name: str | None) -> dict[str, Decimal | None]:
    """Cost by component; what is still calculated is of model calls."""
    found: dict[str, Decimal | None] = {}
    for row in rows:
        if row[figures.by] == name:
            component = str(row["cost_component"] or "model")
            found[component] = _sum((found.get(component), _decimal(row["cost"])))
    return found


def _calculated_only(usage: Row, today: int) -> tuple[Component, ...]:
    priced, requests = _decimal(usage.get("priced_cost")), _count(usage.get("requests"))
    return tuple(
        _component(name, priced if name == "model" else None, today, of=(priced if name == "model" else None, requests))
        for name in COMPONENTS
    )


def _component(name: str, cost: Decimal | None, today: int, *, of: tuple[Decimal | None, int]) -> Component:
    amount, requests = of
    per_request = divide(amount, Decimal(requests)) if amount is not None else None
    return Component(name=name, cost=cost, per_request=_unit(per_request, today))


def _unit(value: Decimal | None, today: int) -> UnitCost:
    """A unit cost with its month; without traffic today there is none to go on with."""
    if value is None or not today:
        return UnitCost(value=value, month=None)
    return UnitCost(value=value, month=quantize(CONTEXT.multiply(value, Decimal(today * MONTH_DAYS))))


def _compare(figures: Figures, name: str | None) -> Comparison | None:
    """The cost of a request against the days before, complete days only."""
    pair = figures.pair
    now, was = (_mean(rows.get(name)) for rows in (figures.now, figures.before))
    if pair is None or now is None:
        return None
    if was is None:
        label = f"nothing in {pair.base}" if pair.before else pair.base
        return Comparison(label=label, value=None, change=None, change_percent=None)
    change = now - was
    return Comparison(label=pair.label, value=was, change=change, change_percent=divide(change, abs(was)))


def _mean(row: Row | None) -> Decimal | None:
    if row is None:
        return None
    cost = _decimal(row["cost"])
    return divide(cost, Decimal(_count(row["requests"]))) if cost is not None else None


def _days(figures: Figures, name: str | None, *, is_billed: bool) -> list[EndpointDay]:
    """The days of the trend and those before it, without gaps.

    Where bills bring most of the cost, days without their bills are not known yet.
    """
    rows = figures.days.get(name, {})
    first = min((*rows, figures.trend.since))
    every = (first + timedelta(days=offset) for offset in range((figures.trend.until - first).days))
    measure = "cost" if is_billed else "priced_cost"
    return [_day(day, rows.get(day, _NONE), measure, is_known=not is_billed or day < figures.complete) for day in every]


def _day(day: date, row: Mapping[str, object], measure: str, *, is_known: bool) -> EndpointDay:
    requests = _count(row.get("requests"))
    cost = _decimal(row.get(measure)) if is_known else None
    tokens = row.get("tokens")
    return EndpointDay(
        day=day,
        requests=requests,
        cost=cost,
        cost_per_request=divide(cost, Decimal(requests)) if cost is not None else None,
        tokens_per_request=divide(Decimal(tokens), Decimal(requests)) if isinstance(tokens, int) else None,
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, start=Decimal(0)) if known else None


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
