from __future__ import annotations

import json
import os
from datetime import date

import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import Settings
from outlay.pricing import load_cards, normalise_usage, price_usage, read_context
from outlay.pricing.litellm import convert_litellm, file_day, is_litellm, load_litellm

DAY = date(2026, 11, 1)
NEW = {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}


@pytest.fixture
def price(tmp_path):
    """The price of usage of `openai/new-1` with this entry as a second source, in 1e-12 USD."""

    def run(entry, counts, **context):
        path = tmp_path / "litellm-2026-11-01.json"
        path.write_text(json.dumps({"new-1": {**NEW, **entry}}), encoding="utf-8")
        cards = load_cards(Settings(data_dir=tmp_path, price_overlays=[path]))
        return price_usage(cards.find("openai", "new-1", read_context(context)).cards[-1], normalise_usage(counts))

    return run


@pytest.mark.parametrize(
    ("entry", "counts", "total"),
    [
        ({}, {"input_tokens": 1000, "output_tokens": 10}, 1_020_000_000),
        ({"cache_read_input_token_cost": 1e-07}, {"input_tokens": 1000, "cache_read_tokens": 900}, 190_000_000),
        ({"cache_creation_input_token_cost": 2e-06}, {"input_tokens": 10, "cache_write_5m_tokens": 10}, 20_000_000),
        (
            {"cache_creation_input_token_cost_above_1hr": 3e-06},
            {"input_tokens": 10, "cache_write_1h_tokens": 10},
            30_000_000,
        ),
        ({"output_cost_per_reasoning_token": 3e-06}, {"output_tokens": 10, "output_reasoning_tokens": 4}, 24_000_000),
        ({"input_cost_per_audio_token": 1e-05}, {"input_tokens": 10, "input_audio_tokens": 4}, 46_000_000),
        (
            {"search_context_cost_per_query": {"search_context_size_low": 1, "search_context_size_medium": 0.01}},
            {"web_searches": 2},
            20_000_000_000,
        ),
        ({"ocr_cost_per_page": 0.001}, {"input_document_pages": 3}, 3_000_000_000),
        ({"input_cost_per_second": 0.0001}, {"audio_seconds": 30}, 3_000_000_000),
        ({"input_cost_per_token_above_200k_tokens": 2e-06}, {"input_tokens": 200_000}, 200_000_000_000),
        ({"input_cost_per_token_above_200k_tokens": 2e-06}, {"input_tokens": 200_001}, 400_002_000_000),
        (
            {"tiered_pricing": [{"range": [0, 1000], "input_cost_per_token": 4e-06},
                                {"range": [1000, 9000], "input_cost_per_token": 5e-06}]},
            {"input_tokens": 1001},
            5_005_000_000,
        ),
    ],
)  # fmt: skip
def test_keys_become_rates(price, entry, counts, total):
    assert price(entry, counts).total == total


@pytest.mark.parametrize(
    ("suffix", "context"),
    [
        ("_flex", {"service_tier": "flex"}),
        ("_priority", {"service_tier": "priority"}),
        ("_batches", {"processing": "batch"}),
        ("_ultrafast", {"speed": "ultrafast"}),
    ],
)
def test_suffixes_are_contexts(price, suffix, context):
    entry = {f"input_cost_per_token{suffix}": 5e-07, f"output_cost_per_token{suffix}": 1e-06}
    rated = price(entry, {"input_tokens": 1000, "output_tokens": 10}, **context)
    assert (rated.total, rated.state) == (510_000_000, "priced")


def test_band_and_tier_combine(price):
    entry = {"input_cost_per_token_flex": 5e-07, "input_cost_per_token_above_272k_tokens_flex": 7e-07}
    assert price(entry, {"input_tokens": 272_001}, service_tier="flex").total == 272_001 * 700_000


def test_what_is_not_used_is_listed():
    content = {
        "a": {**NEW, "odd_cost": 1, "off_peak_pricing": {}, "max_tokens": 3, "tiered_pricing": [{"odd_cost": 1}]},
        "b": {**NEW, "odd_cost": 1, "cache_read_input_token_cost": None},
        "elsewhere/c": {"input_cost_per_token": 1},
        "sample_spec": {},
        "d": {"litellm_provider": "openai", "search_context_cost_per_query": {"search_context_size_low": 1}},
        "e": {"litellm_provider": "openai", "input_cost_per_token_above_200k_tokens": 1, "note": 3},
    }
    done = convert_litellm(content, DAY)
    assert (done.models, len(done.cards)) == (5, 2)
    assert done.unmapped == {"odd_cost": 2, "off_peak_pricing": 1, "tiered_pricing.odd_cost": 1}
    assert done.unknown_providers == {"elsewhere": 1}


@pytest.mark.parametrize(
    ("name", "provider", "region", "model"),
    [
        ("gpt-4o", "openai", None, "gpt-4o"),
        ("azure/eu/gpt-4o", "azure", "eu", "gpt-4o"),
        ("azure/global-standard/gpt-4o", "azure", None, "gpt-4o"),
        ("bedrock/us-east-1/a.b", "bedrock", "us-east-1", "a.b"),
        ("together_ai/meta/llama", "together_ai", None, "meta/llama"),
    ],
)
def test_names_are_split_into_region_and_model(name, provider, region, model):
    [card] = convert_litellm({name: {**NEW, "litellm_provider": provider}}, DAY).cards
    assert (card.scope.region, card.scope.model) == (region, model)


@pytest.mark.parametrize(("cost", "confidence"), [(2.5e-06, "high"), (2.52e-06, "disputed")])
def test_a_second_source_is_compared(tmp_path, cost, confidence):
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"gpt-4o": {**NEW, "input_cost_per_token": cost, "output_cost_per_token": 1e-05}}))
    os.utime(path, (0, 0))
    card = load_cards(Settings(data_dir=tmp_path, price_overlays=[path])).find("openai", "gpt-4o").cards[-1]
    assert (card.source, card.confidence) == ("genai-prices", confidence)


def test_prices_hold_from_the_files_day(tmp_path):
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"a": NEW}), encoding="utf-8")
    os.utime(path, (0, 0))
    assert (file_day(path), file_day(tmp_path / "litellm-2026-11-01.json")) == (date(1970, 1, 1), DAY)
    assert load_litellm(path).version == "prices.json 1970-01-01"


@pytest.mark.parametrize("price", [-1, "much", True, float("inf")])
def test_a_price_that_is_none_is_refused_with_its_place(price):
    with pytest.raises(SettingsError, match="new-1: input_cost_per_token"):
        convert_litellm({"new-1": {**NEW, "input_cost_per_token": price}}, DAY)


@pytest.mark.parametrize("text", ["{}", "[]", "not json", '{"overlay": 1, "a": {"litellm_provider": "x"}}'])
def test_other_files_are_no_price_file(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        load_litellm(path)
    assert not is_litellm(text)
