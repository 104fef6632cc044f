"""What each endpoint costs: unit costs, their trend with spikes, their parts, and a month at today's traffic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UnknownNameError, UsageError
from outlay.core.time import TimeRange
from outlay.facts.catalog import Question
from outlay.facts.keys import UNATTRIBUTED
from outlay.report.completeness import complete_until, load_beginning
from outlay.report.endpoint_figures import Figures, compute_endpoint
from outlay.report.endpoint_model import ENDPOINT_DIMENSIONS, Endpoints, EndpointsRequest, Traffic
from outlay.report.model import OverviewRequest
from outlay.report.periods import comparable
from outlay.report.scene import Scene
from outlay.report.spikes import TRAILING_DAYS
from outlay.report.traffic import load_traffic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from outlay.facts.catalog import Catalog
    from outlay.report.scene import Ask
    from outlay.store import Reader
    from outlay.store.query.answer import Row

TREND_DAYS: Final = 30
_HALF: Final = Decimal("0.5")
_MOST: Final = 200
_ROWS: Final = 20_000
_USAGE: Final = "requests errors priced_cost tokens requests_without_price"
_REFUSALS: Final = frozenset({"usage.pair", "usage.too_wide", "usage.whole_months"})
"""What is said of filters that some metrics do not go with."""
_PERCENTILES: Final = "p50_cost_per_request p95_cost_per_request p99_cost_per_request latency_p95"


def compute_endpoints(
    reader: Reader, catalog: Catalog, request: EndpointsRequest, ask: Ask, *, today: date
) -> Endpoints:
    """Put the page of endpoints together; what the filter does not go with is left out, with a note that says why.

    Args:
        reader: Where coverage is read from; `ask` asks it too, so that all figures are of one moment.
        catalog: What can be asked.
        request: The page's dimension, range, view and filter.
        ask: Answers a query.
        today: The day that relative ranges count from.

    Raises:
        UsageError: for a wrong dimension, range, view, filter or limit.
    """
    _check(request)
    where = _narrowed(request)
    probe = Question(
        metrics=("requests",), where=where, since=request.since or "1m", until=request.until, view=request.view
    )
    asked = catalog.query(probe, today=today).range
    complete = complete_until(reader, today)
    scene = Scene(
        ask=ask,
        catalog=catalog,
        request=OverviewRequest(where=where, view=request.view),
        asked=asked,
        pair=comparable(asked, complete, load_beginning(reader)),
        today=today,
    )
    return _Page(request=request, scene=scene, complete=complete).answer(reader)


def _check(request: EndpointsRequest) -> None:
    if request.by not in ENDPOINT_DIMENSIONS:
        raise UnknownNameError("dimension", request.by, ENDPOINT_DIMENSIONS)
    if not 1 <= request.limit <= _MOST:
        message = f"limit {request.limit} is out of range"
        raise UsageError(message, hint=f"take 1 to {_MOST}")


def _narrowed(request: EndpointsRequest) -> str | None:
    if request.name is None:
        return request.where
    return _with(request.where, _is_one_of(request.by, [request.name]))


def _with(where: str | None, more: str) -> str:
    return f"({where}) && {more}" if where and where.strip() else more


def _is_one_of(name: str, values: Iterable[str | None]) -> str:
    texts = ((value or "").replace("\\", "\\\\").replace('"', '\\"') for value in values)
    listed = ", ".join(f'"{text}"' for text in texts)
    return f"{name} in [{listed}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    request: EndpointsRequest
    scene: Scene
    complete: date

    def answer(self, reader: Reader) -> Endpoints:
        notes: list[str] = []
        by, scene = self.request.by, self.scene
        usage: dict[object, Row] = {row[by]: row for row in scene.question(_USAGE, by, scene.asked, limit=_ROWS).rows}
        shares: dict[object, Row] = {
            row[by]: row for row in self._optional(_PERCENTILES, by, "Percentiles are left out", notes)
        }
        usage = {name: {**row, **shares.get(name, {})} for name, row in usage.items()}
        costs = self._optional("cost", f"{by} cost_component", "Bills are left out, so cost is calculated", notes)
        names = self._largest(usage, costs)
        narrow = replace(scene, request=replace(scene.request, where=_with(scene.request.where, _is_one_of(by, names))))
        wide = replace(scene, request=replace(scene.request, where=self.request.where))
        traffic, today = load_traffic(reader, wide, narrow, by) if names else (None, {})
        trend = self._trend()
        billed = [name for name in names if name != UNATTRIBUTED and _is_billed(by, name, usage, costs)]
        figures = Figures(
            by=by,
            usage=usage,
            costs=costs,
            settled=self._settled(narrow, costs),
            now=self._pair(narrow, is_before=False) if names else {},
            before=self._pair(narrow, is_before=True) if names else {},
            pair=scene.pair,
            days=self._days(narrow, trend, billed) if names else {},
            billed=frozenset(billed),
            trend=trend,
            today=today,
            complete=self.complete,
        )
        return self._answer(tuple(names), figures, traffic, notes)

    def _answer(
        self, names: tuple[str | None, ...], figures: Figures, traffic: Traffic | None, notes: list[str]
    ) -> Endpoints:
        scene = self.scene
        return Endpoints(
            by=self.request.by,
            endpoints=tuple(compute_endpoint(figures, name) for name in names),
            total=len(figures.usage),
            suggested_by=self._suggestion(figures.usage),
            traffic=traffic,
            since=scene.asked.since,
            until=scene.asked.until,
            complete_until=self.complete,
            trend_since=figures.trend.since,
            trend_until=figures.trend.until,
            view=scene.request.view,
            currency=scene.catalog.currency,
            notes=tuple(dict.fromkeys(notes)),
        )

    def _optional(self, metrics: str, by: str, what: str, notes: list[str]) -> tuple[Row, ...]:
        """Rows of metrics over the range; none, with a note, where the filter does not go with them."""
        try:
            return self.scene.question(metrics, by, self.scene.asked, limit=_ROWS).rows
        except UsageError as error:
            if error.stable_code not in _REFUSALS:
                raise
            notes.append(f"{what}: {error.message}.")
            return ()

    def _largest(self, usage: dict[object, Row], costs: Iterable[Row]) -> list[str | None]:
        """The names of the dearest; requests that name none come last."""
        totals: dict[object, Decimal] = {name: _money(row["priced_cost"]) for name, row in usage.items()}
        billed: dict[object, Decimal] = {}
        for row in costs:
            billed[row[self.request.by]] = billed.get(row[self.request.by], Decimal(0)) + _money(row["cost"])
        totals.update({name: amount for name, amount in billed.items() if name in totals and name != UNATTRIBUTED})
        ordered = sorted(totals, key=lambda name: (name == UNATTRIBUTED, -totals[name], str(name)))
        return [None if name is None else str(name) for name in ordered[: self.request.limit]]

    def _settled(self, scene: Scene, costs: Iterable[Row]) -> tuple[Row, ...]:
        """What only bills know, over the days that the bills cover."""
        pair = scene.pair
        if pair is None or not any(row["cost_component"] not in {None, "model"} for row in costs):
            return ()
        return scene.question("cost", f"{self.request.by} cost_component", pair.now, limit=_ROWS).rows

    def _pair(self, scene: Scene, *, is_before: bool) -> dict[object, Row]:
        period = scene.pair and (scene.pair.before if is_before else scene.pair.now)
        if not period:
            return {}
        try:
            rows = scene.question("cost requests", self.request.by, period, limit=_ROWS).rows
        except UsageError:
            return {}
        return {row[self.request.by]: row for row in rows}

    def _trend(self) -> TimeRange:
        until = self.scene.asked.until
        return TimeRange(since=until - timedelta(days=TREND_DAYS), until=until)

    def _days(self, scene: Scene, trend: TimeRange, billed: list[str | None]) -> dict[object, dict[date, Row]]:
        """Each endpoint's days, with those before the trend that say what is usual.

        All cost is asked of those alone that the trend shows all cost of.
        """
        period, by = replace(trend, since=trend.since - timedelta(days=TRAILING_DAYS)), self.request.by
        found: dict[object, dict[date, Row]] = {}
        for row in scene.question("requests priced_cost tokens", f"{by} day", period, limit=100_000).rows:
            found.setdefault(row[by], {})[row["day"]] = row  # type: ignore[index]  # days are dates
        if billed:
            where = _with(self.scene.request.where, _is_one_of(by, billed))
            asked = replace(scene, request=replace(scene.request, where=where))
            for row in asked.question("cost", f"{by} day", period, limit=100_000).rows:
                days, day = found.setdefault(row[by], {}), row["day"]
                days[day] = {**days.get(day, {}), **row}  # type: ignore[index, arg-type]  # days are dates
        return found

    def _suggestion(self, usage: Mapping[object, Row]) -> str | None:
        """Another dimension that requests do carry, where they carry none of the asked one."""
        if self.request.name is not None or any(name not in {None, UNATTRIBUTED} for name in usage):
            return None
        for name in ENDPOINT_DIMENSIONS:
            if name == self.request.by:
                continue
            rows = self.scene.question("requests", name, self.scene.asked, limit=2).rows
            if any(row[name] not in {None, UNATTRIBUTED} for row in rows):
                return name
        return None


def _is_billed(by: str, name: str | None, usage: Mapping[object, Row], costs: Iterable[Row]) -> bool:
    """Whether less than half of the cost is calculated, so that the trend shows what bills bring."""
    cost = sum((_money(row["cost"]) for row in costs if row[by] == name), start=Decimal(0))
    return _money(usage[name]["priced_cost"]) < cost * _HALF


def _money(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
