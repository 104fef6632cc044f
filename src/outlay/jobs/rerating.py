"""Makes settings of currency, tax and credits hold for what is stored already, without the files that it came from.

Charges, invoices and values are converted again from what was billed or stated, all in one transaction. Requests are
priced again, as their costs are kept in the reporting currency alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from outlay.ingest.focus.rerating import CurrencyChange, rerate_charges
from outlay.ingest.invoices.rerating import rerate_invoices
from outlay.ingest.values import rerate_values
from outlay.jobs.reprice import RepriceRequest, reprice
from outlay.pricing.usage_rates import is_usage_outdated, record_rates

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.jobs.imports import Imports
    from outlay.ledger import RebuildReport
    from outlay.pricing import ExchangeRates
    from outlay.store import Store

_FIRST: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerating:
    """What settings changed in money that was stored before."""

    currency: str
    charges: tuple[CurrencyChange, ...]
    reclassed: int
    """Taxes and credits that are of another cost class now."""
    invoices: int
    values: int
    requests: int
    """Requests whose price in the reporting currency changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """What a whole rebuild did."""

    rerating: Rerating
    ledger: RebuildReport


def recompute(store: Store, settings: Settings, imports: Imports, since: date | None = None) -> Recomputed:
    """Bring stored money to the settings, then the ledger: of days that changed, or of every day since one.

    Raises:
        RateError: if the settings give no rate for stored money, which then stays as it was.
        SettingsError: for a table of exchange rates or a price overlay that cannot be read.
    """
    rates = imports.renew_rates()
    with imports.turn(), store.write() as tx:
        charges = rerate_charges(tx, settings, rates.rates_for)
        invoices = rerate_invoices(tx, settings, rates.rates_for)
        values = rerate_values(tx, settings, rates.rates_for)
    return Recomputed(
        rerating=Rerating(
            currency=settings.currency,
            charges=charges.by_currency,
            reclassed=charges.reclassed,
            invoices=invoices,
            values=values,
            requests=_rerate_requests(store, settings, imports, rates),
        ),
        ledger=imports.rebuild(since),
    )


def _rerate_requests(store: Store, settings: Settings, imports: Imports, rates: ExchangeRates) -> int:
    if not is_usage_outdated(store, rates):
        return 0
    report = reprice(store, settings, imports, RepriceRequest(since=_FIRST, reason="exchange rates changed"))
    with store.write() as tx:
        record_rates(tx, rates)
    return report.changed
