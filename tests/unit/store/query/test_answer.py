from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.store.query import Answer, Column, CoverageRun, UnknownPrice


@pytest.fixture
def answer():
    return Answer(
        columns=(
            Column(name="hour", label="Hour", kind="time"),
            Column(name="team", label="Team", kind="dimension"),
            Column(name="cost", label="Cost", kind="metric", unit="money"),
            Column(name="requests", label="Requests", kind="metric", unit="count"),
        ),
        rows=(
            {"hour": datetime(2026, 11, 1, 3, tzinfo=UTC), "team": "a,b", "cost": Decimal("1.50"), "requests": 0},
            {"hour": datetime(2026, 11, 1, 4, tzinfo=UTC), "team": None, "cost": None, "requests": 2},
        ),
        totals={"cost": Decimal("1E+3"), "requests": 2},
        unknown_price=UnknownPrice(requests=1, tokens=2),
        coverage=(CoverageRun(payer="p", state="open", since=date(2026, 11, 1), until=date(2026, 11, 3)),),
        cost_states={"invoiced": Decimal("-0.10")},
        truncated=False,
        notes=(),
        view="net",
        since=date(2026, 11, 1),
        until=date(2026, 12, 1),
        currency="USD",
    )


def test_json_has_money_as_plain_digits_and_counts_as_integers(answer):
    found = json.loads(json.dumps(answer.as_json()))
    assert found["rows"][0] == {"hour": "2026-11-01T03:00:00Z", "team": "a,b", "cost": "1.5", "requests": 0}
    assert found["totals"] == {"cost": "1000", "requests": 2}
    assert found["cost_states"] == {"invoiced": "-0.1"}
    assert found["unknown_price"] == {"requests": 1, "tokens": 2}


def test_json_tells_the_last_day_of_a_run_of_coverage(answer):
    assert answer.as_json()["coverage"] == [{"payer": "p", "state": "open", "from": "2026-11-01", "to": "2026-11-02"}]


def test_csv_leaves_unknown_empty_and_keeps_zero(answer):
    lines = answer.as_csv().splitlines()
    assert lines == [
        "hour,team,cost,requests",
        '2026-11-01T03:00:00Z,"a,b",1.5,0',
        "2026-11-01T04:00:00Z,,,2",
    ]


def test_the_arrow_table_keeps_money_exact(answer):
    assert [str(field.type) for field in answer.table.schema] == [
        "timestamp[us, tz=UTC]",
        "string",
        "decimal128(38, 12)",
        "int64",
    ]
    assert answer.table.column("cost").to_pylist() == [Decimal("1.5"), None]
