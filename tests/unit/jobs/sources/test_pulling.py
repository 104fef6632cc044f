"""Which time is asked for, and what counts as fetched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.errors import SourceFormatError, SourceUnreachableError
from outlay.ingest.pulling.model import Bucket, Window
from outlay.jobs.sources.pulling import pull, window_of

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)


def at(month, day):
    return datetime(2026, month, day, tzinfo=UTC)


class Http:
    vendor_time = None


class Daily:
    """A bucket a day, until it is cut."""

    overlap_days = 2
    history_days = 40

    def __init__(self, cut=None):
        self.cut = cut
        self.asked = []

    def fetch(self, window):
        self.asked.append((window.since, window.until))
        for day in window.days():
            if self.cut is not None and day >= self.cut:
                message = "cut"
                raise SourceUnreachableError(message)
            start = datetime(day.year, day.month, day.day, tzinfo=UTC)
            yield Bucket(dataset="costs", start=start, end=start + timedelta(days=1), records=({"day": str(day)},))


@pytest.fixture
def held(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)
    return HeldBuckets(tmp_path / "it")


def go(source, held, now=NOW, since=None):
    return pull(source, held, window_of(source, held, now, since), Http())


def test_the_first_pull_reaches_back_to_a_months_first_day(held):
    source = Daily()
    assert go(source, held).error is None
    assert source.asked == [(at(9, 1), at(10, 1)), (at(10, 1), at(11, 1)), (at(11, 1), NOW)]
    assert (held.pulled_since, held.pulled_until) == (at(9, 1), NOW)


def test_the_next_one_asks_for_what_is_new_and_may_have_changed(held):
    go(Daily(), held)
    source = Daily()
    go(source, held, NOW + timedelta(days=1))
    assert source.asked == [(at(11, 1), NOW + timedelta(days=1))]


def test_a_cut_month_is_asked_for_again_and_finished_ones_are_not(held):
    found = go(Daily(cut=date(2026, 10, 20)), held)
    assert (found.cut, held.pulled_until) == (Window(since=at(10, 1), until=at(11, 1)), at(10, 1))
    source = Daily()
    go(source, held)
    assert source.asked[0] == (at(9, 29), at(10, 1))
    assert [start.date() for _, start in held.load_starts()][-1] == NOW.date()


def test_more_history_is_fetched_where_it_is_asked_for(held):
    go(Daily(), held)
    go(Daily(), held, since=date(2026, 7, 15))
    assert held.pulled_since == at(7, 1)


def test_a_cut_history_leaves_no_gap_in_what_counts_as_fetched(held):
    go(Daily(), held)
    go(Daily(cut=date(2026, 8, 5)), held, since=date(2026, 7, 1))
    assert held.pulled_since == at(9, 1)
    go(Daily(), held, since=date(2026, 7, 1))
    assert held.pulled_since == at(7, 1)


def test_a_later_start_than_what_is_missing_makes_no_gap(held):
    go(Daily(), held)
    later = NOW + timedelta(days=20)
    assert window_of(Daily(), held, later, later.date()).since == at(11, 1)


def test_what_the_vendors_clock_has_not_reached_is_asked_again(held):
    class Behind:
        vendor_time = NOW - timedelta(days=2)

    found = pull(Daily(), held, window_of(Daily(), held, NOW, None), Behind())
    assert held.pulled_until == NOW - timedelta(days=2)
    assert found.notes == ["the vendor's clock is 2 days behind: it is 2026-11-01 10:30 there"]


@pytest.mark.parametrize(
    ("vendor_time", "until"),
    [
        (NOW + timedelta(hours=14), NOW),
        (datetime(9999, 12, 31, tzinfo=UTC), NOW),
        (NOW - timedelta(minutes=4), NOW),
        (NOW - timedelta(hours=11), NOW - timedelta(hours=11)),
        (datetime(1, 1, 1, tzinfo=UTC), at(9, 1)),
    ],
    ids=["its-tomorrow", "far-ahead", "a-little-behind", "its-yesterday", "far-behind"],
)
def test_no_clock_puts_what_is_fetched_ahead_of_ours_or_of_the_vendors(held, vendor_time, until):
    class Skewed:
        pass

    Skewed.vendor_time = vendor_time
    for _ in range(2):
        pull(Daily(), held, window_of(Daily(), held, NOW, None), Skewed())
        assert held.pulled_until == until
    go(Daily(), held)
    assert held.pulled_until == NOW
    assert len(held.load_starts()) == len({start for _, start in held.load_starts()})


def test_changed_months_wait_until_they_are_loaded(held):
    go(Daily(), held)
    assert held.pending_months() == {date(2026, month, 1) for month in (9, 10, 11)}
    held.record_pending(set())
    go(Daily(), held)
    assert held.pending_months() == set()


def test_a_bucket_without_length_is_refused(held):
    class Wrong(Daily):
        def fetch(self, window):
            yield Bucket(dataset="costs", start=window.since, end=window.since, records=())

    assert isinstance(go(Wrong(), held).error, SourceFormatError)


@given(cuts=st.lists(st.dates(date(2026, 8, 20), date(2026, 11, 3)), max_size=4))
def test_whatever_cuts_it_nothing_is_missing_in_the_end(tmp_path_factory, cuts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        held = HeldBuckets(tmp_path_factory.mktemp("held"))
        for cut in cuts:
            go(Daily(cut=cut), held)
        go(Daily(), held)
    days = [start.date() for _, start in held.load_starts()]
    assert days == [date(2026, 9, 1) + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == NOW.date()
