"""Imports bills: reads, normalises, checks against what is there, and swaps the scopes in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from outlay.core.errors import ConflictError, UsageError
from outlay.core.ids import canonical_json
from outlay.ingest.focus.blocking import judge_delivery, register_blocked
from outlay.ingest.focus.columns import check_defaults
from outlay.ingest.focus.currency import load_rates
from outlay.ingest.focus.keys import assign_keys
from outlay.ingest.focus.normalising import PACKAGE
from outlay.ingest.focus.reading import BillFile, open_bill
from outlay.ingest.focus.recording import Recorder, record_reach
from outlay.ingest.focus.reporting import Outcome, load_rejects, load_report, refuse_all
from outlay.ingest.focus.scopes import check_shrinking, find_dropped_accounts, find_replaced, load_scopes
from outlay.ingest.focus.staging import Staging
from outlay.ingest.focus.withdrawal import find_withdrawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import FocusOptions, FocusReport, Progress, Rates
    from outlay.store.engine import Store
    from outlay.store.scratch import Scratch


def import_focus(
    store: Store,
    settings: Settings,
    files: Sequence[Path],
    options: FocusOptions,
    fx: Rates,
    on_progress: Progress | None = None,
) -> FocusReport:
    """Import files in FOCUS format as one delivery; the store changes in one transaction or not at all.

    Args:
        store: Where charges, their daily slices and deliveries go.
        settings: Reporting currency, tag dimensions, tax and credit rules.
        files: CSV (plain, gzip, zstandard) or Parquet files that together are the delivery.
        options: Source name and how to decide doubtful cases.
        fx: Looks up exchange rates.
        on_progress: Told stage, rows done and rows in all.

    Raises:
        FileFormatError: for a file that is not FOCUS, saying what it is.
        MissingColumnError: for a mandatory column that no file, alias or default gives.
        RejectedRowsError: if no row at all can be taken. Where some can, they are in and the report counts the rest.
        SecondSourceError: if another source already delivers a scope.
        ShrinkingDeliveryError: if a scope would lose more than 5 % or an account.
    """
    if not files:
        raise UsageError("no file to import", hint="name one or more files")
    check_defaults(options.defaults)
    progress = on_progress or _silent
    with store.scratch() as scratch, _folder(settings) as name:
        bills = [open_bill(scratch, path, options.defaults) for path in files]
        staging = Staging(scratch, Path(name), options.defaults)
        staging.load(bills, progress)
        return _import_staged(store, settings, (scratch, staging, bills), options, (fx, progress))


def _import_staged(
    store: Store,
    settings: Settings,
    staged: tuple[Scratch, Staging, list[BillFile]],
    options: FocusOptions,
    calls: tuple[Rates, Progress],
) -> FocusReport:
    scratch, staging, bills = staged
    fx, progress = calls
    scratch.execute("SET VARIABLE no_accrual = false")
    rejects = load_rejects(scratch, bills, staging.malformed, options)
    names = options.file_names or tuple(bill.path.name for bill in bills)
    reject_dir = options.reject_dir or settings.data_dir.expanduser() / "rejects"
    outcome = Outcome(
        bills=bills, rejects=rejects, reject_dir=reject_dir, names=names, no_accrual=_no_accrual_rows(scratch)
    )
    if outcome.no_accrual:
        scratch.execute("SET VARIABLE no_accrual = true")
    if not (options.is_whole or options.whole_months) or outcome.rejects:
        refuse_all(scratch, outcome)
    for view in ("good", "repeats"):
        scratch.run(PACKAGE, view)
    _demand_distinct(scratch, bills)
    progress("resolving", 0, 0)
    outcome.currency = settings.currency
    outcome.stale = load_rates(scratch, fx, settings.currency)
    tuples = assign_keys(scratch, settings)
    register_blocked(scratch, [])
    scratch.run(PACKAGE, "charged")
    verdict = judge_delivery(store, scratch, settings, options)
    outcome.blocked = verdict.report(settings.currency)
    outcome.scopes = load_scopes(scratch)
    find_replaced(store, outcome.scopes, options, verdict.superseded)
    verdict.emptied = sorted({*verdict.emptied, *find_withdrawn(store, outcome.scopes, options)})
    if not (options.replace or options.accepts_shrinking):
        check_shrinking(outcome.scopes, find_dropped_accounts(store, scratch, outcome.scopes))
    changing = [scope for scope in outcome.scopes if options.replace or not scope.is_unchanged]
    if changing or verdict.is_effective:
        about = {"files": canonical_json([*names]), "version": outcome.version}
        recorder = Recorder(store, scratch, staging.select(), options)
        outcome.dirty_days = recorder.record_scopes(changing, tuples, (settings, about, verdict), progress)
    outcome.changing = {scope.key for scope in changing}
    if options.reaches is not None:
        record_reach(store, [scope for scope in outcome.scopes if scope.key not in outcome.changing], options)
    return load_report(scratch, outcome, options)


def _demand_distinct(scratch: Scratch, bills: Sequence[BillFile]) -> None:
    """Refuse a file that is there twice in other words: as CSV and as Parquet, or in another order.

    Parts of one format may each be the same single charge, over and over: a publisher cuts where it likes.
    """
    if len(bills) == 1:
        return
    for numbers, rows, is_varied in scratch.rows(scratch.text(PACKAGE, "repeated_files")):
        repeated = [bills[int(str(number))] for number in cast("list[int]", numbers)]
        if not is_varied and len({bill.is_parquet for bill in repeated}) == 1:
            continue
        names = " and ".join(bill.path.name for bill in repeated[:2])
        message = f"{names} hold the same {rows} charges"
        raise ConflictError(message, hint="name one of them", code="conflict.same_file")


def _no_accrual_rows(scratch: Scratch) -> int:
    return int(str(scratch.rows(scratch.text(PACKAGE, "no_accrual"))[0][0] or 0))


def _folder(settings: Settings) -> tempfile.TemporaryDirectory[str]:
    parent = settings.data_dir.expanduser() / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="import-", dir=parent)


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total
