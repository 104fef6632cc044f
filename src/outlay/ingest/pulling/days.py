"""Reads lists of daily buckets: a window in parts, every page of a part, each day whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.ingest.pulling.answers import CursorGuard, need
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket, Record, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that is asked for page by page: each page says `has_more` and names the next by `next_page`."""

    url: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str] = field(repr=False)
    scope_hint: str

    def with_params(self, *params: tuple[str, str]) -> Listing:
        """The same list, asked with more parameters."""
        return replace(self, params=(*self.params, *params))


def parts_of(window: Window, days: int) -> Iterator[Window]:
    """The window in parts of some days, the last one up to the end of its day."""
    since = midnight(window.since)
    until = midnight(window.until)
    if until < window.until:
        until += _DAY
    while since < until:
        end = min(since + timedelta(days=days), until)
        yield Window(since=since, until=end)
        since = end


def fetch_pages(http: HttpClient, listing: Listing) -> Iterator[Record]:
    """Fetch the records under `data` of every page.

    Raises:
        SourceFormatError: if a page is not as documented, or the vendor gives the same page again.
    """
    guard = CursorGuard(listing.url)
    cursor: tuple[tuple[str, str], ...] = ()
    while True:
        page = http.get_json(
            listing.url,
            params=(*listing.params, *cursor),
            headers=listing.headers,
            scope_hint=listing.scope_hint,
        )
        data = need(page, "data", listing.url)
        if not isinstance(data, list):
            raise SourceFormatError(f"'data' of {listing.url} is not a list", hint="is base_url right?")
        yield from data
        if not page.get("has_more"):
            return
        cursor = (("page", guard.take(need(page, "next_page", listing.url))),)


def fetch_days(http: HttpClient, listing: Listing, dataset: str, part: Window, start: str) -> Iterator[Bucket]:
    """Fetch a list of daily buckets whole: each entry has its time under `start`, its records under `results`.

    Raises:
        SourceFormatError: if an entry or page is not as documented.
    """
    where = f"a bucket of {dataset}"
    found = (
        (moment_of(need(entry, start, where), f"{start} of {where}"), need(entry, "results", where) or ())
        for entry in fetch_pages(http, listing)
    )
    return whole_days(dataset, part, found)


def whole_days(dataset: str, part: Window, found: Iterable[tuple[datetime, Iterable[Record]]]) -> Iterator[Bucket]:
    """A bucket for each day of a part, in order; a day that the vendor leaves out is empty.

    Records of a day that came in several pieces are put together. Days outside of the part are another part's.
    """
    days: dict[datetime, list[Record]] = {}
    for start, records in found:
        days.setdefault(midnight(start), []).extend(records)
    start = part.since
    while start < part.until:
        yield Bucket(dataset=dataset, start=start, end=start + _DAY, records=tuple(days.get(start, ())))
        start += _DAY


def midnight(moment: datetime) -> datetime:
    """The beginning of a moment's UTC day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def moment_of(value: object, where: str) -> datetime:
    """A moment as vendors write it: Unix seconds, or RFC 3339.

    Raises:
        SourceFormatError: naming where.
    """
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, tz=UTC)
        moment = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        message = f"{where} is {value!r}, not a time"
        raise SourceFormatError(
            message, hint="the vendor changed its format: see whether a newer Outlay knows it"
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def whole_number(record: Record, name: str, where: str) -> int:
    """A count that may be missing or null (then 0), and may be written as 12.0.

    Raises:
        SourceFormatError: if it is something else.
    """
    value: Any = record.get(name)
    if value is None:
        return 0
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool) and value == int(value):
        return int(value)
    message = f"{name!r} of {where} is {value!r}, not a count"
    raise SourceFormatError(message, hint="the vendor changed its format: see whether a newer Outlay knows it")
