"""Reads and closes dead letters: telemetry records that could not become an observation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outlay.store.engine import Reader, Write

OPEN: Final = "open"
RETRIED: Final = "retried"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A dead letter as the store has it."""

    dead_letter_id: str
    received_at: datetime
    source: str
    kind: str
    reason: str
    field: str | None
    record: str | None
    state: str


def load_dead_letters(
    reader: Reader, *, ids: Sequence[str] = (), state: str | None = OPEN, limit: int = 100
) -> list[StoredLetter]:
    """The newest dead letters, or those of some ids."""
    found = reader.fetch(
        "SELECT dead_letter_id, received_at, source, kind, reason, field, record, state FROM dead_letter "
        "WHERE (? IS NULL OR state = ?) AND (len(?) = 0 OR list_contains(?, dead_letter_id)) "
        "ORDER BY received_at DESC, dead_letter_id LIMIT ?",
        [state, state, list(ids), list(ids), limit],
    )
    return [StoredLetter(**row) for row in found.to_pylist()]


def count_dead_letters(reader: Reader) -> list[dict[str, object]]:
    """Open dead letters by kind, reason and field, most first."""
    found: list[dict[str, object]] = reader.fetch(
        "SELECT kind, reason, field, count(*) AS records, max(received_at) AS latest FROM dead_letter "
        "WHERE state = ? GROUP BY ALL ORDER BY records DESC, kind, reason, field",
        [OPEN],
    ).to_pylist()
    return found


def close_dead_letters(tx: Write, letters: Sequence[StoredLetter]) -> None:
    """Mark dead letters as sent again; one that has come back meanwhile stays open."""
    tx.execute(
        "UPDATE dead_letter SET state = ? WHERE list_contains(?, dead_letter_id) AND received_at <= ?",
        [RETRIED, [letter.dead_letter_id for letter in letters], max(letter.received_at for letter in letters)],
    )
