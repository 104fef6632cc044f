"""Every metric: its label, its definition, its unit and what it is computed from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal

CARD_CURRENCY: Final = "USD"
"""The currency that price cards are in."""


class Unit(StrEnum):
    """What a metric is measured in."""

    MONEY = "money"
    COUNT = "count"
    TOKENS = "tokens"
    RATIO = "ratio"
    """Shown as a percentage; 0.25 is 25 %."""
    MS = "ms"


class Base(StrEnum):
    """Which facts a metric is a sum (or percentile) of."""

    COST = "cost"
    """The ledger, and rollups where no bill covers the payer's day."""
    USAGE = "usage"
    """Rollups of requests."""
    HISTOGRAM = "histogram"
    """Log buckets of requests."""
    VALUE = "value"
    """Imported values."""
    DERIVED = "derived"
    """Arithmetic on other metrics, at the edge, in Decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Something that can be asked for.

    `columns` are the rollup columns that a usage metric sums; `formula` names the operation and operands of a
    derived one: `("ratio", over, under, scale)` or `("difference", left, right)`.
    """

    name: str
    label: str
    definition: str
    unit: Unit
    better: Literal["lower", "higher", "neutral"]
    base: Base
    columns: tuple[str, ...] = ()
    formula: tuple[str, str, str, int] | None = None
    percentile: tuple[Literal["cost", "latency"], int] | None = None
    value_metric: str | None = None
    only: str | None = field(default=None)
    """A condition that the metric itself adds: `ai` counts cost_group ai alone, `unknown` requests without price."""
    is_shared: bool = False
    """Whether only days that cost and usage are both known of are summed."""


def _usage(name: str, label: str, definition: str, columns: str, unit: Unit = Unit.TOKENS) -> Metric:
    return Metric(
        name=name,
        label=label,
        definition=definition,
        unit=unit,
        better="lower" if unit is Unit.MONEY else "neutral",
        base=Base.USAGE,
        columns=tuple(columns.split()),
    )


def _ratio(name: str, label: str, definition: str, formula: tuple[str, str, int], unit: Unit = Unit.MONEY) -> Metric:
    over, under, scale = formula
    return Metric(
        name=name,
        label=label,
        definition=definition,
        unit=unit,
        better="lower",
        base=Base.DERIVED,
        formula=("ratio", over, under, scale),
    )


def _percentile(measure: Literal["cost", "latency"], percent: int) -> Metric:
    unit = Unit.MONEY if measure == "cost" else Unit.MS
    name = f"p{percent}_cost_per_request" if measure == "cost" else f"latency_p{percent}"
    words, whose = ("Calculated cost", "metered and resold ") if measure == "cost" else ("Latency", "")
    return Metric(
        name=name,
        label=f"p{percent} {'cost per request' if measure == 'cost' else 'latency'}",
        definition=f"{words} that {percent} % of {whose}requests do not exceed; from log buckets, at most 1 % off.",
        unit=unit,
        better="lower",
        base=Base.HISTOGRAM,
        percentile=(measure, percent),
    )


def on_shared_days(metric: Metric) -> Metric:
    """A metric of cost or usage over the days alone that both are known of."""
    return replace(metric, name=shared_name(metric.name), is_shared=True)


def shared_name(name: str) -> str:
    """The name of a metric on shared days."""
    return f"{name} on shared days"


def value_metric(name: str, unit: Unit = Unit.COUNT) -> Metric:
    """The metric of an imported value, such as ``transactions``."""
    return Metric(
        name=name,
        label=name.replace("_", " ").capitalize(),
        definition=f"Imported value {name}, summed.",
        unit=unit,
        better="higher",
        base=Base.VALUE,
        value_metric=name,
    )


_TOKEN_COLUMNS = "input cache_read cache_write_5m cache_write_1h output"  # noqa: S105 - columns, not a secret

