"""Single requests: listed newest, dearest or slowest first, or one by its id, with the price cards that priced them.

The other way into facts beside `ask`: here too the asker's scope is added to every select, and the range is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlglot import exp

from outlay.core.errors import NotFoundError, UsageError
from outlay.core.time import TimeRange
from outlay.facts.expressions import Combination
from outlay.facts.tables import TABLE
from outlay.store.query import measures, periods
from outlay.store.query import sources as s
from outlay.store.query.compile import render
from outlay.store.query.conditions import compile_condition
from outlay.store.query.nodes import (
    aliased,
    all_of,
    any_of,
    column,
    equal,
    is_known,
    is_one_of,
    join,
    number,
    select,
    table,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlay.facts.expressions import Expression
    from outlay.store.engine import Reader

Sample = Literal["newest", "dearest", "slowest", "errors"]
MERGE_WINDOW: Final = timedelta(hours=48)
"""A request that was merged may have moved by as much since its id was shown."""
LONGEST_DAYS: Final = 31
"""Most days that the newest requests, or failed ones, are looked for in."""
SCANNED_DAYS: Final = 7
"""Most days that the dearest and slowest are looked for in: all requests of those days are read."""

_INTERNAL: Final = frozenset({"key_id", "content_hash", "source_key"})
_COLUMNS: Final = [name for name in TABLE["event"].names if name not in _INTERNAL]
DIMENSIONS: Final = [
    "provider",
    "biller",
    "billing_account",
    "account",
    "region",
    "model",
    "credential",
    "service_tier",
    "workload_kind",
    "team",
    "owner",
    "product",
    "feature",
    "endpoint",
    "service",
    "environment",
    "release",
    "experiment",
    "run",
    "payer_id",
    "payer_kind",
]
_STEPS: Final = (timedelta(hours=1), timedelta(days=1))
"""The newest are looked for near the end first."""
_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FAR: Final = (datetime(9000, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_ID: Final = re.compile(r"rq_([0-9a-f]{1,16})_([0-9a-f]{1,16})")
_KEY: Final = re.compile(r"-?[0-9]{1,18}")
_ORDER: Final[Mapping[Sample, str]] = {
    "newest": "ts",
    "errors": "ts",
    "dearest": "priced_cost",
    "slowest": "latency_ms",
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestId:
    """How a request is named: its key, and the time at which it was seen, for a key may be used again later."""

    key: int
    at: datetime

    def __str__(self) -> str:
        """Such as ``rq_1f…_64b…``."""
        return f"rq_{self.key:x}_{_micros(self.at):x}"

    @classmethod
    def parse(cls, name: str) -> RequestId:
        """Read a name.

        Raises:
            UsageError: if it is none.
        """
        found = _ID.fullmatch(name)
        micros = int(found[2], 16) if found else -1
        if found is None or not 0 <= micros < _FAR:
            message = f"{name!r} is not a request"
            raise UsageError(message, hint="requests are named rq_…, as GET /api/v1/requests lists them")
        return cls(key=int(found[1], 16), at=_EPOCH + timedelta(microseconds=micros))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsAsked:
    """Which requests: of a range and filter, in which order, older than one of them or newer than one."""

    range: TimeRange
    where: Expression | None = None
    sample: Sample = "newest"
    limit: int = 50
    before: RequestId | None = None
    after: RequestId | None = None


def load_requests(reader: Reader, asked: RequestsAsked, *, scope: Expression | None = None) -> list[Row]:
    """The requests that are asked for, each with its columns and the dimensions of its key.

    Raises:
        UsageError: for a cursor beside an order that is not by time.
    """
    is_timed = _ORDER[asked.sample] == "ts"
    if not is_timed and (asked.before or asked.after):
        message = f"the {asked.sample} requests have no further pages"
        raise UsageError(message, hint="page through sample=newest or sample=errors, or narrow the filter")
    newest = _newest_hour(reader, asked.range)
    if newest is None:
        return []
    since, until = _bounds(asked, newest + timedelta(hours=1))
    for step in _STEPS if is_timed and not asked.after else ():
        if until - step > since:
            rows = _fetch(reader, asked, scope, (until - step, until))
            if len(rows) >= asked.limit:
                return rows
    return _fetch(reader, asked, scope, (since, until)) if since < until else []


def load_request(reader: Reader, name: str, *, scope: Expression | None = None) -> Row:
    """One request by its name.

    Raises:
        UsageError: if the name is none.
        NotFoundError: if there is no such request, or the asker may not see it.
    """
    wanted = RequestId.parse(name)
    days = TimeRange(since=(wanted.at - MERGE_WINDOW).date(), until=(wanted.at + MERGE_WINDOW).date() + _DAY)
    conditions = [*periods.within("ts", days), equal(column("request_key"), number(wanted.key))]
    rows = _rows(reader, _select(conditions, scope))
    if not rows:
        message = f"there is no request {name}"
        raise NotFoundError(message, hint="it may have been merged into another; list requests again")
    return min(rows, key=lambda row: abs(row["ts"] - wanted.at))


def load_requests_of_id(reader: Reader, identifier: str, *, scope: Expression | None = None) -> list[Row]:
    """The newest requests, at most two, of a request key, the id that their source gave, or a response id."""
    named = [equal(column(name), text(identifier)) for name in ("response_id", "source_id")]
    if _KEY.fullmatch(identifier):
        named.append(equal(column("request_key"), number(int(identifier))))
    statement = _select([any_of(named)], scope)
    statement.set("order", exp.Order(expressions=[exp.Ordered(this=column("ts"), desc=True, nulls_first=False)]))
    statement.set("limit", exp.Limit(expression=number(2)))
    return _rows(reader, statement)


def load_cards(reader: Reader, ids: Sequence[str | None]) -> dict[str, Row]:
    """The price cards of ids, as they were used."""
    known = sorted({card_id for card_id in ids if card_id})
    if not known:
        return {}
    shown = [aliased(column(name), name) for name in TABLE["price_card"].names if name != "first_used"]
    statement = select(shown, table("price_card", "t"), where=[is_one_of(column("card_id"), known)])
    return {row["card_id"]: row for row in reader.fetch(render(statement, reader.dialect)).to_pylist()}


def _fetch(
    reader: Reader, asked: RequestsAsked, scope: Expression | None, bounds: tuple[datetime, datetime]
) -> list[Row]:
    since, until = bounds
    conditions = [*_between(since, until), *_cursor(asked)]
    ordered = _ORDER[asked.sample]
    if ordered != "ts":
        conditions.append(is_known(column(ordered)))
    if asked.sample == "dearest":
        conditions.append(measures.is_estimated(s.EVENT))
    if asked.sample == "errors":
        conditions.append(equal(column("status"), text("error")))
    statement = _select(conditions, _both(asked.where, scope))
    # the newest beyond a cursor are those nearest to it, so that a reader that polls misses none
    is_upwards = asked.after is not None
    terms = [
        exp.Ordered(this=column(name), desc=not is_upwards, nulls_first=False) for name in (ordered, "request_key")
    ]
    statement.set("order", exp.Order(expressions=terms))
    statement.set("limit", exp.Limit(expression=number(asked.limit)))
    rows = _rows(reader, statement)
    return rows[::-1] if is_upwards else rows


def _both(where: Expression | None, scope: Expression | None) -> Expression | None:
    parts = tuple(part for part in (where, scope) if part is not None)
    return Combination(operator="&&", parts=parts) if len(parts) > 1 else next(iter(parts), None)


def _select(conditions: Sequence[exp.Expr], condition: Expression | None) -> exp.Select:
    shown = [aliased(column(name), name) for name in _COLUMNS]
    shown += [aliased(column(name, "k"), f"k_{name}") for name in DIMENSIONS]
    where = [*conditions, *([compile_condition(condition, s.EVENT)] if condition is not None else [])]
    keys = join(table("key", "k"), [equal(column("key_id", "k"), column("key_id"))])
    return select(shown, table(s.EVENT.table, "t"), joins=[keys], where=where)


def _rows(reader: Reader, statement: exp.Select) -> list[Row]:
    rows = []
    for row in reader.fetch(render(statement, reader.dialect)).to_pylist():
        moment = row["ts"]
        row["ts"] = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        rows.append(row)
    return rows


def _bounds(asked: RequestsAsked, end: datetime) -> tuple[datetime, datetime]:
    """The times to look between, reaching back from the newest request of the range."""
    longest = LONGEST_DAYS if _ORDER[asked.sample] == "ts" else SCANNED_DAYS
    until = min(_start(asked.range.until), end)
    since = max(_start(asked.range.since), until - timedelta(days=longest))
    if asked.before is not None:
        until = min(until, asked.before.at + timedelta(microseconds=1))
    return (max(since, asked.after.at) if asked.after else since), until


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _newest_hour(reader: Reader, time_range: TimeRange) -> datetime | None:
    shown = [aliased(exp.Max(this=column("hour")), "newest"), aliased(exp.Count(this=exp.Star()), "n")]
    statement = select(shown, table("event_hour", "t"), where=periods.within("day", time_range))
    row = reader.fetch(render(statement, reader.dialect)).to_pylist()[0]
    return None if not row["n"] else row["newest"].replace(tzinfo=UTC)


def _between(since: datetime, until: datetime) -> list[exp.Expr]:
    return [
        exp.GTE(this=column("ts"), expression=_moment(since)),
        exp.LT(this=column("ts"), expression=_moment(until)),
    ]


def _cursor(asked: RequestsAsked) -> list[exp.Expr]:
    """Rows beyond a cursor; both may stand together."""
    pairs = ((asked.before, exp.LT), (asked.after, exp.GT))
    return [_beyond(cursor, comparison) for cursor, comparison in pairs if cursor is not None]


def _beyond(cursor: RequestId, comparison: type[exp.Binary]) -> exp.Expr:
    same = equal(column("ts"), _moment(cursor.at))
    beyond_key = comparison(this=column("request_key"), expression=number(cursor.key))
    return any_of((comparison(this=column("ts"), expression=_moment(cursor.at)), all_of((same, beyond_key))))


def _moment(moment: datetime) -> exp.Expr:
    """A time to the microsecond as text, which both engines read as the type of the column that it is compared with."""
    return text(moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds"))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
