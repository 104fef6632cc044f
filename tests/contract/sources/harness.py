"""Pulls a source from its stub vendor without a store, and sums what came of it, to compare with the vendor's truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.http import HttpClient
from outlay.ingest.pulling.model import Check, Facts, Source
from outlay.ingest.pulling.registry import find_source
from outlay.jobs.sources.pulling import Pull, pull, window_of
from tests.contract.sources.vendor import NOW, Vendor

SINCE = date(2026, 10, 1)
_OTHERS = {"vendor", "harness", "conftest"}


def stub_names() -> list[str]:
    """The modules beside this one that hold a stub vendor."""
    names = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(name for name in names if name not in _OTHERS and not name.startswith(("test_", "_")))


def stub_of(name: str) -> type[Vendor]:
    return import_module(f"tests.contract.sources.{name}").Stub


@dataclass
class Taken:
    """Sums of what the buckets held say."""

    charged: dict[str, Decimal] = field(default_factory=dict)
    stated: dict[tuple[date, str], Decimal] = field(default_factory=dict)
    charged_by_month: dict[tuple[date, str], Decimal] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)
    events: int = 0
    seats: list[date] = field(default_factory=list)
    runs: int = 0
    unknown: set[str] = field(default_factory=set)


class Puller:
    """A source, its client and its buckets."""

    def __init__(self, vendor: Vendor, folder: Path) -> None:
        self.vendor = vendor
        self.held = HeldBuckets(folder)
        self.slept: list[float] = []
        self.type = find_source(vendor.kind)

    def source(self, now: datetime = NOW) -> tuple[Source, HttpClient]:
        settings = self.type.settings_type(**self.vendor.settings(), **self.vendor.secrets)
        hidden = self.vendor.secrets.values()
        http = HttpClient(hidden=hidden, is_private_allowed=True, sleep=self.slept.append)
        return self.type(settings, http, now), http

    def pull(self, now: datetime = NOW) -> Pull:
        source, http = self.source(now)
        try:
            return pull(source, self.held, window_of(source, self.held, now, SINCE if self.is_first else None), http)
        finally:
            http.close()

    def check(self) -> list[Check]:
        source, http = self.source()
        try:
            return list(source.check())
        finally:
            http.close()

    @property
    def is_first(self) -> bool:
        return self.held.pulled_until is None

    def facts(self) -> dict[date, Facts]:
        source, _ = self.source()
        return {month: source.normalise(month, self.held.load_month(month)) for month in self.held.months()}

    def taken(self) -> Taken:
        measure = "EffectiveCost" if self.type.amount in {"estimate", "contract"} else "BilledCost"
        taken = Taken()
        for month, facts in self.facts().items():
            for charge in facts.charges:
                assert not any(isinstance(value, float) for value in charge.values()), "money is never a float"
                currency, amount = charge["BillingCurrency"], charge[measure]
                taken.charged[currency] = taken.charged.get(currency, Decimal(0)) + amount
                key = month, currency
                taken.charged_by_month[key] = taken.charged_by_month.get(key, Decimal(0)) + amount
            for row in facts.usage:
                taken.usage[row["token_class"]] = taken.usage.get(row["token_class"], 0) + row["quantity"]
            for total in facts.stated:
                key = month, total.currency
                taken.stated[key] = taken.stated.get(key, Decimal(0)) + total.amount
            taken.events += len(facts.events)
            taken.seats += [row["as_of"] for row in facts.seats]
            taken.runs += len({row["run_id"] for row in facts.runs})
            taken.unknown |= facts.unknown_fields
        return taken


def demand_truth(puller: Puller) -> Taken:
    """What came is what the vendor says."""
    taken, truth = puller.taken(), puller.vendor.truth()
    assert _money(taken.charged) == _money(truth.charged)
    if truth.usage:
        assert _counts(taken.usage) == _counts(truth.usage)
    if truth.tokens is not None:
        assert sum(taken.usage.values()) == truth.tokens
    if truth.events is not None:
        assert taken.events == truth.events
    if truth.seats is not None:
        assert taken.seats.count(max(taken.seats, default=SINCE)) == truth.seats
    if truth.runs is not None:
        assert taken.runs == truth.runs
    for key, amount in taken.stated.items():
        assert taken.charged_by_month.get(key, Decimal(0)) == amount
    return taken


def _money(sums: object) -> dict[str, Decimal]:
    return {name: amount for name, amount in dict(sums).items() if amount}


def _counts(sums: object) -> dict[str, int]:
    return {name: int(count) for name, count in dict(sums).items() if count}
