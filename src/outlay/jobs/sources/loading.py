"""Turns the buckets of a month into what they say: charges, usage, events, seats, runs and commitments."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import format_plain
from outlay.ingest.focus import FocusOptions, FocusReport, import_focus
from outlay.ingest.mapping import FileImport
from outlay.ingest.provider_usage import record_provider_usage
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.focus_file import write_focus
from outlay.ingest.records.importing import import_records
from outlay.jobs.rating import build_pricing

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.pulling.buckets import HeldBuckets
    from outlay.ingest.pulling.model import Facts, Source
    from outlay.jobs.imports import Imports
    from outlay.store import Store

_ESTIMATES: Final = ("estimate", "contract")


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What the months of a source said."""

    rows: int = 0
    rows_usage: int = 0
    charged: dict[str, Decimal] = field(default_factory=dict)
    """By currency; `compared` is the part of it whose months the vendor states a total of."""
    compared: dict[str, Decimal] = field(default_factory=dict)
    reaches: datetime | None = None
    """Up to when the vendor has been asked."""
    stated: dict[str, Decimal] = field(default_factory=dict)
    unknown_fields: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


class Loader:
    """Loads the months of one source into the store."""

    def __init__(self, store: Store, settings: Settings, imports: Imports) -> None:
        self._store = store
        self._settings = settings
        self._imports = imports

    def load(self, name: str, source: Source, held: HeldBuckets, month: date, loaded: Loaded) -> None:
        """Load a month: what it said before is replaced.

        Raises:
            SourceError: if the buckets are not what the source expects, or damaged.
            OutlayError: where what it says cannot be taken; the rest of the month stays as it was.
        """
        loaded.reaches = held.pulled_until
        facts = source.normalise(month, held.load_month(month))
        _demand_month(facts, month)
        loaded.unknown_fields |= facts.unknown_fields
        loaded.notes += facts.notes
        with self._imports.turn():
            self._load_charges(name, source, month, facts, loaded)
            self._record(name, facts, month, loaded)
            if facts.events:
                self._load_events(name, facts.events, loaded)
        _compare(source, month, facts, loaded)

    def _load_charges(self, name: str, source: Source, month: date, facts: Facts, loaded: Loaded) -> None:
        if source.amount is None:
            return
        if not facts.charges and not self._has_charges(name, month):
            return
        with self._folder() as folder:
            path = write_focus(Path(folder) / "charges.parquet", facts.charges)
            report = self._import(name, source, month, path, loaded.reaches)
        loaded.rows += report.rows_out
        if report.rejected:
            first = report.rejects[0]
            message = f"{report.rejected} of {report.rows_in} charges of {month:%Y-%m} cannot be taken; {first}"
            raise SourceFormatError(message, hint="the source is wrong, or the vendor changed its format: report it")
        for blocked in report.blocked:
            if blocked.source == name:
                loaded.notes.append(
                    f"{format_plain(blocked.amount)} {blocked.currency} of {blocked.provider} in {month:%Y-%m} "
                    f"count under {blocked.holder}: {blocked.reason}"
                )

    def _import(self, name: str, source: Source, month: date, path: Path, reaches: datetime | None) -> FocusReport:
        options = FocusOptions(
            now=self._imports.now(),
            source=name,
            kind=str(source.amount),
            accepts_shrinking=True,
            reaches=reaches,
            whole_months=frozenset({month}),
            file_names=(f"{name} {month:%Y-%m}",),
            amortise=self._settings.amortise,
            reject_dir=self._settings.reject_dir,
        )
        return import_focus(self._store, self._settings, [path], options, self._imports.rates.rates_for)

    def _has_charges(self, name: str, month: date) -> bool:
        sql = "SELECT count(*) AS n FROM delivery WHERE source = ? AND billing_period = ? AND state = 'current'"
        return bool(self._store.fetch(sql, [name, month]).column("n")[0].as_py())

    def _record(self, name: str, facts: Facts, month: date, loaded: Loaded) -> None:
        with self._store.write() as tx:
            loaded.rows_usage += record_provider_usage(tx, self._settings, name, facts.usage, [month])
            if facts.seats:
                loaded.rows += _module("seats").record_seats(tx, name, facts.seats, self._settings.employees)
            if facts.runs:
                loaded.rows += _module("runs").record_runs(tx, name, facts.runs)
            if facts.commitments or facts.commitment_entries:
                record = _module("commitments").record_commitments
                loaded.rows += record(tx, name, facts.commitments, facts.commitment_entries)

    def _load_events(self, name: str, events: Sequence[Mapping[str, Any]], loaded: Loaded) -> None:
        import msgspec

        encoder = msgspec.json.Encoder(decimal_format="number")
        pricing = build_pricing(self._settings, self._imports.rates)
        with self._folder() as folder:
            path = Path(folder) / "events.jsonl"
            path.write_bytes(b"\n".join(encoder.encode(event) for event in events))
            job = FileImport(files=(path,), source=name, reject_dir=self._settings.reject_dir)
            report = import_records(self._store, self._settings, "events", job, pricing)
        loaded.rows += report.rows
        if report.rejected:
            loaded.notes.append(f"{report.rejected:,} requests could not be used; see {report.reject_file}")

    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        parent = self._settings.folder / "scratch"
        parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix="source-", dir=parent)


def _module(name: str) -> Any:  # noqa: ANN401 - a module, imported only where its facts come
    return import_module(f"outlay.ingest.{name}")


def _demand_month(facts: Facts, month: date) -> None:
    """Charges are replaced by their billing period: one of another month would replace what that month said."""
    for charge in facts.charges:
        start = charge.get("BillingPeriodStart")
        begins = start.astimezone(UTC).date() if isinstance(start, datetime) else start
        if begins != month:
            message = f"a charge of {month:%Y-%m} has the billing period {start}"
            raise SourceFormatError(message, hint="the source is wrong: please report it")
    for row in facts.usage:
        if row["day"].replace(day=1) != month:
            message = f"usage of {month:%Y-%m} has the day {row['day']}"
            raise SourceFormatError(message, hint="the source is wrong: please report it")


def _compare(source: Source, month: date, facts: Facts, loaded: Loaded) -> None:
    """Say where the charges differ from the total that the vendor itself states."""
    measure = "EffectiveCost" if source.amount in _ESTIMATES else "BilledCost"
    charged = _sums((str(charge["BillingCurrency"]), Decimal(charge[measure])) for charge in facts.charges)
    stated = _sums((total.currency, total.amount) for total in facts.stated)
    loaded.charged = _sums([*loaded.charged.items(), *charged.items()])
    loaded.stated = _sums([*loaded.stated.items(), *stated.items()])
    # a vendor may state a total of some months alone: those are compared
    loaded.compared = _sums([*loaded.compared.items(), *(pair for pair in charged.items() if pair[0] in stated)])
    for currency, amount in stated.items():
        taken = charged.get(currency, Decimal(0))
        if taken != amount:
            loaded.notes.append(
                f"{month:%Y-%m}: charges add up to {format_plain(taken)} {currency}, the vendor states "
                f"{format_plain(amount)} (difference {format_plain(taken - amount)})"
            )


def _sums(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in pairs:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums
