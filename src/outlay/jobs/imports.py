"""Imports files of any kind, then computes the days again that they changed."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.core.errors import ConflictError, UnknownNameError, UsageError
from outlay.core.full_disk import telling_full_disk
from outlay.ingest.bills.converting import BILL_KINDS, ConversionJob, convert_bill
from outlay.ingest.events import EventReport, import_events, sum_events
from outlay.ingest.fact_files.report import FileContext, FileReport
from outlay.ingest.focus import FocusOptions, FocusReport, import_focus
from outlay.ingest.mapping import FileImport
from outlay.ingest.merging import build_merge
from outlay.ingest.provider_usage import ProviderUsageReport, import_provider_usage
from outlay.ingest.records.importing import import_records
from outlay.ingest.tabular import open_plain
from outlay.ingest.values import ValueReport, import_values
from outlay.jobs.derived import Derived
from outlay.jobs.rating import build_pricing
from outlay.ledger import RebuildReport, rebuild
from outlay.pricing import ExchangeRates
from outlay.pricing.usage_rates import note_first_rates

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.rejects import Reject
    from outlay.store import Store

Report = FocusReport | EventReport | ValueReport | ProviderUsageReport | FileReport
Progress = Callable[[str, int, int], None]

RECORD_KINDS: Final = ("litellm", "langfuse", "openai-batch", "anthropic-batch")
FACT_KINDS: Final = ("invoices", "commitments", "contracts", "seats", "runs", "payments")
"""Kinds that `ingest/<kind>` imports with a function `import_<kind>`."""
KINDS: Final = ("focus", *BILL_KINDS, "events", "value", "provider-usage", *FACT_KINDS, *RECORD_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """An import as an edge asks for it. Only some kinds use `replace`."""

    kind: str
    files: Sequence[Path]
    source: str | None = None
    is_replacing: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    on_progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What the import did, and what it changed in the ledger."""

    kind: str
    report: Report
    ledger: RebuildReport | None


