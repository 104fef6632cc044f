"""What the store knows of the intake of telemetry: what became of every record, and how far the journal is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.store.journal import Position

if TYPE_CHECKING:
    from outlay.store.engine import Reader, Write
    from outlay.store.journal import Mark

OUTCOMES: Final = ("loaded", "merged", "duplicate", "without_usage", "dead_lettered", "quarantined")
"""What a record can become. Records without usage, such as spans of databases, are counted and left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeState:
    """How far the journal is loaded: `number` records of it, with what became of them."""

    position: Position
    number: int
    outcomes: Mapping[str, int]

    @property
    def is_conserved(self) -> bool:
        """Whether every record became exactly one thing."""
        return sum(self.outcomes.values()) == self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeStatus:
    """What became of every record accepted: `accepted == sum(outcomes) + pending`."""

    accepted: int
    outcomes: Mapping[str, int]
    pending: int
    pending_bytes: int
    is_conserved: bool
    """Whether the outcomes add up to the records that are no longer pending, counted by the journal itself."""
    decoder_restarts: int
    is_decoder_running: bool
    last_error: str | None


def load_intake(reader: Reader) -> IntakeState:
    """How far the store has come."""
    found = reader.fetch("SELECT name, n FROM intake").to_pylist()
    counts = {row["name"]: int(row["n"]) for row in found}
    return IntakeState(
        position=Position(counts.get("segment", 0), counts.get("offset", 0)),
        number=counts.get("number", 0),
        outcomes={name: counts.get(name, 0) for name in OUTCOMES},
    )


def record_intake(tx: Write, end: Mark, outcomes: Mapping[str, int]) -> None:
    """Add what became of the records up to a mark, and remember the mark.

    Args:
        tx: The transaction that writes what the records became.
        end: Where the journal's next record begins, and how many it had accepted before.
        outcomes: How many more of each outcome; fewer where a request melted into another.
    """
    before = load_intake(tx)
    counts = {name: before.outcomes[name] + outcomes.get(name, 0) for name in OUTCOMES}
    counts |= {"segment": end.position.segment, "offset": end.position.offset, "number": end.number}
    tx.execute("DELETE FROM intake")
    for name, count in counts.items():
        tx.execute("INSERT INTO intake (name, n) VALUES (?, ?)", [name, count])
