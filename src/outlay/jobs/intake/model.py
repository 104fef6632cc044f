"""What the owner asks of the decoder and what it answers; both cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from outlay.ingest.events.letters import DeadLetter
from outlay.store.journal import Damage, Mark

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeRequest:
    """Decode the journal's records between two marks, at most so many bytes or records, but one body at least."""

    folder: Path
    begin: Mark
    until: Mark
    limit_bytes: int
    limit_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeAnswer:
    """What the records became, and where the next one begins."""

    end: Mark
    lost: int
    """How many of the records are damaged and cannot be read."""
    batch: pa.Table
    cards: pa.Table
    metrics: list[dict[str, object]]
    keys: list[dict[str, str | None]]
    letters: list[DeadLetter] = field(default_factory=list)
    without_usage: int = 0
    damages: list[Damage] = field(default_factory=list)
