"""Fetches what is missing of a source, a month at a time, so that a cut pull goes on where it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from outlay.core.errors import OutlayError
from outlay.core.time import add_months, month_start
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.buckets import HeldBuckets
    from outlay.ingest.pulling.http import HttpClient
    from outlay.ingest.pulling.model import Bucket, Source

_SKEW: Final = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Pull:
    """What a pull fetched, and what stopped it."""

    since: datetime
    until: datetime
    buckets: int = 0
    whole: list[Window] = field(default_factory=list)
    """The pieces that were fetched to their end."""
    cut: Window | None = None
    """The piece that was not."""
    error: OutlayError | None = None
    notes: list[str] = field(default_factory=list)


def window_of(source: Source, held: HeldBuckets, now: datetime, since: date | None) -> Window:
    """What to fetch: what is missing since the last pull and what may have changed, or more where `since` asks."""
    until, start = held.pulled_until, held.pulled_since
    asked = None if since is None else _midnight(since)
    if until is None or start is None:
        first = asked or _midnight((now - timedelta(days=source.history_days)).date())
        return Window(since=_midnight(month_start(first.date())), until=now)
    usual = _midnight((until - timedelta(days=source.overlap_days)).date())
    usual = max(usual, start)
    if asked is None or asked >= usual:
        return Window(since=usual, until=max(now, usual))
    return Window(since=_midnight(month_start(asked.date())) if asked < start else asked, until=now)


def pull(
    source: Source,
    held: HeldBuckets,
    window: Window,
    http: HttpClient,
    demand_going_on: Callable[[], None] | None = None,
) -> Pull:
    """Fetch a window piece by piece; an error ends it, and what was held stays."""
    found = Pull(since=window.since, until=window.until)
    for piece in _pieces(window):
        try:
            _fetch(source, held, piece, found, demand_going_on)
        except OutlayError as error:
            found.error, found.cut = error, piece
            break
        found.whole.append(piece)
        _mark(held, window.since, _reached(piece, http, found))
    return found


def _fetch(
    source: Source, held: HeldBuckets, piece: Window, found: Pull, demand_going_on: Callable[[], None] | None
) -> None:
    for bucket in source.fetch(piece):
        _hold(held, bucket)
        found.buckets += 1
        if demand_going_on is not None:
            demand_going_on()


def _hold(held: HeldBuckets, bucket: Bucket) -> None:
    if bucket.start.tzinfo is None or bucket.end <= bucket.start:
        message = f"bucket {bucket.start} of {bucket.dataset} has no time zone or no length"
        raise SourceFormatError(message, hint="the source is wrong: please report it")
    if not held.is_new(bucket):
        return
    month = month_start(bucket.start.astimezone(UTC).date())
    pending = held.pending_months()
    if month not in pending:  # before the bucket: a month that changed must never be forgotten
        held.record_pending(pending | {month})
    held.record(bucket)


def _reached(piece: Window, http: HttpClient, found: Pull) -> datetime:
    """How far a piece reaches by the vendor's own clock: what it does not know yet is asked again."""
    told = http.vendor_time
    if told is None or told >= piece.until - _SKEW:
        return piece.until
    if piece.until == found.until:
        found.notes.append(
            f"the vendor's clock is {_words(piece.until - told)} behind: it is {told:%Y-%m-%d %H:%M} there"
        )
    return min(told, piece.until)


def _words(span: timedelta) -> str:
    minutes = span.total_seconds() / 60
    return f"{minutes:,.0f} minutes" if minutes < 2 * 24 * 60 else f"{span.days} days"


def _mark(held: HeldBuckets, since: datetime, until: datetime) -> None:
    """Widen what counts as pulled, where the new part touches it."""
    old_since, old_until = held.pulled_since, held.pulled_until
    if old_since is None or old_until is None:
        held.record_pulled(since, max(until, since))
    elif until >= old_since:
        held.record_pulled(min(since, old_since), max(until, old_until))


def _pieces(window: Window) -> Iterator[Window]:
    """A window in pieces that lie in one month each."""
    since = window.since
    while since < window.until:
        until = min(_midnight(add_months(month_start(since.date()), 1)), window.until)
        yield Window(since=since, until=until)
        since = until


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
