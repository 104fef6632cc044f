"""Which of a payer's days a bill covers: `provisional` or `settled`; an absent row is `open`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.time import TimeRange, add_months

if TYPE_CHECKING:
    import pyarrow as pa

State = Literal["provisional", "settled"]
_RANK: Final = {"provisional": 1, "settled": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveringDelivery:
    """A delivery in force and the payers that it speaks for.

    `watermark` is how far its charges reach. `is_invoiced` says that every charge in it names its invoice, `issued_on`
    when an invoice of its biller, billing account and period was issued, if one was.
    """

    payers: frozenset[str]
    billing_period: date
    loaded_at: datetime
    watermark: datetime
    is_invoiced: bool
    issued_on: date | None = None


def compute_coverage(
    deliveries: Iterable[CoveringDelivery], settles_with: Mapping[str, str], *, lag_hours: int, now: datetime
) -> dict[tuple[str, date], State]:
    """State of each covered (payer, day), for payers of charges and for those that settle with them."""
    lag = timedelta(hours=lag_hours)
    covered: dict[tuple[str, date], State] = {}
    for delivery in deliveries:
        for (day, state), payer_id in product(_states(delivery, lag, now), delivery.payers):
            before = covered.get((payer_id, day))
            if before is None or _RANK[state] > _RANK[before]:
                covered[payer_id, day] = state
    aliases = [(alias, target) for alias, target in settles_with.items() if alias != target]
    days_of: dict[str, list[tuple[date, State]]] = {}
    for (payer_id, day), state in covered.items():
        days_of.setdefault(payer_id, []).append((day, state))
    for alias, target in aliases:
        for day, state in days_of.get(target, []):
            covered.setdefault((alias, day), state)
    return covered


def coverage_table(coverage: Mapping[tuple[str, date], str]) -> pa.Table:
    """Rows of the coverage table."""
    import pyarrow as pa

    covered = sorted(coverage.items())
    columns = {
        "payer_id": pa.array([payer_id for (payer_id, _), _ in covered], pa.string()),
        "day": pa.array([day for (_, day), _ in covered], pa.date32()),
        "state": pa.array([state for _, state in covered], pa.string()),
    }
    return pa.table(columns)


def _states(delivery: CoveringDelivery, lag: timedelta, now: datetime) -> Iterable[tuple[date, State]]:
    start = delivery.billing_period
    end = add_months(start, 1)
    closes = _midnight(end) + lag
    is_issued = delivery.issued_on is not None
    # what was delivered after the invoice is all of it; before, only the days that the charges reach
    is_final = delivery.issued_on is not None and delivery.loaded_at >= max(
        _midnight(delivery.issued_on), _midnight(end)
    )
    is_closed = is_final or (closes <= now and delivery.loaded_at >= closes)
    for day in TimeRange(since=start, until=end):
        day_end = _midnight(day + timedelta(days=1))
        if is_closed or ((delivery.is_invoiced or is_issued) and delivery.watermark >= day_end):
            yield day, "settled"
        elif delivery.watermark >= day_end + lag:
            yield day, "provisional"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
