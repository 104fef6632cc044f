"""What an import of a table of facts did, other than bills and requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outlay.ingest.rejects import Reject

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates
    from outlay.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """Counts of rows, the first refused ones, and remarks in words."""

    rows: int
    loaded: int
    rejected: int = 0
    unchanged: int = 0
    reject_file: Path | None = None
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """What an import of facts works with."""

    store: Store
    settings: Settings
    now: datetime
    rates: Rates
