from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.pricing import Cards, Usage, normalise_usage
from outlay.pricing.explanation import explain_price

CARDS = Cards()
CARD = CARDS.find("anthropic", "claude-sonnet-4-5").cards[-1]


def test_a_price_is_shown_leaf_by_leaf():
    counts = {"input_tokens": 300_000, "cache_read_tokens": 100_000, "output_tokens": 10, "web_searches": 2}
    found = explain_price(CARD, normalise_usage(counts))
    leaves = [(leaf.unit, leaf.count, leaf.rate, leaf.per, leaf.amount) for leaf in found.leaves]
    assert leaves == [
        ("input_tokens", "200000", "6", 1_000_000, "1.2"),
        ("cache_read_tokens", "100000", "0.6", 1_000_000, "0.06"),
        ("output_tokens", "10", "22.5", 1_000_000, "0.000225"),
        ("web_searches", "2", "10", 1000, "0.02"),
    ]
    assert (found.total, found.input_total, found.input_over) == ("1.280225", 300_000, 200_000)


def test_a_borrowed_rate_names_its_lender_and_a_missing_one_is_none():
    found = explain_price(CARD, Usage(100, 0, 0, 0, 0, 0, {"input_audio_tokens": 40, "code_executions": 1}))
    by_unit = {leaf.unit: (leaf.priced_as, leaf.amount) for leaf in found.leaves}
    assert by_unit["input_audio_tokens"] == ("input_tokens", "0.00012")
    assert by_unit["code_executions"] == (None, None)
    assert set(found.flags) == {"rate_fallback:input_audio_tokens", "unpriced_unit:code_executions"}


@pytest.mark.parametrize("usage", [None, Usage(1, 0, 0, 0, 0, 0)])
def test_what_is_unknown_has_no_leaves_or_no_card(usage):
    card = CARD if usage is None else CARDS.find("acme", "nothing").cards[-1]
    found = explain_price(card, usage)
    assert (found.state, found.total, found.leaves) == ("unknown", None, ())


def test_a_sample_is_banded_and_charged_by_what_one_request_used():
    usage = Usage(400_000, 0, 0, 0, 0, 0)
    # Two requests of 200,000 at 3 USD a million, which is not above the threshold.
    assert explain_price(CARD, usage, 2).total == "1.2"
    fee = CARDS.find("perplexity", "sonar").cards[-1]
    assert explain_price(fee, Usage(0, 0, 0, 0, 0, 0), 3).total == "0.036"


counts = st.integers(0, 10**6)


@given(st.tuples(*[counts] * 6), st.integers(0, 9))
def test_the_leaves_add_up_to_the_price(leaves, searches):
    input_, read, short, long, output, reasoning = leaves
    usage = Usage(input_, read, short, long, output + reasoning, reasoning, {"web_searches": searches})
    found = explain_price(CARD, usage)
    assert sum(Decimal(leaf.amount) for leaf in found.leaves) == Decimal(found.total)
