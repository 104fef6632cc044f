"""The rules of pricing, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.pricing import Usage, price_usage, read_context
from outlay.pricing.rate import format_amount, half_even, price_count, split_usage

MAY = "2026-05-01"
MICRO = 10**6
"""One million-token price of 1 USD is this many 1e-12 USD a token."""


@pytest.fixture
def price(cards, at):
    def run(model, usage, context=None, when=MAY):
        return price_usage(cards.find("openai", model, read_context(context or {})).at(at(when)), usage)

    return run


def tokens(input_=0, read=0, write_5m=0, write_1h=0, output=0, reasoning=0, **units):
    return Usage(input_, read, write_5m, write_1h, output, reasoning, units or None)


@pytest.mark.parametrize(
    ("usage", "micro_usd"),
    [
        (tokens(100), 200),
        (tokens(read=100), 20),
        (tokens(write_5m=100), 250),
        (tokens(write_1h=100), 400),
        (tokens(output=100), 800),
        (tokens(output=100, reasoning=40), 60 * 8 + 40 * 9),
        (tokens(500, 300, 100, 100), 1000 + 60 + 250 + 400),
        (tokens(501, 300, 100, 100, 10, 5), 501 * 4 + 120 + 500 + 800 + 5 * 12 + 5 * 13),
    ],
    ids=["input", "read", "write 5m", "write 1h", "output", "reasoning", "at the threshold", "above it: all leaves"],
)
def test_leaves_and_bands(price, usage, micro_usd):
    rated = price("acme-1", usage)
    assert rated.total == micro_usd * MICRO
    assert rated.state == "priced"
    assert rated.flags == ()


def test_parts_add_up_to_the_total(price):
    rated = price("acme-1", tokens(500, 300, 100, 50, 70, 7, web_searches=3))
    assert rated[:5] == (1000 * MICRO, 60 * MICRO, 450 * MICRO, (63 * 8 + 7 * 9) * MICRO, 3 * 10**10)
    assert sum(rated[:5]) == rated.total


@pytest.mark.parametrize(("when", "rate"), [("2026-06-30T23:59:59.999999", 2), ("2026-07-01", 1)])
def test_a_window_begins_at_midnight_utc(price, when, rate):
    assert price("acme-1", tokens(10), when=when).total == 10 * rate * MICRO


def test_before_the_first_window_the_price_is_unknown(price):
    rated = price("acme-1", tokens(10), when="2025-12-31")
    assert (rated.total, rated.state) == (None, "unknown")


@pytest.mark.parametrize(
    ("context", "rate"),
    [
        ({"processing": "batch"}, 1),
        ({"service_tier": "batch"}, 1),
        ({"service_tier": "Flex"}, Fraction(3, 2)),
        ({"service_tier": "default"}, 2),
        ({"processing": "realtime"}, 2),
    ],
)
def test_context_chooses_the_card(price, context, rate):
    rated = price("acme-1", tokens(10), context)
    assert rated.total == 10 * rate * MICRO
    assert rated.state == "priced"


@pytest.mark.parametrize("context", [{"service_tier": "scale"}, {"speed": "fast"}, {"route": "eu"}])
def test_a_context_without_a_price_is_never_silently_the_default(cards, at, context):
    card = cards.find("openai", "gpt-4o", read_context(context)).at(at("2026-11-01"))
    rated = price_usage(card, tokens(10))
    [(key, value)] = context.items()
    assert rated.state == "modelled"
    assert rated.flags == (f"context_unmatched:{key}={value}",)


def test_a_price_of_zero_is_zero(price):
    rated = price("free-1", tokens(10, output=5))
    assert (rated.total, rated.state) == (0, "priced")


def test_an_unknown_model_is_unknown_and_not_zero(price):
    rated = price("nobody-knows-it", tokens(10))
    assert rated[:6] == (None,) * 6
    assert (rated.state, rated.flags) == ("unknown", ("unknown_model",))


def test_no_usage_is_unknown(price):
    rated = price("acme-1", None)
    assert (rated.total, rated.state, rated.flags) == (None, "unknown", ("no_usage",))


def test_reported_zero_tokens_cost_nothing(price):
    assert (price("acme-1", tokens()).total, price("acme-1", tokens()).state) == (0, "priced")


def test_cache_without_its_own_rate_takes_the_input_rate_with_a_flag(price):
    rated = price("acme-1", tokens(0, 10, 20), when="2026-08-01")
    assert rated.total == 30 * MICRO
    assert rated.flags == ("rate_fallback:cache_read_tokens", "rate_fallback:cache_write_5m_tokens")
    assert rated.state == "modelled"


def test_reasoning_without_its_own_rate_is_plain_output(price):
    rated = price("acme-1", tokens(output=10, reasoning=4), when="2026-08-01")
    assert (rated.total, rated.flags) == (40 * MICRO, ())


def test_a_unit_that_the_card_does_not_price_is_flagged(price):
    rated = price("acme-1", tokens(10, code_executions=2))
    assert rated.total == 20 * MICRO
    assert rated.units is None
    assert (rated.state, rated.flags) == ("modelled", ("unpriced_unit:code_executions",))


def test_only_unpriced_usage_has_no_price_at_all(price):
    rated = price("acme-1", Usage(0, 0, 0, 0, 0, 0, {"code_executions": 2}))
    assert (rated.total, rated.state) == (None, "unknown")


def test_audio_is_a_part_of_the_input(price):
    assert price("audio-1", tokens(100, input_audio_tokens=30)).total == (70 + 300) * MICRO


def test_audio_without_a_rate_is_text_with_a_flag(price):
    rated = price("acme-1", tokens(100, input_audio_tokens=30))
    assert (rated.total, rated.flags) == (200 * MICRO, ("rate_fallback:input_audio_tokens",))


def test_details_above_their_total_are_dropped_and_the_total_kept(price):
    rated = price("audio-1", tokens(100, input_audio_tokens=130))
    assert (rated.total, rated.state) == (100 * MICRO, "modelled")
    assert rated.flags == ("contradiction:input_tokens",)


def test_reasoning_above_output_counts_beside_it(price):
    rated = price("acme-1", tokens(output=10, reasoning=30))
    assert rated.output == (10 * 8 + 30 * 9) * MICRO
    assert rated.state == "modelled"


@pytest.mark.parametrize(("seconds", "billed"), [(5, 10), (Decimal("9.99"), 10), (10, 10), (Decimal("12.5"), 12.5)])
def test_a_minimum_is_billed(price, seconds, billed):
    assert price("scribe", tokens(audio_seconds=seconds)).total == billed * 10**8


def test_a_minimum_speaks_of_its_own_unit_only(price):
    assert price("scribe", tokens(web_searches=1)).flags == ("unpriced_unit:web_searches",)


def test_a_fee_per_request(price):
    rated = price("per-call", tokens(10))
    assert (rated.total, rated.units) == (10 * MICRO + 5 * 10**9, 5 * 10**9)


@pytest.mark.parametrize(("count", "units"), [(3, 0), (4, 1), (10, 1), (11, 2)])
def test_each_leaf_is_rounded_once(price, count, units):
    assert price("seventh", tokens(count)).total == units


@given(st.integers(0, 10**30), st.integers(1, 10**12))
def test_half_even_is_what_decimal_does(numerator, divisor):
    assert half_even(numerator, divisor) == round(Fraction(numerator, divisor))


@given(st.decimals(0, 10**6, places=6), st.integers(0, 10**12), st.integers(1, 10**9))
def test_fractional_counts_are_exact(count, numerator, divisor):
    assert price_count(count, (numerator, divisor)) == round(Fraction(count) * Fraction(numerator, divisor))


@given(st.integers(0, 10**20))
def test_amounts_are_written_plain(amount):
    text = format_amount(amount)
    assert Decimal(text) == Decimal(amount).scaleb(-12)
    assert "E" not in text


counts = st.integers(0, 10**6)


@given(st.tuples(*[counts] * 6), st.integers(0, 500))
def test_splitting_keeps_every_token(leaves, audio):
    input_, read, write_5m, write_1h, output, reasoning = leaves
    usage = Usage(input_, read, write_5m, write_1h, output + reasoning, reasoning, {"input_audio_tokens": audio})
    atoms, _ = split_usage(usage)
    assert sum(count for _, count in atoms) == input_ + read + write_5m + write_1h + output + reasoning
