"""Rebuilds the ledger: reconcile and allocate the days that are dirty, or those that are asked for."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from outlay.core.time import utc
from outlay.ledger.day import compute_days, load_facts, prepare
from outlay.ledger.keyring import Keyring
from outlay.ledger.model import CellGap, RebuildReport
from outlay.ledger.queries import load_days_since, load_dirty_days, load_keys, load_row_counts
from outlay.ledger.reconcile import load_gaps
from outlay.ledger.rules import compile_rules
from outlay.ledger.standing import refresh_standing
from outlay.ledger.swap import Run, claim_days, swap_days

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store

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
    """Compute days of the ledger again and swap them in.

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
    standing = refresh_standing(store, settings, now=utc(now))
    chosen = _choose(store, load_dirty_days(store), days, since)
    claim = claim_days(store, chosen)
    rows, gaps = 0, list[CellGap]()
    with store.scratch() as scratch:
        keys = load_keys(store)
        keyring = Keyring(keys, settings)
        run = Run(claim=claim, keyring=keyring, settings=settings)
        prepare(scratch, keys, standing)
        for batch in _batches(chosen, load_row_counts(store, chosen) if chosen else {}):
            compute_days(scratch, load_facts(store, batch), ruleset, keyring)
            gaps += load_gaps(scratch)
            rows += swap_days(store, scratch, batch, run)
    return RebuildReport(
        days=tuple(chosen),
        rows=rows,
        seconds=time.monotonic() - begun,
        gaps=tuple(gaps),
        unresolved_payers=standing.settlement.unresolved,
        contested_payers=standing.settlement.contested,
    )


def _choose(store: Store, dirty: Collection[date], days: Collection[date] | None, since: date | None) -> list[date]:
    if days is not None:
        return sorted(set(days))
    if since is not None:
        return sorted({day for day in dirty if day >= since} | load_days_since(store, since))
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
