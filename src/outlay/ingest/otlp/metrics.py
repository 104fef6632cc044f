"""Token counters of clients: kept beside the spans to check that none are missing, never counted as usage."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from outlay.core.ids import stable_int63
from outlay.ingest.events.rows import FIELD
from outlay.ingest.otlp.attributes import Values
from outlay.ingest.otlp.calls import resolve_call
from outlay.ingest.otlp.numbers import number_of
from outlay.ingest.otlp.spans import EARLIEST, LATEST
from outlay.ingest.otlp.spellings import RESOURCE_RANK, load_spellings

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.otlp.attributes import Format

_DELTA: Final = 1
_LARGEST: Final = 10**15
_SHARED: Final = "gen_ai.client.token.usage"
"""A histogram whose sum is the number of tokens; `gen_ai.token.type` says which."""
_TYPES: Final = {"completion": "output", "prompt": "input"}
"""Older names of token types."""
_COUNTERS: Final = {
    f"gen_ai.client.inference.usage.{name}": kind
    for name, kind in {
        "input_tokens": "input",
        "output_tokens": "output",
        "cache_read.input_tokens": "cache_read",
        "cache_write.input_tokens": "cache_write",
        "cache_creation.input_tokens": "cache_write",
        "reasoning.output_tokens": "reasoning",
    }.items()
}


class UsageMetric(NamedTuple):
    """A row of table `usage_metric`, in its column order."""

    series_key: int
    day: date
    start_time: datetime
    is_delta: bool
    service: str | None
    provider: str | None
    model: str | None
    token_type: str
    quantity: int


class Point(NamedTuple):
    """A data point as both wire formats give it: `value` is the counter's number, or a histogram's sum."""

    attributes: Any
    start: int
    time: int
    value: object


class Points(NamedTuple):
    """The data points of a metric."""

    name: str
    temporality: int
    points: list[Point]


def read_points(resource_metrics: Any, points_of: Any, form: Format, letters: Letters) -> list[dict[str, object]]:  # noqa: ANN401
    """Read the token counters of an export request. Every data point is a dead letter, or counted as without usage."""
    found: list[dict[str, object]] = []
    for resource in resource_metrics:
        base = Values.empty().overlaid(resource.resource.attributes, RESOURCE_RANK, form)
        about = _attributes(resource.resource.attributes, form)
        for scope in resource.scope_metrics:
            for metric in map(points_of, scope.metrics):
                reader = _MetricReader(metric, base, about, form)
                found.extend(row._asdict() for row in reader.read(letters))
    return found


def _attributes(attributes: Any, form: Format) -> dict[str, object]:  # noqa: ANN401 - no types
    return {attribute.key: form.plain(attribute.value) for attribute in attributes}


class _MetricReader:
    """Reads the data points of one metric."""

    def __init__(self, metric: Points, base: Values, about: dict[str, object], form: Format) -> None:
        self._metric = metric
        self._base = base
        self._about = about
        self._form = form

    def read(self, letters: Letters) -> list[UsageMetric]:
        found = []
        is_ours = self._metric.name == _SHARED or self._metric.name in _COUNTERS
        for point in self._metric.points:
            read = self._row(point) if is_ours else None
            if isinstance(read, str):
                letters.add(reason=read, field=self._metric.name)
                continue
            letters.skip()
            if read is not None:
                found.append(read)
        return found

    def _row(self, point: Point) -> UsageMetric | str:
        """The row of a data point, or why it cannot be read."""
        if not EARLIEST <= point.time < LATEST:
            return "data point without a time"
        quantity = number_of(point.value)
        if quantity is None or quantity > _LARGEST:
            return "data point without a count of tokens"
        own = _attributes(point.attributes, self._form)
        kind = _COUNTERS.get(self._metric.name) or own.get("gen_ai.token.type")
        if not isinstance(kind, str):
            return "data point without a token type"
        values = self._base.copy()
        spellings = load_spellings()
        self._form.take(values, point.attributes, spellings.rules, 0)
        slots, numbers = values.slots, spellings.slots
        model = slots[numbers["model_served"]] or slots[numbers["model_asked"]]
        provider, name, _ = resolve_call(None, slots[numbers["server_address"]], model, slots[numbers["provider_name"]])
        is_delta = self._metric.temporality == _DELTA
        start = point.start or (point.time if is_delta else 0)
        return UsageMetric(
            series_key=stable_int63([self._about, self._metric.name, own]),
            day=_moment(point.time).date(),
            start_time=_moment(start if start < LATEST else 0),
            is_delta=is_delta,
            service=_text(slots[FIELD["service"]]),
            provider=provider,
            model=name,
            token_type=_TYPES.get(kind, kind),
            quantity=int(quantity),
        )


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // 10**9, UTC).replace(microsecond=nanoseconds // 1000 % 10**6)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
