"""Keeps the charges that Outlay itself writes up with bills, invoices and the calendar, such as those of contracts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from outlay.core.errors import OutlayError
from outlay.core.time import month_start
from outlay.ingest.commitments import refresh_prepayments
from outlay.ingest.contracts import import_contracts, refresh_contracts
from outlay.ingest.mapping import FileImport
from outlay.ingest.payments import refresh_payments
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.ingest.fact_files.report import FileContext

_LOG = logging.getLogger("outlay.jobs")


class Derived:
    """Computes derived charges again when something that they rest on has changed."""

    def __init__(self, context: Callable[[], FileContext]) -> None:
        self._context = context
        self._seen: Any = None

    def refresh(self) -> None:
        """Bring them up to date. What is wrong with a contract stops neither an import nor the ledger."""
        context = self._context()
        state = _state(context)
        if state == self._seen:
            return
        try:
            refresh_derived(context)
        except OutlayError as error:
            _LOG.warning("contracts and prepayments are as they were: %s", error.message)
            return
        self._seen = _state(context)


def refresh_derived(context: FileContext) -> tuple[str, ...]:
    """Read the files of the setting `contracts`, then compute the charges of contracts, payments, prepayments."""
    notes: tuple[str, ...] = ()
    if context.settings.contracts:
        report = import_contracts(context, FileImport(files=tuple(context.settings.contracts), source="contracts"))
        notes = report.notes
    elif context.store.fetch("SELECT 1 AS n FROM commitment LIMIT 1").num_rows:
        notes = refresh_contracts(context)
    refresh_payments(context)
    return (*notes, *refresh_prepayments(context))


def _state(context: FileContext) -> object:
    """What derived charges rest on, as far as it can change: files, month, and what the store holds."""
    named = context.settings.contracts
    files = [(path, path.stat().st_mtime_ns if path.is_file() else None) for path in named]
    held = context.store.fetch(load_sql("outlay.jobs", "derived_state")).to_pylist()
    return files, month_start(context.now.date()), held
