"""What a configured source is, and what a sync did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from outlay.core.errors import UsageError

if TYPE_CHECKING:
    from outlay.ingest.pulling.model import Check
    from outlay.ledger import RebuildReport

RunState = Literal["ok", "partial", "failed"]
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """A source as it is set up; `secrets` are references to the environment or ciphertexts."""

    name: str
    kind: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    managed_by: Literal["file", "command"]
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to add; a secret is `env:NAME` or the value itself."""

    name: str
    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_tested: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """What was added, and what its test found."""

    source: dict[str, Any]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """Which sources to sync (all where none is named), and from when on to fetch."""

    names: tuple[str, ...] = ()
    since: date | None = None
    is_all: bool = False
    """Load everything that is held again, also what did not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A sync of one source: a row of `source_run`. Money is in the vendor's currency, over the months it touched."""

    run_id: str
    source: str
    kind: str
    started_at: datetime
    finished_at: datetime
    state: RunState
    since: datetime | None = None
    until: datetime | None = None
    watermark: datetime | None = None
    buckets: int = 0
    rows: int = 0
    charged: Decimal | None = None
    stated: Decimal | None = None
    currency: str | None = None
    rows_usage: int = 0
    unknown_fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did."""

    runs: tuple[Run, ...]
    ledger: RebuildReport | None


def demand_name(name: str) -> str:
    """A name that may be a folder's name.

    Raises:
        UsageError: if it may not.
    """
    if not _NAME.fullmatch(name):
        message = f"{name!r} is not a name for a source"
        raise UsageError(message, hint="use lower-case letters, digits, - and _, such as openai-main")
    return name
