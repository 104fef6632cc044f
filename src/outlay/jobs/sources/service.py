"""The sources of a workspace: set up, tested, synced."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import BusyError, ConflictError, OutlayError, UnknownNameError
from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.http import HttpClient
from outlay.ingest.pulling.model import Check
from outlay.ingest.pulling.registry import find_source
from outlay.jobs.sources.configuration import SourceBook, digest_of, shown
from outlay.jobs.sources.due import MOST_COUNTED, is_due
from outlay.jobs.sources.files import sync_files
from outlay.jobs.sources.loading import Loaded, Loader
from outlay.jobs.sources.model import AddedSource, NewSource, Run, SourceConfig, SyncReport, SyncRequest
from outlay.jobs.sources.pulling import Pull, pull, window_of
from outlay.jobs.sources.runs import is_recorded, new_run_id, record_run
from outlay.jobs.sources.turns import Turns
from outlay.report.sources import Configured, SourceCase, SourceList, list_sources, load_runs

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings
    from outlay.ingest.pulling.model import Source
    from outlay.jobs.imports import Imports
    from outlay.ledger import RebuildReport
    from outlay.store import Store

_LOG = logging.getLogger("outlay.sources")
_FORGOTTEN: Final = "the store does not know the last sync, as after a restore: everything held was loaded again"
_CHANGED: Final = (
    "the settings changed: everything held was loaded again; "
    "what was fetched before is fetched again by outlay sync {name} --since DATE"
)


class Sources:
    """What can be done with sources."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        imports: Imports,
        *,
        sleep: Callable[[float], object] | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._imports = imports
        self._now = now or imports.now
        self.book = SourceBook(store, settings)
        self._turns = Turns(settings.folder / "sources")
        self._stopping = threading.Event()
        self._sleep = sleep or self._stopping.wait

    def list_all(self) -> SourceList:
        """Every source, also what came by file or as telemetry, with how fresh and how right it is."""
        case = SourceCase(
            configured=[_configured(config) for config in self.book.load()],
            currency=self._settings.currency,
            now=self._now(),
            sync_minutes=self._settings.sync_minutes,
        )
        with self._store.read() as reader:
            return list_sources(reader, case)

    def runs(self, name: str, limit: int = 20) -> Sequence[dict[str, Any]]:
        """The syncs of a source, newest first."""
        with self._store.read() as reader:
            return load_runs(reader, name, limit)

    def interrupt(self) -> None:
        """Let a sync that runs end after the bucket at hand: a server is to stop."""
        self._stopping.set()

    def add(self, new: NewSource) -> AddedSource:
        """Set a source up, after it was tried.

        Raises:
            SourceError: if the test fails; nothing is added.
            ConflictError: if there is one of that name.
            SettingsError: for a setting that is wrong.
        """
        config = self.book.draft(new)
        checks = self._check(config) if new.is_tested else ()
        failed = next((check for check in checks if not check.is_ok), None)
        if failed is not None:
            message = f"the test of {new.name!r} failed: {failed.name}: {failed.text}"
            raise SourceError(message, hint=failed.hint or "mend it, or add it untested with --no-test")
        self._demand_own_buckets(config)
        self.book.record(config)
        return AddedSource(source=shown(config), checks=tuple(checks))

    def test_draft(self, new: NewSource) -> list[Check]:
        """Try what a source would need that is not set up.

        Raises:
            SettingsError: for a setting that is wrong.
        """
        return self._check(self.book.draft(new))

    def test(self, name: str) -> list[Check]:
        """Try what a source needs.

        Raises:
            UnknownNameError: if there is none of that name.
        """
        return self._check(self.book.find(name))

    def remove(self, name: str, *, is_purging: bool = False) -> dict[str, Any]:
        """Forget a source; what it brought stays, and its buckets unless they are to be purged.

        Raises:
            UnknownNameError: if there is none of that name.
            ConflictError: if outlay.yaml sets it up.
        """
        with self._turns.take(name):
            self.book.remove(name)
            if is_purging:
                import shutil

                shutil.rmtree(self._folder(name), ignore_errors=True)
        return {"removed": name, "kept_charges": True}

    def sync(self, request: SyncRequest) -> SyncReport:
        """Fetch, load and compare each source, then compute the days that changed; a failing one stops no other.

        Raises:
            UnknownNameError: for a name that no source has.
            BusyError: if the one source that was named is being synced already.
        """
        return self._sync([config.name for config in self._chosen(request)], request)

    def sync_due(self) -> SyncReport:
        """Sync every source, but one that keeps failing at longer and longer intervals."""
        names = [config.name for config in self.book.load()]
        pause, now = timedelta(minutes=self._settings.sync_minutes), self._now()
        return self._sync([name for name in names if is_due(self.runs(name, MOST_COUNTED), pause, now)], SyncRequest())

    def _sync(self, names: Sequence[str], request: SyncRequest) -> SyncReport:
        runs: list[Run] = []
        for name in names:
            if runs and self._stopping.is_set():
                break
            try:
                run = self._sync_one(name, request)
            except BusyError:
                if name in request.names:
                    raise
            else:
                runs += [run] if run else []
        return SyncReport(runs=tuple(runs), ledger=self._rebuild(runs))

    def _rebuild(self, runs: Sequence[Run]) -> RebuildReport | None:
        has_brought = any(run.rows or run.rows_usage for run in runs)
        if not has_brought and not self._store.fetch("SELECT count(*) AS n FROM dirty_day").column("n")[0].as_py():
            return None
        return self._imports.rebuild()

    def _chosen(self, request: SyncRequest) -> list[SourceConfig]:
        configs = self.book.load()
        names = [config.name for config in configs]
        for name in request.names:
            if name not in names:
                raise UnknownNameError("source", name, names)
        return [config for config in configs if not request.names or config.name in request.names]

    def _sync_one(self, name: str, request: SyncRequest) -> Run | None:
        """Sync a source as it is set up once its turn has come, if it is not gone by then."""
        with self._turns.take(name):
            config = next((found for found in self.book.load() if found.name == name), None)
            if config is None:
                return None
            started = self._now()
            told: dict[str, Any]
            try:
                told = self._run(config, request, started)
            except OutlayError as error:
                told = {"state": "failed", "error": error.message, "hint": error.hint}
            except Exception as error:  # noqa: BLE001 - one source's bug must not stop the others
                _LOG.warning("source %s failed with %s", config.name, type(error).__name__)
                told = {"state": "failed", **_unexpected(error)}
            run = Run(
                run_id=new_run_id(),
                source=config.name,
                kind=config.kind,
                started_at=started,
                finished_at=self._now(),
                **told,
            )
            record_run(self._store, run)
            if run.state != "failed":
                HeldBuckets(self._folder(name)).record_run(run.run_id)
            return run

    def _run(self, config: SourceConfig, request: SyncRequest, now: datetime) -> dict[str, Any]:
        held = HeldBuckets(self._folder(config.name))
        is_forgotten = held.last_run is not None and not is_recorded(self._store, held.last_run)
        is_all = request.is_all or is_forgotten
        with self._opened(config, now) as (source, http):
            released = self._released(config.name)
            if hasattr(source, "fetch_files"):
                told = sync_files(source, config.name, self._imports, held.folder, is_all=is_all or bool(released))
                return _noted(told, is_forgotten and _FORGOTTEN)
            is_changed = self._record_origin(held, config)
            found = pull(source, held, window_of(source, held, now, request.since), http, self._demand_going_on)
            again = set(held.months()) if is_all else released
            held.record_pending(held.pending_months() | again)
            loaded, failure = self._load(config.name, source, held, found)
            told = _told(held, found, loaded, failure)
            return _noted(told, is_forgotten and _FORGOTTEN, is_changed and _CHANGED.format(name=config.name))

    def _record_origin(self, held: HeldBuckets, config: SourceConfig) -> bool:
        """Remember what the buckets are fetched with, and whether that changed: then they say something else now."""
        before, now = held.origin, (config.kind, digest_of(config))
        if before is not None and before[0] != config.kind:
            message = f"{held.folder} holds what {config.name!r} fetched as {before[0]}; now it is {config.kind}"
            raise ConflictError(message, hint="choose another name for the new source, or delete that folder")
        is_changed = before not in (None, now)
        if is_changed:
            held.record_pending(held.pending_months() | set(held.months()))
        if before != now:
            held.record_origin(*now)
        return is_changed

    def _demand_own_buckets(self, config: SourceConfig) -> None:
        """What a former source of that name fetched is not the new one's, unless it is set up alike."""
        held = HeldBuckets(self._folder(config.name))
        if held.origin not in (None, (config.kind, digest_of(config))) and held.months():
            message = f"{held.folder} holds what a former source {config.name!r} fetched with other settings"
            raise ConflictError(message, hint="choose another --name, or delete that folder")

    def _demand_going_on(self) -> None:
        if self._stopping.is_set():
            message = "the server stopped"
            raise BusyError(message, hint="what was fetched is kept; the next sync goes on from there")

    def _released(self, name: str) -> set[date]:
        """Months whose money another source held and holds no longer: they are to be loaded again."""
        sql = "SELECT DISTINCT billing_period AS month FROM blocked_amount WHERE source = ? AND holder = ''"
        return set(self._store.fetch(sql, [name]).column("month").to_pylist())

    def _load(self, name: str, source: Source, held: HeldBuckets, found: Pull) -> tuple[Loaded, OutlayError | None]:
        """Load the months that changed, but not one that was only partly fetched."""
        loader, loaded = Loader(self._store, self._settings, self._imports), Loaded()
        failure: OutlayError | None = None
        cut = found.cut.since.date().replace(day=1) if found.cut else None
        for month in sorted(held.pending_months() - {cut}):
            try:
                loader.load(name, source, held, month, loaded)
            except OutlayError as error:
                failure = failure or error
            else:
                held.record_pending(held.pending_months() - {month})
        return loaded, failure

    def _check(self, config: SourceConfig) -> list[Check]:
        try:
            with self._opened(config, self._now()) as (source, http):
                return [
                    replace(check, text=http.hide(check.text), hint=check.hint and http.hide(check.hint))
                    for check in source.check()
                ]
        except OutlayError as error:
            return [Check(name="open", is_ok=False, text=error.message, hint=error.hint)]

    @contextmanager
    def _opened(self, config: SourceConfig, now: datetime) -> Iterator[tuple[Any, HttpClient]]:
        settings, hidden = self.book.settings_of(config)
        is_private = bool(getattr(settings, "allow_private_network", False))
        http = HttpClient(hidden=hidden, is_private_allowed=is_private, sleep=self._sleep)
        try:
            yield find_source(config.kind)(settings, http, now), http
        except OutlayError as error:  # of files and stores, too: whatever they repeat
            error.message, error.hint = http.hide(error.message), error.hint and http.hide(error.hint)
            raise
        finally:
            http.close()

    def _folder(self, name: str) -> Path:
        return self._settings.folder / "sources" / name


