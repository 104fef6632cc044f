"""Daily buckets: windows in parts, pages to their end, days whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outlay.ingest.pulling.days import Listing, fetch_pages, moment_of, parts_of, whole_days, whole_number
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Window

DAY = datetime(2026, 11, 2, tzinfo=UTC)
LISTING = Listing(url="https://api.example/v1/list", params=(("limit", "2"),), headers={}, scope_hint="a key")


class _Pages:
    def __init__(self, *pages):
        self.pages = list(pages)
        self.asked = []

    def get_json(self, url, *, params, headers, scope_hint):
        del url, headers, scope_hint
        self.asked.append(params)
        return self.pages.pop(0)


def _window(days, hours=0):
    return Window(since=DAY, until=DAY + timedelta(days=days, hours=hours))


def test_parts_cover_a_window_up_to_the_end_of_its_last_day():
    parts = list(parts_of(_window(5, hours=3), 4))
    assert [(part.since, part.until) for part in parts] == [
        (DAY, DAY + timedelta(days=4)),
        (DAY + timedelta(days=4), DAY + timedelta(days=6)),
    ]


def test_pages_are_read_until_there_are_no_more():
    http = _Pages(
        {"data": [{"n": 1}], "has_more": True, "next_page": "b"},
        {"data": [{"n": 2}], "has_more": False, "next_page": "c"},
    )
    assert list(fetch_pages(http, LISTING)) == [{"n": 1}, {"n": 2}]
    assert http.asked == [(("limit", "2"),), (("limit", "2"), ("page", "b"))]


def test_a_page_that_comes_again_is_refused():
    page = {"data": [], "has_more": True, "next_page": "b"}
    with pytest.raises(SourceFormatError, match="same page"):
        list(fetch_pages(_Pages(page, page, page), LISTING))


@pytest.mark.parametrize("page", [{"has_more": False}, {"data": {}}, {"data": [], "has_more": True}, []])
def test_a_page_of_another_shape_is_refused(page):
    with pytest.raises(SourceFormatError):
        list(fetch_pages(_Pages(page), LISTING))


def test_days_are_whole_in_order_and_empty_where_the_vendor_says_nothing():
    found = [(DAY + timedelta(days=2), [{"n": 1}]), (DAY, [{"n": 2}]), (DAY + timedelta(days=2), [{"n": 3}])]
    buckets = list(whole_days("costs", _window(3), found))
    assert [bucket.start - DAY for bucket in buckets] == [timedelta(days=n) for n in range(3)]
    assert [bucket.records for bucket in buckets] == [({"n": 2},), (), ({"n": 1}, {"n": 3})]


def test_days_of_other_parts_are_left_to_them():
    found = [(DAY - timedelta(days=1), [{"n": 1}]), (DAY + timedelta(days=1), [{"n": 2}])]
    assert [bucket.records for bucket in whole_days("costs", _window(1), found)] == [()]


@pytest.mark.parametrize("value", [1793577600, "2026-11-02T00:00:00Z", "2026-11-02T01:00:00+01:00", "2026-11-02"])
def test_moments_are_read_as_vendors_write_them(value):
    assert moment_of(value, "start") == DAY


@pytest.mark.parametrize("value", ["soon", None, True, 10**18])
def test_what_is_no_moment_is_named(value):
    with pytest.raises(SourceFormatError, match="start of x"):
        moment_of(value, "start of x")


@pytest.mark.parametrize(("record", "count"), [({"n": 4}, 4), ({"n": None}, 0), ({}, 0), ({"n": 12.0}, 12)])
def test_counts_may_be_missing(record, count):
    assert whole_number(record, "n", "x") == count


@pytest.mark.parametrize("value", [1.5, "7", True, []])
def test_what_is_no_count_is_named(value):
    with pytest.raises(SourceFormatError, match="'n' of x"):
        whole_number({"n": value}, "n", "x")
