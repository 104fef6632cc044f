"""What the list of sources says: how fresh each is, how it went, and whose total differs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from outlay.facts.tables import TABLE
from outlay.jobs.sources.model import Run
from outlay.jobs.sources.runs import record_run
from outlay.report.sources import Configured, SourceCase, list_sources, load_runs
from outlay.store.duckdb import DuckStore

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
TYPES = {
    "text": pa.string(), "int": pa.int64(), "time": pa.timestamp("us"), "money": pa.decimal128(38, 12),
    "date": pa.date32(), "bool": pa.bool_(), "real": pa.float64(),
}  # fmt: skip
EMPTY = {"text": "", "int": 0, "time": datetime(2026, 11, 1), "money": Decimal(0), "date": date(2026, 11, 1)}  # noqa: DTZ001 - as stored


@pytest.fixture
def store(tmp_path):
    opened = DuckStore(tmp_path / "outlay.duckdb")
    yield opened
    opened.close()


def put(store, table, **values):
    columns = TABLE[table].columns
    row = {c.name: values.get(c.name, None if c.nullable else EMPTY[c.type]) for c in columns}
    schema = pa.schema([(c.name, TYPES[c.type]) for c in columns])
    with store.write() as tx:
        tx.insert(table, pa.Table.from_pylist([row], schema=schema))


def ran(store, state="ok", hours_ago=1, **more):
    at = NOW - timedelta(hours=hours_ago)
    known = {"run_id": f"sr_{hours_ago}", "source": "main", "kind": "openai", "started_at": at, "finished_at": at}
    record_run(store, Run(**{**known, "state": state, **more}))


def rows(store, *names):
    return {row.name: row for row in listed(store, *names)}


def listed(store, *names):
    configured = [
        Configured(name=name, kind="openai", title="OpenAI", managed_by="command", settings={}, secrets={})
        for name in names
    ]
    case = SourceCase(configured=configured, currency="USD", now=NOW, sync_minutes=60)
    return list_sources(store, case).sources


def test_a_source_that_was_never_synced_says_how(store):
    row = rows(store, "main")["main"]
    assert (row.state, row.hint) == ("never", "outlay sync main")


@pytest.mark.parametrize(
    ("state", "hours", "expected"),
    [("ok", 1, "ok"), ("ok", 4, "stale"), ("failed", 1, "failed"), ("partial", 1, "partial")],
    ids=["fresh", "old", "failed", "partial"],
)
def test_the_last_run_tells_the_state(store, state, hours, expected):
    ran(store, state, hours)
    assert rows(store, "main")["main"].state == expected


def test_an_error_is_told_until_a_run_succeeds(store):
    ran(store, "failed", 2, error="refused", hint="give the scope")
    assert (rows(store, "main")["main"].error, rows(store, "main")["main"].hint) == ("refused", "give the scope")
    ran(store, "ok", 1)
    assert rows(store, "main")["main"].error is None


def test_the_vendors_total_is_remembered_from_the_run_that_had_one(store):
    ran(store, "ok", 3, charged=Decimal("10.00"), stated=Decimal("10.25"), currency="EUR")
    ran(store, "ok", 1)
    compared = rows(store, "main")["main"].compared
    assert (compared.difference, compared.currency) == (Decimal("-0.25"), "EUR")


def test_files_and_senders_are_listed_too(store):
    put(store, "delivery", source="aws", kind="aws-cur", state="current", row_count=7, billed_cost=Decimal(9),
        watermark=NOW.replace(tzinfo=None), delivery_id="1")  # fmt: skip
    put(store, "delivery", source="old", kind="focus", state="superseded", delivery_id="2")
    put(store, "provider_usage", source="csv", day=date(2026, 8, 1), quantity=1)
    found = rows(store)
    assert {name: (row.origin, row.state, row.rows) for name, row in found.items()} == {
        "aws": ("file", "ok", 7),
        "csv": ("usage_report", "stale", 1),
    }
    assert found["aws"].charged == Decimal(9)


def test_what_came_under_one_name_in_several_ways_is_several_sources(store):
    put(store, "event", source="file", ts=NOW.replace(tzinfo=None))
    put(store, "provider_usage", source="file", day=date(2026, 11, 1), quantity=1)
    put(store, "delivery", source="file", kind="payment", state="current", row_count=2, billed_cost=Decimal(9),
        watermark=NOW.replace(tzinfo=None), delivery_id="1")  # fmt: skip
    put(store, "payment", source="file", day=date(2026, 11, 2))
    put(store, "blocked_amount", source="file", kind="payment", amount=Decimal(3))
    found = {row.id: (row.name, row.rows, row.charged, row.blocked) for row in listed(store)}
    assert found == {
        "telemetry:events:file": ("file", 1, None, None),
        "usage_report:provider-usage:file": ("file", 1, None, None),
        "file:payments:file": ("file", 3, Decimal(9), Decimal(3)),
    }


def test_all_that_a_source_brought_is_its_own_row(store):
    put(store, "provider_usage", source="main", day=date(2026, 11, 1), quantity=1)
    put(store, "delivery", source="main", kind="cost_api", state="current", row_count=2, billed_cost=Decimal(9),
        watermark=NOW.replace(tzinfo=None), delivery_id="1")  # fmt: skip
    assert [(row.id, row.origin, row.rows) for row in listed(store, "main")] == [("main", "pull", 3)]


def test_money_that_another_source_holds_is_told(store):
    put(store, "blocked_amount", source="main", amount=Decimal("12.30"))
    assert rows(store, "main")["main"].blocked == Decimal("12.30")


def test_what_needs_someone_comes_first(store):
    ran(store, "failed", 1)
    put(store, "delivery", source="aws", state="current", watermark=NOW.replace(tzinfo=None))
    assert list(rows(store, "main", "never")) == ["main", "never", "aws"]


def test_earlier_runs_are_listed_newest_first(store):
    for hours in (3, 1, 2):
        ran(store, "ok", hours, notes=("a note",))
    found = load_runs(store, "main", 2)
    assert [run["run_id"] for run in found] == ["sr_1", "sr_2"]
    assert (found[0]["notes"], found[0]["started_at"]) == (["a note"], NOW - timedelta(hours=1))
