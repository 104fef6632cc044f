"""Which days of the payers in an answer a bill covers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outlay.core.time import TimeRange, add_months
from outlay.store.query import periods
from outlay.store.query.answer import CoverageRun
from outlay.store.query.compile import render
from outlay.store.query.nodes import aliased, column, is_one_of, select, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from outlay.store.engine import Reader

OPEN = "open"


def load_coverage(
    reader: Reader, payer_months: Iterable[tuple[str | None, date]], time_range: TimeRange
) -> tuple[CoverageRun, ...]:
    """The states of payers over the months that they have money in, consecutive days as one run."""
    months: dict[str, list[date]] = {}
    for payer, month in payer_months:
        if payer is not None:
            months.setdefault(payer, []).append(month)
    if not months:
        return ()
    shown = [aliased(column(name), name) for name in ("payer_id", "day", "state")]
    where = [*periods.within("day", time_range), is_one_of(column("payer_id"), sorted(months))]
    days = select(shown, table("coverage", "t"), where=where)
    states: dict[str, dict[date, str]] = {payer: {} for payer in months}
    for row in reader.fetch(render(days, reader.dialect)).to_pylist():
        states[row["payer_id"]][row["day"]] = row["state"]
    return tuple(
        run for payer in sorted(months) for run in compress(payer, states[payer], _touched(months[payer], time_range))
    )


def _touched(months: list[date], time_range: TimeRange) -> TimeRange:
    """The part of a range from the first month with money to the end of the last."""
    since, until = max(min(months), time_range.since), min(add_months(max(months), 1), time_range.until)
    return TimeRange(since=since, until=until) if since < until else time_range


def compress(payer: str, states: Mapping[date, str], days: Iterable[date]) -> list[CoverageRun]:
    """Consecutive days of one state as runs; a day without a state is open."""
    runs: list[CoverageRun] = []
    for day in days:
        state = states.get(day, OPEN)
        following = day + timedelta(days=1)
        if runs and runs[-1].state == state:
            runs[-1] = CoverageRun(payer=payer, state=state, since=runs[-1].since, until=following)
        else:
            runs.append(CoverageRun(payer=payer, state=state, since=day, until=following))
    return runs
