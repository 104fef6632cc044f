"""Money is exact, in one currency, and refuses what is not money."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.money import (
    LIMIT,
    UNIT,
    AmountError,
    CurrencyMismatchError,
    Money,
    divide,
    format_plain,
    quantize,
)

AMOUNTS = st.decimals(min_value=-LIMIT / 4, max_value=LIMIT / 4, places=12)


def usd(text):
    return Money.parse(text, "USD")


@given(left=AMOUNTS, right=AMOUNTS)
def test_sums_are_exact_and_reversible(left, right):
    total = usd(left) + usd(right)
    assert Fraction(total.amount) == Fraction(left) + Fraction(right)
    assert total - usd(right) == usd(left)


@given(amount=AMOUNTS)
def test_negation_cancels(amount):
    assert usd(amount) + -usd(amount) == Money.zero("USD")


@pytest.mark.parametrize("combine", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b])
def test_currencies_never_mix(combine):
    with pytest.raises(CurrencyMismatchError, match="USD with EUR") as caught:
        combine(usd("1"), Money.parse("1", "EUR"))
    assert "convert both" in caught.value.hint


def test_amounts_of_one_currency_compare():
    assert usd("1.1") < usd("1.2")
    assert not usd("1.2") < usd("1.2")


@pytest.mark.parametrize("amount", [1.5, 1, "1", None])
def test_an_amount_must_be_a_decimal(amount):
    with pytest.raises(AmountError, match="needs a Decimal"):
        Money(amount=amount, currency="USD")


@pytest.mark.parametrize("text", [0.1, "1,5", "", "abc", None, "12 USD"])
def test_only_plain_decimals_parse(text):
    with pytest.raises(AmountError):
        usd(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "sNaN", "100000000000.000000000001", "-1e12"])
def test_unusable_amounts_are_refused(text):
    with pytest.raises(AmountError, match="not usable money"):
        usd(text)


def test_the_limit_itself_is_money():
    assert usd(LIMIT).amount == LIMIT


@pytest.mark.parametrize("currency", ["", "usd", "Eur"])
def test_a_currency_is_an_upper_case_code(currency):
    with pytest.raises(AmountError, match="upper-case"):
        Money.zero(currency)


def test_conversion_rounds_half_even_to_the_unit():
    assert usd("0.000000000001").convert(Decimal("0.5"), "EUR") == Money.zero("EUR")
    assert usd("0.000000000003").convert(Decimal("0.5"), "EUR").amount == 2 * UNIT


@given(amount=st.decimals(min_value=-1000, max_value=1000, places=24))
def test_rounding_moves_by_at_most_half_a_unit(amount):
    assert abs(quantize(amount) - amount) <= UNIT / 2


@given(amount=AMOUNTS, by=st.decimals(min_value=1, max_value=10**6, places=6))
def test_a_quotient_is_the_nearest_unit(amount, by):
    exact = Fraction(amount) / Fraction(by)
    assert abs(Fraction(divide(amount, by)) - exact) <= Fraction(UNIT) / 2


def test_a_ratio_to_zero_is_unknown():
    assert divide(Decimal(1), Decimal(0)) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1E+2", "100"), ("1.500", "1.5"), ("-0.000", "0"), ("0E-12", "0"), ("-1E-12", "-0.000000000001"), ("10", "10")],
)
def test_plain_text_has_no_exponent_and_no_trailing_zeros(amount, text):
    assert format_plain(Decimal(amount)) == text


@given(amount=AMOUNTS)
def test_plain_text_reads_back_as_the_same_amount(amount):
    assert Decimal(format_plain(amount)) == amount
