"""Both engines list the same single requests."""

from __future__ import annotations

from datetime import date

import pytest

from outlay.core.time import TimeRange
from outlay.facts.expressions import parse_expression
from outlay.store.query.requests import RequestId, RequestsAsked, load_request, load_requests

pytestmark = pytest.mark.clickhouse

RANGE = TimeRange(since=date(2026, 2, 1), until=date(2026, 3, 1))
FILTERS = (None, 'provider == "openai"', 'customer == "acme" || !has(endpoint)', 'cost_state != "priced"')


@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("sample", ["newest", "dearest", "slowest", "errors"])
def test_lists_are_the_same(duck, click, sample, where):
    asked = RequestsAsked(range=RANGE, sample=sample, limit=25, where=where and parse_expression(where))
    assert load_requests(duck, asked) == load_requests(click, asked)


def test_pages_and_single_requests_are_the_same(duck, click):
    first = load_requests(duck, RequestsAsked(range=RANGE, limit=3))[-1]
    cursor = RequestId(key=first["request_key"], at=first["ts"])
    for asked in (RequestsAsked(range=RANGE, before=cursor), RequestsAsked(range=RANGE, after=cursor)):
        found = load_requests(duck, asked)
        assert found
        assert found == load_requests(click, asked)
    assert load_request(duck, str(cursor)) == load_request(click, str(cursor)) == first
