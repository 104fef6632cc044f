from __future__ import annotations

from datetime import date, timedelta
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


@pytest.mark.parametrize(("currency", "converted"), [("EUR", "10.956000000001"), ("USD", "10.000000000001")])
def test_an_amount_is_converted_into_the_reporting_currency_to_twelve_places(currency, converted):
    assert RATES.convert(Decimal("10.000000000001"), currency, date(2024, 1, 2)) == Decimal(converted)


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


@pytest.mark.parametrize("policy", ["daily", "month_average", "month_end"])
@pytest.mark.parametrize(
    ("currency", "day", "for_a_euro"),
    [("HRK", date(2023, 1, 1), "7.53450"), ("HRK", date(2024, 5, 4), "7.53450"), ("BGN", date(2026, 1, 15), "1.95583")],
)
def test_a_currency_that_became_the_euro_keeps_its_conversion_rate(policy, currency, day, for_a_euro):
    rate = ExchangeRates(Settings(fx_policy=policy)).rate(currency, "EUR", day)
    assert rate.rate == (1 / Decimal(for_a_euro)).quantize(Decimal("1e-12"))
    assert not rate.stale


@pytest.mark.parametrize("policy", ["daily", "month_average", "month_end"])
def test_its_last_weekend_takes_its_last_fixing(policy):
    rate = ExchangeRates(Settings(fx_policy=policy)).rate("HRK", "USD", date(2022, 12, 31))
    assert (rate.rate_date, rate.stale) == (date(2022, 12, 30), False)


def test_a_suspended_currency_has_no_average_after_its_last_fixing():
    rates = ExchangeRates(Settings(fx_policy="month_average"))
    assert rates.rate("RUB", "EUR", date(2022, 3, 1)).rate_date == date(2022, 3, 1)
    with pytest.raises(RateError, match="ended"):
        rates.rate("RUB", "EUR", date(2022, 3, 15))


@pytest.fixture
def rates_until(tmp_path):
    """Rates of a file of the bank's that ends on a day."""

    def made(end, policy):
        days = [date(2026, 10, 1) + timedelta(days=number) for number in range(60)]
        rows = [f"{day},{1 + index / 1000:.4f}" for index, day in enumerate(days) if day <= end and day.weekday() < 5]
        path = tmp_path / f"{end}.csv"
        path.write_text("\n".join(["Date,USD", *reversed(rows)]), encoding="utf-8")
        return ExchangeRates(Settings(fx_policy=policy, fx_file=path))

    return made


@pytest.mark.parametrize(
    ("policy", "end", "day", "is_stale"),
    [
        ("daily", date(2026, 10, 30), date(2026, 11, 1), False),
        ("daily", date(2026, 10, 30), date(2026, 11, 2), True),
        ("month_end", date(2026, 10, 30), date(2026, 10, 5), False),
        ("month_end", date(2026, 10, 29), date(2026, 10, 5), True),
        ("month_average", date(2026, 10, 30), date(2026, 10, 5), False),
        ("month_average", date(2026, 10, 29), date(2026, 10, 5), True),
        ("month_average", date(2026, 10, 30), date(2026, 11, 1), True),
    ],
)
def test_a_rate_that_the_bank_may_still_change_is_stale(rates_until, policy, end, day, is_stale):
    assert rates_until(end, policy).rate("USD", "EUR", day).stale is is_stale


def test_the_average_of_a_month_so_far_is_that_of_its_known_days(rates_until):
    rate = rates_until(date(2026, 10, 2), "month_average").rate("EUR", "USD", date(2026, 10, 20))
    assert (rate.rate, rate.rate_date, rate.stale) == (Decimal("1.0005"), date(2026, 10, 2), True)


def test_rates_are_named_by_what_decides_them(rates_until):
    daily, average = rates_until(date(2026, 10, 2), "daily"), rates_until(date(2026, 10, 2), "month_average")
    longer, own = rates_until(date(2026, 10, 5), "daily"), ExchangeRates(Settings(fx_rates={"EUR": Decimal(2)}))
    names = [rates.identity("EUR") for rates in (daily, average, longer, own)]
    assert len(set(names)) == 4
    assert rates_until(date(2026, 10, 2), "daily").identity("EUR") == names[0]
    assert own.identity("USD") == "same"


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
