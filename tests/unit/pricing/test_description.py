from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.facts.tables import TABLE
from outlay.pricing import Cards, describe_cards, read_context
from outlay.pricing.description import describe_card, format_rate, restore_card

CARDS = Cards()


@pytest.mark.parametrize(
    ("provider", "model", "context"),
    [
        ("openai", "gpt-4o", {"service_tier": "priority"}),
        ("anthropic", "claude-sonnet-4-5", {"processing": "batch"}),
        ("anthropic", "claude-opus-4-7", {"region": "us"}),
        ("groq", "whisper-large-v3", {}),
        ("deepseek", "deepseek-chat", {}),
        ("openai", "gpt-4o", {"service_tier": "scale"}),
        ("openai", "gpt-5.4", {"service_tier": "priority"}),
        ("perplexity", "sonar", {}),
    ],
)
def test_a_card_comes_back_as_it_was(provider, model, context):
    for card in CARDS.find(provider, model, read_context(context)).cards:
        assert restore_card(describe_card(card)) == card


def test_cards_are_rows_of_their_table():
    card = CARDS.find("openai", "o3").cards[-1]
    found = describe_cards(CARDS, [card.card_id, card.card_id, "card_of_another"])
    assert found.column_names == [name for name in TABLE["price_card"].names if name != "first_used"]
    [row] = found.to_pylist()
    assert (row["card_id"], row["model"], row["valid_from"]) == (card.card_id, "o3", date(2025, 6, 10))


def test_cards_without_an_id_are_never_described():
    CARDS.find("acme", "nothing")
    assert describe_cards(CARDS, [""]).num_rows == 0


def test_cards_stay_known_when_the_memory_is_cleared_once(monkeypatch):
    monkeypatch.setattr("outlay.pricing.cards._CACHE_LIMIT", 1)
    cards = Cards()
    card = cards.find("openai", "gpt-4o").cards[-1]
    cards.find("openai", "o3")
    assert describe_cards(cards, [card.card_id]).num_rows == 1
    cards.find("openai", "gpt-5.4")
    cards.find("openai", "gpt-4.1")
    assert describe_cards(cards, [card.card_id]).num_rows == 0


def test_a_minimum_is_part_of_a_cards_identity(overlay):
    text = (
        "overlay: 1\nname: a\nkind: override\ncards:\n"
        "  - {provider: acme, model: m, valid_from: 2026-01-01, fees: {audio_seconds: {per: 1, amount: 1}}, "
        "minimum: {audio_seconds: LEAST}}\n"
    )
    ids = {overlay(text.replace("LEAST", least)).find("acme", "m").cards[-1].card_id for least in ("10", "20")}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("rate", "per", "text"), [((2_500_000, 1), 10**6, "2.5"), ((1, 3), 1, "0"), ((10**12, 7), 7, "1")]
)
def test_rates_are_written_plain(rate, per, text):
    assert format_rate(rate, per) == text
    assert Decimal(text) >= 0
