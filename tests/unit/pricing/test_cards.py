from __future__ import annotations

import subprocess
import sys

import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import Settings
from outlay.pricing import Cards, load_cards, read_context
from outlay.pricing.source import price_provider

CARDS = Cards()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openai", "openai"),
        ("aws.bedrock", "aws"),
        ("bedrock_converse", "aws"),
        ("azure.ai.openai", "azure"),
        ("az.ai.inference", "azure"),
        ("azure", "azure"),
        ("gcp.gemini", "google"),
        ("gemini", "google"),
        ("vertex_ai", "google"),
        ("vertex_ai-anthropic_models", "google"),
        ("mistral_ai", "mistral"),
        ("xai", "x-ai"),
        ("x_ai", "x-ai"),
        ("moonshot", "moonshotai"),
        ("cohere_chat", "cohere"),
        ("together_ai", "together"),
        ("Anthropic, PBC", "anthropic"),
        ("self_hosted", None),
        ("openai-compatible-vllm", None),
    ],
)
def test_provider_names(name, expected):
    assert price_provider(name) == expected


@pytest.mark.parametrize(
    ("provider", "model", "expected"),
    [
        ("openai", "gpt-4o-2024-08-06", "gpt-4o"),
        ("openai", "openai/gpt-4o", "gpt-4o"),
        ("anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("gcp.gemini", "models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("OpenAI", " GPT-4o ", "gpt-4o"),
    ],
)
def test_model_names(provider, model, expected):
    card = CARDS.find(provider, model).cards[-1]
    assert (card.known, card.model) == (True, expected)


@pytest.mark.parametrize(("provider", "model"), [("openai", "gpt-99"), ("acme", "gpt-4o"), ("self_hosted", "llama")])
def test_what_has_no_price_says_so(provider, model):
    [card] = CARDS.find(provider, model).cards
    assert not card.known
    assert card.flags == ("unknown_model",)


def test_a_missing_provider_is_inferred_with_a_flag():
    card = CARDS.find(None, "gpt-4o").cards[-1]
    assert (card.provider, card.flags) == ("openai", ("provider_inferred:openai",))
    assert CARDS.find(None, "no-such-thing").cards[0].flags == ("unknown_provider",)


def test_a_provider_prefix_of_the_model_tells_the_provider():
    card = CARDS.find("", "anthropic/claude-sonnet-4-5").cards[-1]
    assert (card.provider, card.model) == ("anthropic", "claude-sonnet-4-5")


def test_a_flood_of_names_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("outlay.pricing.cards._CACHE_LIMIT", 3)
    cards = Cards()
    for number in range(10):
        cards.find("acme", f"model-{number}")
    assert len(cards._compiled) <= 3


def test_cards_are_compiled_once():
    assert CARDS.find("openai", "gpt-4o") is CARDS.find("openai", "gpt-4o")


def test_card_ids_are_stable_and_differ_by_context():
    standard, flex = (
        CARDS.find("openai", "o3", read_context({"service_tier": tier})).cards[-1] for tier in (None, "flex")
    )
    assert standard.card_id == Cards().find("openai", "o3").cards[-1].card_id
    assert standard.card_id != flex.card_id


def test_a_late_learnt_context_is_unmatched_before_its_first_day():
    found = CARDS.find("openai", "gpt-4.1", read_context({"processing": "batch"}))
    assert found.cards[0].flags == ("context_unmatched:processing=batch",)
    assert (found.cards[-1].flags, found.cards[-1].learnt) == ((), True)


def test_without_overlays_there_is_only_the_price_data():
    assert load_cards(Settings()).find("openai", "gpt-4o").cards[-1].overlays == ()


def test_settings_name_the_overlays(tmp_path):
    path = tmp_path / "contract.yaml"
    with pytest.raises(SettingsError, match=r"contract\.yaml"):
        load_cards(Settings(price_overlays=[path]))
    path.write_text(
        "overlay: 1\nname: a\nkind: override\n"
        "cards: [{provider: acme, model: m, valid_from: 2026-01-01, rates: {input: 1}}]\n",
        encoding="utf-8",
    )
    card = load_cards(Settings(price_overlays=[path])).find("acme", "m").cards[-1]
    assert (card.known, card.source) == (True, "a")


def test_importing_pricing_loads_nothing_heavy():
    heavy = "{'genai_prices', 'pyarrow', 'numpy', 'currency_converter'}"
    code = f"import sys, outlay.pricing as p; p.load_cards(); sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
