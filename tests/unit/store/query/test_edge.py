from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.facts.catalog import CATALOG
from outlay.store.query.edge import add_up, columns_of, group_value, metric_value, percentile_value


def test_columns_are_time_then_dimensions_then_metrics(query):
    columns = columns_of(query("cost", "latency_p95", by=["tag:env", "model"], grain="month"), CATALOG)
    assert [(column.name, column.kind, column.unit) for column in columns] == [
        ("month", "time", None),
        ("tag:env", "dimension", None),
        ("model", "dimension", None),
        ("cost", "metric", "money"),
        ("latency_p95", "metric", "ms"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("hour", datetime(2026, 11, 1, 3), datetime(2026, 11, 1, 3, tzinfo=UTC)),  # noqa: DTZ001 - as DuckDB tells it
        ("day", date(2026, 11, 1), date(2026, 11, 1)),
        ("billing_period", date(2026, 11, 1), "2026-11-01"),
        ("ledger_row", 77, "lg_4d"),
        ("model", None, None),
        ("model", "gpt-4o", "gpt-4o"),
    ],
)
def test_groups_are_shown_readably(name, value, shown):
    assert group_value(name, value) == shown


@given(st.decimals(min_value="0.000001", max_value=1000, places=9))
def test_a_percentile_is_within_one_percent_of_every_amount_in_its_bucket(amount):
    from tests.contract.company import log_bucket

    shown = percentile_value(log_bucket(float(amount) * 1e12), "cost")
    assert abs(shown - amount) <= amount * Decimal("0.01")


def test_latency_is_in_milliseconds_and_zero_is_zero():
    assert float(percentile_value(348, "latency")) == pytest.approx(1.02**348.5 / 1000)
    assert percentile_value(-1000, "cost") == 0


def test_a_ratio_divides_its_operands_and_scales():
    sums = {"cost": Decimal("1.5"), "requests": 7}
    assert metric_value("cost_per_1k_requests", sums, CATALOG) == Decimal("214.285714285714")


@pytest.mark.parametrize("sums", [{"cost": None, "requests": 7}, {"cost": Decimal(1), "requests": 0}])
def test_a_ratio_of_unknown_or_over_zero_is_unknown(sums):
    assert metric_value("cost_per_request", sums, CATALOG) is None


def test_a_margin_without_revenue_is_unknown():
    assert metric_value("margin", {"revenue": None, "cost": Decimal(1)}, CATALOG) is None
    assert metric_value("margin", {"revenue": Decimal(1), "cost": Decimal(3)}, CATALOG) == -2


def test_imported_counts_are_integers_where_they_are_whole():
    assert isinstance(metric_value("active_users", {"active_users": Decimal("3.000")}, CATALOG), int)
    assert metric_value("active_users", {"active_users": Decimal("2.5")}, CATALOG) == Decimal("2.5")


def test_totals_skip_what_is_unknown():
    operands = [CATALOG.metric("cost"), CATALOG.metric("requests"), CATALOG.metric("revenue")]
    rows = [
        {"cost": Decimal("0.1"), "requests": 1, "revenue": None},
        {"cost": None, "requests": 2, "revenue": None},
        {"cost": Decimal("0.2"), "requests": None, "revenue": None},
    ]
    assert add_up(rows, operands) == {"cost": Decimal("0.3"), "requests": 3, "revenue": None}