class Imports:
    """Imports into one store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self.rates = ExchangeRates(settings)
        self._turn = threading.Lock()
        self._derived = Derived(self._context)

    def run(self, request: ImportRequest, *, is_rebuilding: bool = True) -> ImportOutcome:
        """Import the files of a request, then rebuild the ledger of the changed days.

        Raises:
            UnknownNameError: for a kind that is not known.
            InputError: for files that cannot be taken; the store is as it was.
            ConflictError: where money would be counted twice or lost; the store is as it was.
        """
        steps: dict[str, Callable[[ImportRequest], Report]] = {
            "focus": self._focus,
            "events": self._events,
            "value": self._values,
            "provider-usage": self._provider_usage,
            **dict.fromkeys(RECORD_KINDS, self._records),
            **dict.fromkeys(BILL_KINDS, self._native_bill),
            **dict.fromkeys(FACT_KINDS, self._facts),
        }
        if request.kind not in steps:
            raise UnknownNameError("kind of import", request.kind, KINDS)
        _demand_distinct(request.files)
        # what an import checks must still hold when it writes: two of the same bill at once would count it twice
        with self._turn, telling_full_disk(self._settings.folder):
            report = steps[request.kind](request)
            ledger = self._rebuild() if is_rebuilding else None
        return ImportOutcome(kind=request.kind, report=report, ledger=ledger)

    def sum_events(self, request: ImportRequest) -> list[Reject]:
        """Sum files of requests by hour and key and keep none of them, for a store that is gone after one answer.

        Returns:
            The rows that were set aside.
        """
        _demand_distinct(request.files)
        pricing = build_pricing(self._settings, self.rates)
        merge = build_merge(self._settings, pricing.rate)
        return sum_events(self._store, self._settings, self._job(request), pricing, merge)

    def take(self, kind: str, step: Callable[[FileContext], FileReport]) -> ImportOutcome:
        """Take facts that come in no file, then rebuild the ledger of the changed days."""
        with self._turn:
            report = step(self._context())
            return ImportOutcome(kind=kind, report=report, ledger=self._rebuild())

    def rebuild(self, since: date | None = None) -> RebuildReport:
        """Compute the ledger of dirty days again, or of every day since one, while nothing is imported."""
        with self._turn:
            return self._rebuild(since)

    def renew_rates(self) -> ExchangeRates:
        """Read the tables of exchange rates anew: they may have been written again since."""
        self.rates = ExchangeRates(self._settings)
        return self.rates

    def turn(self) -> AbstractContextManager[object]:
        """Keep imports and rebuilds out, for what changes many days."""
        return self._turn

    def now(self) -> datetime:
        """The present, or the end of the day that the settings take as today."""
        if self._settings.as_of is None:
            return datetime.now(tz=UTC)
        return datetime.combine(self._settings.as_of, time(23, 59, 59), tzinfo=UTC)

    def _rebuild(self, since: date | None = None) -> RebuildReport:
        self._derived.refresh()
        with self._store.write() as tx:
            note_first_rates(tx, self.rates)
        return rebuild(self._store, self._settings, since=since, now=self.now())

    def _context(self) -> FileContext:
        return FileContext(store=self._store, settings=self._settings, now=self.now(), rates=self.rates.rates_for)

    def _focus(self, request: ImportRequest) -> FocusReport:
        return self._charges(request, request.files, self._focus_options(request))

    def _native_bill(self, request: ImportRequest) -> FocusReport:
        options = self._focus_options(request)
        parent = self._settings.folder / "scratch"
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bill-", dir=parent) as folder:
            job = ConversionJob(files=request.files, folder=Path(folder), constants=request.constants, now=options.now)
            with self._store.scratch() as scratch:
                converted = convert_bill(request.kind, scratch, job)
            names = tuple(path.name for path in request.files)
            named = replace(options, file_names=names, titles=converted.titles, defaults={})
            report = self._charges(request, converted.files, named)
        return replace(report, conversion=converted.conversion)

    def _focus_options(self, request: ImportRequest) -> FocusOptions:
        if request.mapping:
            message = "--map does nothing for bills: their columns go by their FOCUS names"
            raise UsageError(message, hint="rename the column, or give a missing one with --set NAME=VALUE")
        return FocusOptions(
            now=self.now(),
            source=request.source or request.kind,
            kind=request.kind,
            replace=request.is_replacing,
            defaults=request.constants,
            amortise=self._settings.amortise,
            reject_dir=self._settings.reject_dir,
        )

    def _charges(self, request: ImportRequest, files: Sequence[Path], options: FocusOptions) -> FocusReport:
        return import_focus(
            self._store, self._settings, files, options, self.rates.rates_for, on_progress=request.on_progress
        )

    def _facts(self, request: ImportRequest) -> FileReport:
        take: Callable[[FileContext, FileImport], FileReport] = getattr(
            import_module(f"outlay.ingest.{request.kind}"), f"import_{request.kind}"
        )
        return take(self._context(), self._job(request, source=request.kind))

    def _events(self, request: ImportRequest) -> EventReport:
        pricing = build_pricing(self._settings, self.rates)
        merge = build_merge(self._settings, pricing.rate)
        return import_events(self._store, self._settings, self._job(request), pricing, merge)

    def _records(self, request: ImportRequest) -> EventReport:
        pricing = build_pricing(self._settings, self.rates)
        job = self._job(request, source=request.kind)
        return import_records(self._store, self._settings, request.kind, job, pricing)

    def _values(self, request: ImportRequest) -> ValueReport:
        return import_values(self._store, self._settings, self._job(request), self.rates.rates_for)

    def _provider_usage(self, request: ImportRequest) -> ProviderUsageReport:
        return import_provider_usage(self._store, self._settings, self._job(request))

    def _job(self, request: ImportRequest, source: str = "file") -> FileImport:
        return FileImport(
            files=tuple(request.files),
            mapping=request.mapping,
            constants=request.constants,
            source=request.source or source,
            reject_dir=self._settings.reject_dir,
        )


def _demand_distinct(files: Sequence[Path]) -> None:
    """Refuse the same content twice in one import: as one delivery it would count twice."""
    seen: dict[str, Path] = {}
    for path in files if len(files) > 1 else ():
        if not path.is_file():
            continue
        digest = _plain_digest(path)
        if digest in seen:
            message = f"{seen[digest].name} and {path.name} have the same content"
            raise ConflictError(message, hint="name it once", code="conflict.same_file")
        seen[digest] = path


def _plain_digest(path: Path) -> str:
    """Of the unpacked content: the same table packed and unpacked is the same money. A damaged file is told later."""
    found = hashlib.sha256()
    with open_plain(path) as stream, suppress(OSError, EOFError, zlib.error):
        while chunk := stream.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