METRICS: Final = {
    metric.name: metric
    for metric in (
        Metric(
            name="cost",
            label="Cost",
            definition="Cost in the chosen view: bills where they have arrived, calculated usage until then.",
            unit=Unit.MONEY,
            better="lower",
            base=Base.COST,
        ),
        Metric(
            name="ai_cost",
            label="AI cost",
            definition="Cost of cost_group ai: AI APIs, GPU compute, AI services of clouds and AI seats.",
            unit=Unit.MONEY,
            better="lower",
            base=Base.COST,
            only="ai",
        ),
        _usage(
            "priced_cost",
            "Calculated cost",
            "Measured usage times price card, of metered and resold usage, whether or not a bill has arrived.",
            "priced_cost",
            Unit.MONEY,
        ),
        _usage("requests", "Requests", "Inference requests.", "requests", Unit.COUNT),
        _usage("errors", "Failed requests", "Requests that failed.", "errors", Unit.COUNT),
        Metric(
            name="requests_without_price",
            label="Requests without a price",
            definition="Metered or resold requests whose price or usage is not known; they are in no sum of money.",
            unit=Unit.COUNT,
            better="lower",
            base=Base.USAGE,
            columns=("requests",),
            only="unknown",
        ),
        Metric(
            name="tokens_without_price",
            label="Tokens without a price",
            definition="Tokens of metered or resold requests whose price is not known; they are in no sum of money.",
            unit=Unit.TOKENS,
            better="lower",
            base=Base.USAGE,
            columns=tuple(_TOKEN_COLUMNS.split()),
            only="unknown",
        ),
        _usage("tokens", "Tokens", "All tokens: input, cached and output.", _TOKEN_COLUMNS),
        _usage("input_tokens", "Input tokens", "Input tokens that no cache served.", "input"),
        _usage("cache_read_tokens", "Cache read tokens", "Input tokens that a cache served.", "cache_read"),
        _usage(
            "cache_write_tokens",
            "Cache write tokens",
            "Input tokens written to the provider's cache.",
            "cache_write_5m cache_write_1h",
        ),
        _usage("output_tokens", "Output tokens", "Output tokens, reasoning included.", "output"),
        _usage("reasoning_tokens", "Reasoning tokens", "Output tokens spent on reasoning.", "reasoning"),
        _ratio(
            "cost_per_request",
            "Cost per request",
            "Cost over requests, of the days with both.",
            ("cost", "requests", 1),
        ),
        _ratio(
            "cost_per_1k_requests",
            "Cost per 1,000 requests",
            "Cost over requests, of the days with both.",
            ("cost", "requests", 1000),
        ),
        _ratio(
            "cost_per_1m_tokens",
            "Cost per 1M tokens",
            "Cost over all tokens, of the days with both.",
            ("cost", "tokens", 1_000_000),
        ),
        _ratio(
            "priced_cost_per_request",
            "Calculated cost per request",
            "Calculated cost over requests.",
            ("priced_cost", "requests", 1),
        ),
        *(_percentile("cost", percent) for percent in (50, 95, 99)),
        *(_percentile("latency", percent) for percent in (50, 95, 99)),
        Metric(
            name="revenue",
            label="Revenue",
            definition="Revenue recognised, as imported.",
            unit=Unit.MONEY,
            better="higher",
            base=Base.VALUE,
            value_metric="revenue_recognised",
        ),
        Metric(
            name="margin",
            label="Margin after technology cost",
            definition="Revenue less cost in the chosen view; other cost of revenue is not in it.",
            unit=Unit.MONEY,
            better="higher",
            base=Base.DERIVED,
            formula=("difference", "revenue", "cost", 1),
        ),
        _ratio("ai_share", "AI share", "AI cost over all cost.", ("ai_cost", "cost", 1), Unit.RATIO),
        _ratio("cost_of_revenue_share", "Cost % of revenue", "Cost over revenue.", ("cost", "revenue", 1), Unit.RATIO),
        _ratio(
            "ai_cost_of_revenue",
            "AI cost % of revenue",
            "AI cost over revenue recognised.",
            ("ai_cost", "revenue", 1),
            Unit.RATIO,
        ),
        Metric(
            name="active_users",
            label="Active users",
            definition="Active users of a day, summed over the days asked for.",
            unit=Unit.COUNT,
            better="higher",
            base=Base.VALUE,
            value_metric="active_users",
        ),
        value_metric("transactions"),
        value_metric("benefits", Unit.MONEY),
    )
}
