"""How far the facts reach: which days have usage, and where to look when a range has nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from outlay.core.time import TimeRange, add_months, month_start

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from outlay.facts.query import Query
    from outlay.store.engine import Reader
    from outlay.store.query.plan import Plan

_REACHES: Final = {
    "event_hour": "SELECT count(*) AS days, min(day) AS since, max(day) AS last FROM event_hour",
    "ledger": "SELECT count(*) AS days, min(day) AS since, max(day) AS last FROM ledger",
    "value": "SELECT count(*) AS days, min(day) AS since, max(day) AS last FROM value",
}


def load_usage_days(reader: Reader) -> TimeRange | None:
    """The days from the first to the last with a request; None without any."""
    return _load(reader, ["event_hour"])


def load_waiting(reader: Reader, time_range: TimeRange) -> list[tuple[str, date, Decimal]]:
    """Charges of days that no bill completes yet, which are in no sum before: payer, first such day, consumption."""
    days = f"day >= DATE '{time_range.since}' AND day < DATE '{time_range.until}'"
    found = reader.fetch(  # dates and names of our own
        f"SELECT payer_id, min(day) AS since, sum(effective_cost) AS amount FROM charge_slice WHERE {days} "
        f"AND cost_class = 'consumption' AND (payer_id, day) NOT IN (SELECT payer_id, day FROM coverage WHERE {days}) "
        "GROUP BY payer_id ORDER BY payer_id"
    )
    return [(row["payer_id"], row["since"], row["amount"]) for row in found.to_pylist() if row["amount"]]


def load_fact_days(reader: Reader, plan: Plan) -> TimeRange | None:
    """The days from the first to the last with a fact that could answer a question; None without any."""
    names = ["value"] if plan.value is not None else []
    if plan.ledger is not None:
        names.append("ledger")
    if any(source is not None for source in (plan.ledger, plan.usage, plan.histogram)):
        names.append("event_hour")
    return _load(reader, names)


def shared_days(query: Query, plan: Plan) -> tuple[bool, TimeRange | None]:
    """Whether cost over usage is of fewer days than the range, and of which: those from the first to the last usage.

    Where a table keeps whole months, only whole months count. A range without usage needs no clipping: it has no ratio.
    """
    known = _overlap(query.range, query.usage_days)
    if known is None or known == query.range:
        return False, None
    if not (plan.is_monthly or query.is_billed or query.axis == "posted"):
        return True, known
    since = known.since if known.since.day == 1 else add_months(month_start(known.since), 1)
    until = month_start(known.until)
    return True, TimeRange(since=since, until=until) if since < until else None


def _overlap(asked: TimeRange, known: TimeRange | None) -> TimeRange | None:
    if known is None:
        return None
    since, until = max(asked.since, known.since), min(asked.until, known.until)
    return TimeRange(since=since, until=until) if since < until else None


def describe_elsewhere(query: Query, known: TimeRange | None) -> str | None:
    """What to ask instead where a range lies outside all facts."""
    if known is None or _overlap(query.range, known) is not None:
        return None
    last = known.until - timedelta(days=1)
    until = f" and until={add_months(month_start(last), 1):%Y-%m}" if query.until <= last else ""
    return f"No facts in this range; they reach from {known.since} to {last}: try since={last:%Y-%m}{until}."


def _load(reader: Reader, names: Iterable[str]) -> TimeRange | None:
    rows = [reader.fetch(_REACHES[name]).to_pylist()[0] for name in names]
    days: list[tuple[date, date]] = [(row["since"], row["last"]) for row in rows if row["days"]]
    if not days:
        return None
    return TimeRange(since=min(day for day, _ in days), until=max(day for _, day in days) + timedelta(days=1))
