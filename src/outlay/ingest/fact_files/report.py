"""What an import of a table of facts did, other than bills and requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.rejects import Reject, write_rejects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Sized

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates
    from outlay.ingest.mapping import FileImport
    from outlay.store import Store

_SHOWN: Final = 20


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


def demand_some(lines: Sized, taken: object, rejects: Sequence[Reject], page: str) -> None:
    """Refuse files of which nothing can be taken.

    Raises:
        FileFormatError: naming the first row and why.
    """
    if len(lines) and not taken and rejects:
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint=f"see docs/how-to/{page}.md")


def report_of(
    job: FileImport, lines: Sized, rejects: Sequence[Reject], loaded: int, unchanged: int, notes: Iterable[str]
) -> FileReport:
    """The report of an import of lines; its rejects are set aside in a file."""
    return FileReport(
        rows=len(lines),
        loaded=loaded,
        rejected=len(rejects),
        unchanged=unchanged,
        reject_file=write_rejects(job.reject_dir, rejects),
        rejects=tuple(rejects[:_SHOWN]),
        notes=tuple(notes),
    )
