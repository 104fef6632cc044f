"""Checks one bill against files of events, in a store that is gone afterwards."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.core.money import format_plain, quantize
from outlay.core.time import TimeRange, add_months, month_start, parse_day
from outlay.facts.providers import biller_of, resolve_provider
from outlay.ingest.bill_kind import OPENAI_COSTS, detect_bill_kind
from outlay.ingest.bills.openai_costs import convert_openai_costs
from outlay.jobs.imports import ImportRequest, Imports
from outlay.ledger.matching import match_usage
from outlay.ledger.matching.invoices import tolerance
from outlay.ledger.standing import refresh_standing
from outlay.pricing.list_prices import build_price_list
from outlay.report.check_invoice import Covered, InvoiceCheck, Judged, ModelLine, cannot_judge, judge, uncovered_note
from outlay.report.matching.composing import compose
from outlay.report.matching.model import Month
from outlay.report.matching.words import Words
from outlay.report.shadow_ai import compose_shadow_ai
from outlay.store import open_store

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ledger.matching import UsageSide
    from outlay.store import Reader, Store

_TOP: Final = 5
_SHOWN: Final = Decimal("0.005")
"""A model that cost less than half a cent is not told of."""
_TOLERATED: Final = Decimal("0.01")
"""Share of a bill that may stay open before it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """A bill, or its total alone, and the events that it should be for."""

    bill: Path | None
    events: Sequence[Path]
    kind: str | None = None
    event_kind: str = "events"
    provider_usage: Sequence[Path] = ()
    amount: Decimal | None = None
    provider: str | None = None
    period: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def check_invoice(settings: Settings, request: CheckRequest) -> InvoiceCheck:
    """Load both sides into a temporary store and say why they differ.

    Raises:
        UsageError: if neither a bill nor a whole statement of an amount is given.
        InputError: for a file that cannot be taken.
    """
    with _temporary(settings) as (store, temporary):
        _load(store, temporary, request)
        return _Check(store, temporary).run()


@contextmanager
def _temporary(settings: Settings) -> Iterator[tuple[Store, Settings]]:
    """A store in a folder that is gone afterwards, with the prices and rules of the real one."""
    own = sorted((settings.folder / "prices").glob("*"))
    with tempfile.TemporaryDirectory(prefix="outlay-check-") as folder:
        overlays = [*settings.price_overlays, *own]
        temporary = settings.model_copy(update={"data_dir": Path(folder), "price_overlays": overlays})
        store = open_store(temporary)
        try:
            yield store, temporary
        finally:
            store.close()


def _load(store: Store, settings: Settings, request: CheckRequest) -> None:
    imports = Imports(store, settings)
    events = ImportRequest(
        kind=request.event_kind, files=request.events, mapping=request.mapping, constants=request.constants
    )
    if request.event_kind == "events":
        imports.sum_events(events)
    else:
        imports.run(events, is_rebuilding=False)
    if request.provider_usage:
        imports.run(ImportRequest(kind="provider-usage", files=request.provider_usage), is_rebuilding=False)
    imports.run(_bill(store, settings, request, imports), is_rebuilding=False)
    with store.write() as tx:
        refresh_standing(tx, settings, now=imports.now())


def _bill(store: Store, settings: Settings, request: CheckRequest, imports: Imports) -> ImportRequest:
    if request.bill is None:
        return ImportRequest(kind="focus", files=[_stated(store, settings, request)])
    kind = request.kind
    if kind is None:
        with store.scratch() as scratch:
            kind = detect_bill_kind(scratch, request.bill)
    if kind == OPENAI_COSTS:
        target = settings.folder / "openai-costs.parquet"
        return ImportRequest(kind="focus", files=[convert_openai_costs(request.bill, target, now=imports.now())])
    return ImportRequest(kind=kind, files=[request.bill])


def _stated(reader: Reader, settings: Settings, request: CheckRequest) -> Path:
    """A bill of one row, for a total that is given by hand."""
    if request.amount is None or request.provider is None or request.period is None:
        message = "neither a bill nor the whole of --amount, --provider and --period is given"
        raise UsageError(message, hint="outlay check-invoice --amount 41200 --provider openai --period 2026-10 …")
    first = month_start(parse_day(request.period, today=settings.today))
    biller = biller_of(resolve_provider(request.provider))
    start, end = (f"{day.isoformat()}T00:00:00Z" for day in (first, add_months(first, 1)))
    row = {
        "BilledCost": format_plain(request.amount),
        "EffectiveCost": format_plain(request.amount),
        "BillingAccountId": _only_account(reader, biller),
        "BillingCurrency": settings.currency,
        "BillingPeriodStart": start,
        "BillingPeriodEnd": end,
        "ChargeCategory": "Usage",
        "ChargePeriodStart": start,
        "ChargePeriodEnd": end,
        "ServiceName": "API usage",
        "ServiceCategory": "AI and Machine Learning",
        "ServiceProviderName": request.provider,
        "InvoiceIssuerName": biller,
    }
    path = settings.folder / "stated.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return path


def _only_account(reader: Reader, biller: str) -> str:
    """The billing account that usage reports of a biller name, if it is one."""
    found = reader.fetch("SELECT DISTINCT payer_id, billing_account FROM provider_usage").to_pylist()
    accounts = {row["billing_account"] for row in found if row["payer_id"].startswith(f"{biller}/")}
    return accounts.pop() if len(accounts) == 1 else "stated"


