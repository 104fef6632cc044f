from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.pricing import ExchangeRates, RateError


def test_a_newer_file_of_the_bank_replaces_the_bundled_rates(tmp_path):
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text("Date,USD,GBP,\n2026-11-19,1.25,0.80,\n2026-11-18,1.20,N/A,\n", encoding="utf-8")
    rates = ExchangeRates(Settings(fx_file=path))
    assert rates.rate("EUR", "USD", date(2026, 11, 19)).rate == Decimal("1.25")
    assert rates.rate("GBP", "USD", date(2026, 11, 19)).rate == Decimal("1.5625")


def test_a_file_that_is_none_is_named(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(RateError, match=r"rates\.csv"):
        ExchangeRates(Settings(fx_file=path)).rate("EUR", "USD", date(2026, 11, 19))
