"""Rebuilds the ledger: reconcile and allocate the days that are dirty, or those that are asked for."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from outlay.core.time import utc
from outlay.ledger.adoption import adopt_rules
from outlay.ledger.day import compute_days, load_facts, prepare
from outlay.ledger.keyring import Keyring
from outlay.ledger.marks import claim_days
from outlay.ledger.model import CellGap, RebuildReport
from outlay.ledger.queries import load_days_since, load_dirty_days, load_keys, load_row_counts
from outlay.ledger.reconcile import load_gaps
from outlay.ledger.rules import Ruleset, compile_rules
from outlay.ledger.standing import Standing, refresh_standing
from outlay.ledger.swap import Run, swap_days

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader, Store

BATCH_SLICES: Final = 150_000
BATCH_DAYS: Final = 31


def rebuild(
    store: Store,
    settings: Settings,
    *,
    days: Collection[date] | None = None,
    since: date | None = None,
    now: datetime,
) -> RebuildReport:
    """Compute days of the ledger again and swap them in; after a change of rules, all days are dirty.

    Args:
        store: Where facts are read and the ledger is written.
        settings: Rules and the lag of sources.
        days: Exactly these days; default: the dirty ones.
        since: All days from this one on, dirty or not.
        now: The moment that decides which billing periods have closed.

    Raises:
        IntegrityError: if a day's rows would not add up to its charges; that day stays as it was.
    """
    begun = time.monotonic()
    ruleset = compile_rules(settings.allocation)
    # one transaction: no fact can change between the coverage that the run writes and the days that it claims
    with store.write() as tx:
        adopt_rules(tx, settings)
        standing = refresh_standing(tx, settings, now=utc(now))
        chosen = _choose(tx, load_dirty_days(tx), days, since)
        claim = claim_days(tx, chosen)
    done = [*_compute(store, settings, _Plan(days=chosen, claim=claim, standing=standing, ruleset=ruleset))]
    return RebuildReport(
        days=tuple(day for batch in done for day in batch.days),
        rows=sum(batch.rows for batch in done),
        seconds=time.monotonic() - begun,
        gaps=tuple(gap for batch in done for gap in batch.gaps),
        unresolved_payers=standing.settlement.unresolved,
        contested_payers=standing.settlement.contested,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    days: list[date]
    claim: str
    standing: Standing
    ruleset: Ruleset


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    days: list[date]
    rows: int
    gaps: list[CellGap]


def _compute(store: Store, settings: Settings, plan: _Plan) -> Iterator[_Batch]:
    """Compute and swap one batch of days after the other; those that a newer run has claimed are left to it."""
    if not plan.days:
        return
    with store.scratch() as scratch:
        keys = load_keys(store)
        keyring = Keyring(keys, settings)
        run = Run(claim=plan.claim, coverage=plan.standing.coverage, keyring=keyring, settings=settings)
        prepare(scratch, keys, plan.standing)
        for days in _batches(plan.days, load_row_counts(store, plan.days)):
            compute_days(scratch, load_facts(store, days), plan.ruleset, keyring)
            gaps = load_gaps(scratch)
            rows = swap_days(store, scratch, days, run)
            if rows is not None:
                yield _Batch(days=days, rows=rows, gaps=gaps)


def _choose(reader: Reader, dirty: Collection[date], days: Collection[date] | None, since: date | None) -> list[date]:
    if days is not None:
        return sorted(set(days))
    if since is not None:
        return sorted({day for day in dirty if day >= since} | load_days_since(reader, since))
    return sorted(dirty)


def _batches(days: list[date], counts: dict[date, int]) -> Iterator[list[date]]:
    """Consecutive days whose charges fit in memory together; a larger day stands alone."""
    batch: list[date] = []
    size = 0
    for day in days:
        if batch and (size + counts.get(day, 0) > BATCH_SLICES or len(batch) == BATCH_DAYS):
            yield batch
            batch, size = [], 0
        batch.append(day)
        size += counts.get(day, 0)
    if batch:
        yield batch
