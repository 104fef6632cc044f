"""Loads what the decoder made of the journal's records: rows, counts and position in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outlay.jobs.intake.model import DecodeAnswer
from outlay.store.containment import contain_keys
from outlay.store.events import EventLoader
from outlay.store.intake import record_intake
from outlay.store.keys import register_keys
from outlay.store.telemetry import record_dead_letters, record_metrics, register_cards

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store
    from outlay.store.events import Merge
    from outlay.store.journal import Mark


def load_answer(store: Store, settings: Settings, answer: DecodeAnswer, merge: Merge) -> dict[str, int]:
    """Load an answer; what it counts for stands in the same transaction as its rows.

    Args:
        store: Where to.
        settings: Rules that new keys are resolved by.
        answer: What the records became.
        merge: Makes one request of several observations.

    Returns:
        How many records became what.
    """
    with store.write() as tx:
        batch, keys = contain_keys(tx, answer.batch, answer.keys, settings.key_limit)
        register_keys(tx, keys, settings)
        register_cards(tx, answer.cards)
        loader = EventLoader(tx, now=datetime.now(tz=UTC), merge=merge)
        loader.load(batch)
        counts = loader.finish()
        record_dead_letters(tx, answer.letters)
        record_metrics(tx, answer.metrics)
        outcomes = {
            "loaded": counts.loaded,
            "merged": counts.merged,
            "duplicate": counts.duplicate,
            "without_usage": answer.without_usage,
            "dead_lettered": len(answer.letters),
            "quarantined": answer.lost,
        }
        record_intake(tx, answer.end, outcomes)
    return outcomes


def load_quarantined(store: Store, end: Mark, records: int) -> None:
    """Pass over a record that cannot be decoded or loaded."""
    with store.write() as tx:
        record_intake(tx, end, {"quarantined": records})