class _Check:
    """One bill in a temporary store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._words = Words(currency=settings.currency)

    def run(self) -> InvoiceCheck:
        with self._store.read() as reader, self._store.scratch() as scratch:
            bill = _covered_by_bill(reader)
            events = _covered_by_events(reader)
            if bill.since is None or bill.until is None:
                return cannot_judge(bill, events, self._words)
            period = TimeRange(since=bill.since, until=bill.until + timedelta(days=1))
            sides = match_usage(reader, scratch, self._settings, period, build_price_list(self._settings))
            both = [side for side in sides if side.requests and side.rows]
            if not both:
                return cannot_judge(bill, events, self._words)
            return self._judge(reader, both, bill, events, period)

    def _judge(
        self, reader: Reader, sides: list[UsageSide], bill: Covered, events: Covered, period: TimeRange
    ) -> InvoiceCheck:
        side = sides[0]
        month = Month(period=period.since, usage=[side], invoices=[])
        composed = compose([month], period, self._words, today=self._settings.today)
        shadow = compose_shadow_ai(side.missed, (), {}, period, self._words)
        notes = [f"the bill has charges of {one.biller} too, {self._words.money(one.charges)}" for one in sides[1:]]
        days, charged = _days_with_events(reader, side, period)
        note = uncovered_note(period, days, self._words, charged)
        found = Judged(
            statement=composed.statements[0],
            side=side,
            bill=bill,
            events=events,
            models=_models(reader, side, period),
            shadow=shadow.rows,
            notes=[*notes, *([note] if note else [])],
            tolerance=max(tolerance(side.rows, self._settings.currency), quantize(abs(side.charges) * _TOLERATED)),
        )
        return judge(found, self._words)


def _covered_by_bill(reader: Reader) -> Covered:
    """The bill's days within its billing periods: tax and corrections may be of days long ago."""
    found = reader.fetch("SELECT DISTINCT day, payer_id, billing_period FROM charge_slice").to_pylist()
    first = min((row["billing_period"] for row in found), default=date.min)
    end = add_months(max((row["billing_period"] for row in found), default=date.min), 1)
    days = [(row["day"], row["payer_id"].partition("/")[0]) for row in found if first <= row["day"] < end]
    return _covered(days)


def _covered_by_events(reader: Reader) -> Covered:
    found = reader.fetch("SELECT DISTINCT e.day, k.payer_id FROM event_hour AS e JOIN key AS k USING (key_id)")
    return _covered([(row["day"], str(row["payer_id"]).partition("/")[0]) for row in found.to_pylist()])


def _covered(pairs: list[tuple[date, str]]) -> Covered:
    days = {day for day, _ in pairs}
    return Covered(
        since=min(days, default=None),
        until=max(days, default=None),
        days=len(days),
        billers=tuple(sorted({biller for _, biller in pairs})),
    )


def _days_with_events(reader: Reader, side: UsageSide, period: TimeRange) -> tuple[set[date], Decimal]:
    """The days of the bill with events, and what was charged on the others."""
    bounds = [period.since, period.until]
    seen = reader.fetch("SELECT DISTINCT day FROM event_hour WHERE day >= ? AND day < ?", bounds).to_pylist()
    days = {row["day"] for row in seen}
    charged = reader.fetch(
        "SELECT day, sum(effective_cost) AS amount FROM charge_slice WHERE starts_with(payer_id, ?) GROUP BY day",
        [f"{side.biller}/{side.billing_account}/"],
    ).to_pylist()
    return days, sum((row["amount"] for row in charged if row["day"] not in days), Decimal(0))


_CHARGED_BY_MODEL: Final = (
    "SELECT k.model_family AS model, sum(s.effective_cost) AS amount FROM charge_slice AS s "
    "JOIN key AS k USING (key_id) WHERE starts_with(s.payer_id, ?) AND k.model IS NOT NULL GROUP BY ALL"
)
_SEEN_BY_MODEL: Final = (
    "SELECT k.model_family AS model, sum(e.priced_cost) AS amount FROM event_hour AS e JOIN key AS k USING (key_id) "
    "WHERE starts_with(k.payer_id, ?) AND e.day >= ? AND e.day < ? AND k.model IS NOT NULL GROUP BY ALL"
)


def _models(reader: Reader, side: UsageSide, period: TimeRange) -> list[ModelLine]:
    """The models that cost most, on both sides."""
    amounts: dict[str | None, dict[str, Decimal]] = defaultdict(dict)
    charged = reader.fetch(_CHARGED_BY_MODEL, [f"{side.biller}/{side.billing_account}/"]).to_pylist()
    seen = reader.fetch(_SEEN_BY_MODEL, [f"{side.biller}/", period.since, period.until]).to_pylist()
    for name, rows in (("charged", charged), ("usage", seen)):
        for row in rows:
            amounts[row["model"]][name] = row["amount"]
    lines = [ModelLine(model=model, charged=of.get("charged"), usage=of.get("usage")) for model, of in amounts.items()]
    shown = [line for line in lines if _size(line) >= _SHOWN]
    return sorted(shown, key=lambda line: (-_size(line), str(line.model)))[:_TOP]


def _size(line: ModelLine) -> Decimal:
    return max(line.charged or Decimal(0), line.usage or Decimal(0))
