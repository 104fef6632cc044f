"""What a look at something found, and what the look is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store.intake import IntakeStatus

State = Literal["ok", "note", "warning", "problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    area: str
    state: State
    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the doctor is told besides the store."""

    settings: Settings
    intake: IntakeStatus
    is_serving: bool
    quarantined_files: int
    now: datetime
