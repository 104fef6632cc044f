from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outlay.core.errors import NotFoundError, UnknownNameError
from outlay.pricing import Cards
from outlay.pricing.listing import list_prices, show_model

CARDS = Cards()
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_models_are_found_by_words_of_their_name():
    found = list_prices(CARDS, "openai 4o-mini", provider="openai", at=NOW)
    assert "gpt-4o-mini" in {listed.model for listed in found}
    assert all("4o-mini" in listed.model for listed in found)


def test_a_listed_price_is_for_a_million_tokens():
    [listed] = list_prices(CARDS, "claude-sonnet-4-5", provider="anthropic", at=NOW)
    prices = (listed.input, listed.output, listed.cache_read, listed.cache_write)
    assert (prices, listed.source, listed.confidence) == (("3", "15", "0.3", "3.75"), "genai-prices", "single")


def test_a_price_is_that_of_the_moment():
    early, late = (list_prices(CARDS, "o3", provider="openai", at=at) for at in (datetime(2025, 1, 1, tzinfo=UTC), NOW))
    prices = [next(listed.input for listed in found if listed.model == "o3") for found in (early, late)]
    assert prices == ["10", "2"]


def test_models_of_overlays_are_listed(cards):
    found = {listed.model: listed.source for listed in list_prices(cards, "acme-1", at=NOW)}
    assert found["acme-1"].startswith("example")
    [listed] = list_prices(cards, "acme-1", at=datetime(2026, 5, 1, tzinfo=UTC))
    assert (listed.cache_read, listed.cache_write) == ("0.2", "2.5")
    assert {listed.model for listed in list_prices(cards, provider="openai", at=NOW)} >= {"acme-1", "gpt-4o"}


def test_an_unknown_provider_is_refused_with_a_suggestion():
    with pytest.raises(UnknownNameError) as caught:
        list_prices(CARDS, provider="opnai", at=NOW)
    assert "openai" in caught.value.hint


def test_every_price_of_a_model_is_shown():
    rows = show_model(CARDS, "claude-sonnet-4-5")
    assert {row.context for row in rows} == {"standard", "processing=batch"}
    assert {row.input_over for row in rows} == {None, 200_000}
    [output] = [r for r in rows if (r.unit, r.input_over, r.context) == ("output_tokens", 200_000, "standard")]
    assert (output.price, output.per) == ("22.5", 1_000_000)


def test_windows_of_the_day_are_shown():
    daily = {row.daily for row in show_model(CARDS, "deepseek-chat", provider="deepseek")}
    assert daily == {"00:00-00:30", "00:30-16:30", "16:30-24:00"}


def test_contexts_of_overlays_are_shown(cards):
    contexts = {row.context for row in show_model(cards, "acme-1", provider="openai")}
    assert contexts == {"standard", "processing=batch", "service_tier=flex"}


def test_a_model_without_a_price_is_not_found():
    with pytest.raises(NotFoundError) as caught:
        show_model(CARDS, "gpt-4o", provider="anthropic")
    assert "openai/gpt-4o" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        show_model(CARDS, "zzz-nothing")
    assert "own-prices" in caught.value.hint