def _configured(config: SourceConfig) -> Configured:
    return Configured(title=find_source(config.kind).title, **shown(config))


def _told(held: HeldBuckets, found: Pull, loaded: Loaded, failure: OutlayError | None) -> dict[str, Any]:
    error = found.error or failure
    state = "ok" if error is None else "partial" if found.whole or loaded.rows else "failed"
    charged, stated, currency = _single(loaded)
    return {
        "state": state,
        "since": found.since,
        "until": found.until,
        "watermark": held.pulled_until,
        "buckets": found.buckets,
        "rows": loaded.rows,
        "rows_usage": loaded.rows_usage,
        "charged": charged,
        "stated": stated,
        "currency": currency,
        "unknown_fields": tuple(sorted(loaded.unknown_fields)),
        "notes": tuple(dict.fromkeys([*found.notes, *loaded.notes])),
        "error": error.message if error else None,
        "hint": error.hint if error else None,
    }


def _noted(told: dict[str, Any], *notes: str | bool) -> dict[str, Any]:
    return {**told, "notes": (*(note for note in notes if note), *told["notes"])}


def _single(loaded: Loaded) -> tuple[Decimal | None, Decimal | None, str | None]:
    """The sums of a source of one currency; several would not add up."""
    currencies: Sequence[str] = sorted({*loaded.charged, *loaded.stated})
    if len(currencies) != 1:
        return None, None, None
    name = currencies[0]
    charged = loaded.charged.get(name, Decimal(0))
    # a total of some of the months alone is compared in the notes: beside the sum of all it would look wrong
    is_told_whole = loaded.compared.get(name, charged) == charged
    return charged, loaded.stated.get(name) if is_told_whole else None, name


def _unexpected(error: Exception) -> dict[str, str]:
    """What may be told of an error that nobody foresaw: its text could hold anything."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" in {where.tb_frame.f_code.co_name}, line {where.tb_lineno}" if where else ""
    return {"error": f"unexpected {type(error).__name__}{place}", "hint": "please report it"}
