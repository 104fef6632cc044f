from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.pricing import ExchangeRates, RateError

RATES = ExchangeRates(Settings())


def test_a_rate_has_its_day_and_source():
    rate = RATES.rate("EUR", "USD", date(2024, 1, 2))
    assert (rate.rate, rate.rate_date) == (Decimal("1.0956"), date(2024, 1, 2))
    assert (rate.source, rate.stale, rate.age_days) == ("ecb", False, 0)


def test_a_rate_is_given_per_one_unit_to_twelve_places():
    rate = RATES.rate("JPY", "USD", date(2024, 1, 2)).rate
    assert rate == (Decimal("1.0956") / Decimal("155.68")).quantize(Decimal("1e-12"))


def test_a_weekend_takes_the_last_fixing():
    rate = RATES.rate("EUR", "USD", date(2024, 1, 7))
    assert rate.rate_date == date(2024, 1, 5)
    assert (rate.stale, rate.age_days) == (False, 2)


def test_the_same_currency_is_one():
    assert RATES.rate("USD", "USD", date(1980, 1, 1)).rate == 1


def test_past_the_end_the_last_known_rate_is_stale():
    end = RATES.rate("USD", "EUR", date(2027, 1, 1)).rate_date
    rate = RATES.rate("EUR", "USD", date(2027, 1, 1))
    assert (rate.stale, rate.rate_date) == (True, end)
    assert rate.age_days == (date(2027, 1, 1) - end).days


def test_a_rate_above_the_age_limit_is_refused():
    rates = ExchangeRates(Settings(fx_max_age_days=10))
    with pytest.raises(RateError) as caught:
        rates.rate("EUR", "USD", date(2027, 6, 1))
    assert "fx_rates" in caught.value.hint
    assert "fx_max_age_days" in caught.value.hint


def test_a_gap_of_years_inside_the_table_is_refused_too():
    with pytest.raises(RateError, match="ISK"):
        RATES.rate("ISK", "USD", date(2015, 6, 1))


@pytest.mark.parametrize(
    ("currency", "day", "words"),
    [
        ("HRK", date(2024, 1, 1), "ended"),
        ("RUB", date(2023, 1, 1), "ended"),
        ("XTS", date(2024, 1, 1), "'XTS'"),
        ("TWD", date(2024, 1, 1), "'TWD'"),
        ("USD", date(1998, 1, 1), "first"),
    ],
)
def test_what_has_no_rate_is_named(currency, day, words):
    with pytest.raises(RateError, match=words) as caught:
        RATES.rate(currency, "EUR", day)
    assert f"fx_rates: {{{currency}" in caught.value.hint


def test_own_rates_win():
    rates = ExchangeRates(Settings(fx_rates={"TWD": Decimal("0.0312"), "EUR": Decimal("1.5")}))
    rate = rates.rate("TWD", "USD", date(2024, 1, 1))
    assert (rate.rate, rate.source, rate.stale) == (Decimal("0.0312"), "settings", False)
    assert rates.rate("EUR", "USD", date(2024, 1, 2)).rate == Decimal("1.5")


def test_rates_for_distinct_pairs():
    pairs = [("EUR", date(2024, 1, 2)), ("EUR", date(2024, 1, 2)), ("GBP", date(2024, 1, 2))]
    rates = RATES.rates_for(pairs, "USD")
    assert set(rates) == set(pairs)
    assert rates[pairs[0]].rate == Decimal("1.0956")


def test_a_months_average_is_the_mean_of_its_daily_rates():
    daily = [RATES.rate("EUR", "USD", date(2024, 2, day)) for day in range(1, 30)]
    fixed = {rate.rate_date: rate.rate for rate in daily if rate.rate_date.month == 2}
    mean = sum(fixed.values()) / len(fixed)
    rates = ExchangeRates(Settings(fx_policy="month_average"))
    found = {rates.rate("EUR", "USD", date(2024, 2, day)) for day in (1, 15, 29)}
    (rate,) = found
    assert abs(rate.rate - mean) < Decimal("1e-11")
    assert (rate.rate_date, rate.source, rate.stale) == (date(2024, 2, 29), "ecb month average", False)


def test_a_months_end_is_its_last_fixing_for_every_day():
    rates = ExchangeRates(Settings(fx_policy="month_end"))
    rate = rates.rate("EUR", "USD", date(2024, 3, 2))
    assert rate.rate == RATES.rate("EUR", "USD", date(2024, 3, 28)).rate
    assert (rate.rate_date, rate.source) == (date(2024, 3, 28), "ecb month end")


@pytest.mark.parametrize("policy", ["month_average", "month_end"])
def test_a_month_beyond_the_data_takes_the_last_known_rate_and_says_so(policy):
    end = RATES.rate("USD", "EUR", date(2027, 1, 1)).rate_date
    rate = ExchangeRates(Settings(fx_policy=policy)).rate("EUR", "USD", date(2027, 1, 5))
    assert (rate.rate_date, rate.stale) == (end, True)
    assert rate.rate == RATES.rate("EUR", "USD", end).rate
