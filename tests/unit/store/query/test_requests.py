"""Single requests as the store lists them: order, pages, filters, scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from outlay.core.errors import NotFoundError, UsageError
from outlay.core.time import TimeRange
from outlay.facts.expressions import parse_expression
from outlay.store.query.requests import RequestId, RequestsAsked, load_cards, load_request, load_requests

NOVEMBER = TimeRange(since=date(2026, 11, 1), until=date(2026, 12, 1))
EVENTS = """
    INSERT INTO event BY NAME
    SELECT TIMESTAMP '2026-11-02 00:00:00' + to_milliseconds(CAST(n // 2 AS BIGINT) * 1800000) AS ts,
      n AS request_key, CASE WHEN n % 3 = 0 THEN 3 ELSE 1 END AS key_id, 'otlp' AS source, 'r' || n AS source_id,
      0 AS version, 0 AS content_hash, CASE WHEN n % 10 = 0 THEN 'error' ELSE 'ok' END AS status, 1 AS requests,
      n * 10.0 AS latency_ms, CAST(n % 7 AS DECIMAL(38, 12)) AS priced_cost, 'priced' AS cost_state,
      CASE WHEN n % 2 = 0 THEN 'acme' END AS customer
    FROM range(100) AS t(n)
"""
HOURS = """
    INSERT INTO event_hour BY NAME
    SELECT CAST(max(ts) AS TIMESTAMP) AS hour, CAST(max(ts) AS DATE) AS day, 1 AS key_id, 'priced' AS cost_state,
      0 AS requests, 0 AS errors, 0 AS input, 0 AS cache_read, 0 AS cache_write_5m, 0 AS cache_write_1h, 0 AS output,
      0 AS reasoning, 0 AS cost_input, 0 AS cost_cache_read, 0 AS cost_cache_write, 0 AS cost_output, 0 AS cost_units,
      0 AS priced_cost FROM event
"""


@pytest.fixture
def events(store):
    with store.write() as tx:
        tx.execute(EVENTS)
        tx.execute(HOURS)
    return store


def keys(store, scope=None, **asked):
    rows = load_requests(store, RequestsAsked(range=NOVEMBER, **asked), scope=scope and parse_expression(scope))
    return [row["request_key"] for row in rows]


def named(store, key):
    at = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=30) * (key // 2)
    return RequestId(key=key, at=at)


def test_the_newest_come_first_and_keys_break_ties(events):
    assert keys(events, limit=5) == [99, 98, 97, 96, 95]


def test_pages_follow_each_other_without_gap_or_repetition(events):
    found, before = [], None
    while page := keys(events, limit=7, before=before):
        found += page
        before = named(events, page[-1])
    assert found == list(range(99, -1, -1))


def test_a_reader_that_polls_misses_none(events):
    assert keys(events, limit=3, after=named(events, 90)) == [93, 92, 91]
    assert keys(events, limit=3, after=named(events, 99)) == []


def test_failed_ones_only(events):
    assert keys(events, sample="errors", limit=3) == [90, 80, 70]


def test_the_slowest_and_the_dearest(events):
    assert keys(events, sample="slowest", limit=2) == [99, 98]
    assert keys(events, sample="dearest", limit=2) == [97, 90]


def test_a_filter_is_that_of_any_question(events):
    found = keys(events, limit=3, where=parse_expression('customer == "acme" && team == "it\'s"'))
    assert found == [96, 90, 84]


def test_a_scope_is_always_added(events):
    assert keys(events, limit=3, scope='feature == "search"') == [98, 97, 95]
    with pytest.raises(NotFoundError):
        load_request(events, str(named(events, 99)), scope=parse_expression('feature == "search"'))


def test_dimensions_and_times_come_with_a_request(events):
    row = load_request(events, str(named(events, 98)))
    assert (row["k_feature"], row["k_provider"], row["customer"]) == ("search", "openai", "acme")
    assert row["ts"] == datetime(2026, 11, 3, 0, 30, tzinfo=UTC)


def test_a_request_that_moved_is_still_found(events):
    moved = RequestId(key=98, at=named(events, 98).at + timedelta(hours=40))
    assert load_request(events, str(moved))["request_key"] == 98


@pytest.mark.parametrize(
    "name", ["", "rq_", "rq_1", "rq_zz_1", "98", "rq_1_ffffffffffffffff", "rq_1_2; DROP TABLE event"]
)
def test_a_wrong_name_is_a_usage_error(events, name):
    with pytest.raises(UsageError):
        load_request(events, name)


def test_the_dearest_have_no_pages(events):
    with pytest.raises(UsageError, match="no further pages"):
        keys(events, sample="dearest", before=named(events, 5))


def test_an_empty_range_lists_nothing(events):
    asked = RequestsAsked(range=TimeRange(since=date(2025, 1, 1), until=date(2025, 2, 1)))
    assert load_requests(events, asked) == []


def test_no_id_needs_no_cards(events):
    assert load_cards(events, [None, ""]) == {}


def test_both_dialects_can_be_printed(events, monkeypatch):
    printed = []

    class Clicking:
        dialect = "clickhouse"

        def fetch(self, sql):
            printed.append(sql)
            return events.fetch(
                "SELECT max(hour) AS newest, 1 AS n FROM event_hour"
                if len(printed) == 1
                else "SELECT * FROM event LIMIT 0"
            )

    load_requests(Clicking(), RequestsAsked(range=NOVEMBER))
    assert "'2026-11-03 01:30:00.000000'" in printed[1]
