"""Which days of the payers in an answer a bill covers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from outlay.store.query import periods
from outlay.store.query.answer import CoverageRun
from outlay.store.query.compile import render
from outlay.store.query.measures import is_one_of
from outlay.store.query.sources import column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from outlay.core.time import TimeRange
    from outlay.store.engine import Store
    from outlay.store.query.compile import CompiledQuery

OPEN = "open"


def load_coverage(store: Store, by_payer: CompiledQuery, time_range: TimeRange) -> tuple[CoverageRun, ...]:
    """The states of every payer with money in an answer, consecutive days as one run."""
    payers = sorted({row["g0"] for row in store.fetch(by_payer.sql).to_pylist() if row["g0"]})
    if not payers:
        return ()
    days = exp.select(column("payer_id"), column("day"), column("state"))
    days = days.from_(exp.table_("coverage", quoted=True, alias=exp.to_identifier("t", quoted=True)))
    days = days.where(periods.within("day", time_range), is_one_of(column("payer_id"), payers))
    states: dict[str, dict[date, str]] = {payer: {} for payer in payers}
    for row in store.fetch(render(days, store.dialect)).to_pylist():
        states[row["payer_id"]][row["day"]] = row["state"]
    return tuple(run for payer in payers for run in compress(payer, states[payer], time_range))


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
