from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import Settings
from outlay.pricing import ExchangeRates, RateError


@pytest.fixture
def rates(tmp_path):
    def made(text):
        path = tmp_path / "rates.csv"
        path.write_text(text, encoding="utf-8")
        return ExchangeRates(Settings(fx_policy="table", fx_table=path))

    return made


def test_a_rate_holds_from_its_day_until_the_next(rates):
    table = rates("currency,since,rate\nTWD,2026-10,0.0312\neur,2026-10-15,1.09\nEUR,2026-09,1.1\n")
    found = [table.rate("EUR", "USD", date(2026, 10, day)) for day in (14, 15)]
    assert [(rate.rate, rate.rate_date, rate.source) for rate in found] == [
        (Decimal("1.1"), date(2026, 9, 1), "table"),
        (Decimal("1.09"), date(2026, 10, 15), "table"),
    ]


def test_what_the_table_lacks_is_named_with_the_line_to_add(rates):
    with pytest.raises(RateError, match="no exchange rate for SAR on 2026-10-03") as caught:
        rates("currency,since,rate\nTWD,2026-10,0.0312\n").rate("SAR", "USD", date(2026, 10, 3))
    assert "SAR,2026-10,RATE" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "currency,since,rate"),
        ("currency,since,rate\nTWD,October,1\n", "line 2"),
        ("currency,since,rate\nTWD,2026-10,-1\n", "above zero"),
    ],
)
def test_a_wrong_table_names_its_line(rates, text, words):
    with pytest.raises(SettingsError, match=words):
        rates(text).rate("TWD", "USD", date(2026, 10, 3))


def test_the_policy_needs_its_table():
    with pytest.raises(SettingsError, match="no table is named"):
        ExchangeRates(Settings(fx_policy="table")).rate("TWD", "USD", date(2026, 10, 3))
