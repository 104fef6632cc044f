"""The sample's prices are the public ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price

from outlay.demo.prices import PER_MILLION, PREVIEW, TOKEN_CLASSES, pico_rates, rate

ORACLE = {"aws.bedrock": "aws"}
MILLION = 1_000_000


PUBLIC = [key for key in PER_MILLION if key[0] != "self_hosted"]
USED = [(*key, token_class) for key in PUBLIC for token_class in TOKEN_CLASSES if rate(*key, token_class)]


@pytest.mark.parametrize(("provider", "model", "token_class"), USED)
def test_each_rate_is_that_of_the_price_data(provider, model, token_class):
    tokens = {f"{token_class}_tokens": MILLION}
    if token_class.startswith("cache"):
        tokens["input_tokens"] = MILLION
    found = calc_price(Usage(**tokens), model, provider_id=ORACLE.get(provider, provider))
    assert found.total_price == rate(provider, model, token_class)


def test_the_preview_has_no_public_price():
    with pytest.raises(LookupError):
        calc_price(Usage(input_tokens=1), PREVIEW, provider_id="openai")


def test_pico_rates_are_exact():
    assert pico_rates("openai", "gpt-5.2") == (1_750_000, 175_000, 0, 14_000_000)
    assert (
        Decimal(pico_rates("openai", "text-embedding-3-small")[0])
        == rate("openai", "text-embedding-3-small", "input") * MILLION
    )
