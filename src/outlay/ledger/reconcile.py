"""Reconciles bills with usage: what the provider counted against what telemetry saw."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from outlay.core.time import TimeRange, utc
from outlay.ledger.day import compute_days, load_facts, prepare
from outlay.ledger.keyring import Keyring
from outlay.ledger.model import CellGap
from outlay.ledger.queries import load_keys, load_row_counts
from outlay.ledger.rules import compile_rules
from outlay.ledger.standing import compute_standing

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store
    from outlay.store.scratch import Scratch


def reconcile(store: Store, settings: Settings, *, range: TimeRange, now: datetime) -> list[CellGap]:  # noqa: A002 - the name that queries use
    """Quantities of every AI payer's cell and day: what was counted, what telemetry saw, what it missed.

    Writes nothing.
    """
    ruleset = compile_rules(settings.allocation)
    with store.read() as reader:
        standing = compute_standing(reader, settings, now=utc(now))
    cells = list[CellGap]()
    with store.scratch() as scratch:
        keys = load_keys(store)
        keyring = Keyring(keys, settings)
        prepare(scratch, keys, standing)
        for day in sorted(load_row_counts(store, list(range))):
            compute_days(scratch, load_facts(store, [day]), ruleset, keyring)
            cells += load_cells(scratch)
    return cells


def load_cells(scratch: Scratch) -> list[CellGap]:
    """The cells of the days that a scratch holds, by payer, day and cell."""
    found = scratch.fetch(
        "SELECT usage_group AS payer_id, day, provider, account, credential, model, token_class, "
        "quantity::DECIMAL(38, 0) AS quantity, telemetry::DECIMAL(38, 0) AS telemetry, gap::DECIMAL(38, 0) AS gap "
        "FROM cell_gap WHERE is_own_usage ORDER BY ALL NULLS FIRST"
    )
    counts = ("quantity", "telemetry", "gap")
    return [
        CellGap(**row | {name: None if row[name] is None else int(row[name]) for name in counts})
        for row in found.to_pylist()
    ]


def load_gaps(scratch: Scratch) -> list[CellGap]:
    """The cells whose telemetry misses some or all of what was billed."""
    return [cell for cell in load_cells(scratch) if cell.gap > 0 or cell.telemetry == 0]
