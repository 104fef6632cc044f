"""Why the journal cannot take a record just now."""

from __future__ import annotations

from outlay.core.errors import BusyError


class JournalFullError(BusyError):
    """The disk or the queue before it is full; nothing of the record was accepted."""

    code = "busy.journal_full"


class JournalClosedError(BusyError):
    """The server is stopping and takes no more records."""

    code = "busy.journal_closed"
