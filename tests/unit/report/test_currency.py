from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.core.time import TimeRange
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.pricing import ExchangeRates
from outlay.report.currency import compute_currencies
from outlay.store.duckdb import DuckStore

HEAD = (
    "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "InvoiceIssuerName"
)
YEAR = TimeRange(since=date(2026, 1, 1), until=date(2027, 1, 1))


@pytest.fixture
def report(tmp_path):
    settings = Settings(data_dir=tmp_path, fx_rates={"TWD": Decimal("0.03")})
    store = DuckStore(tmp_path / "outlay.duckdb")
    rates = ExchangeRates(settings)

    def made(*rows, base=date(2026, 1, 2)):
        bill = tmp_path / "bill.csv"
        lines = [f"{cost},a,{code},{day[:8]}01,Usage,{day},{day[:8]}28,Vendor" for cost, code, day in rows]
        bill.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        options = FocusOptions(now=datetime(2026, 11, 1, tzinfo=UTC))
        import_focus(store, settings, [bill], options, rates.rates_for)
        return compute_currencies(store, "USD", YEAR, base, rates.rate)

    yield made
    store.close()


def test_the_effect_of_rates_is_what_was_converted_less_the_constant(report):
    found = report(("100", "EUR", "2026-03-10"), ("7", "USD", "2026-03-10"))
    euro, dollar = found.months
    rates = ExchangeRates(Settings())
    then, held = (rates.rate("EUR", "USD", day).rate for day in (date(2026, 3, 10), date(2026, 1, 2)))
    assert (euro.converted, euro.constant, euro.effect) == (100 * then, 100 * held, 100 * (then - held))
    assert (dollar.converted, dollar.constant, dollar.effect) == (7, 7, 0)
    assert (found.effect, found.converted - found.constant) == (euro.effect, euro.effect)


def test_without_a_rate_on_the_base_day_the_amount_is_unknown_not_zero(report):
    found = report(("100", "EUR", "2026-03-10"), base=date(1990, 1, 1))
    assert (found.months[0].constant, found.constant, found.effect) == (None, None, None)
    assert "no exchange rate for USD on 1990-01-01" in found.notes[0]
