"""The price of a stored request, explained with the card that it was made with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from outlay.core.errors import NotFoundError
from outlay.facts.keys import key_id
from outlay.jobs.request_price import explain_request
from outlay.pricing import Cards, describe_cards
from outlay.store.telemetry import register_cards
from tests.unit.ledger.kit import World

GPT = {"provider": "openai", "model": "gpt-4o"}
CARDS = Cards()
CARD = CARDS.find("openai", "gpt-4o").cards[-1]


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def event(world):
    def insert(**columns):
        row = {
            "ts": datetime(2026, 11, 2, 12),  # noqa: DTZ001 - the store holds naive UTC
            "request_key": 7,
            "source_id": "req-1",
            "response_id": "chatcmpl-1",
            "key_id": key_id(GPT),
            "requests": 1,
            "input": 1000,
            "output": 100,
            "reasoning": 0,
            "priced_cost": Decimal("0.0035"),
            "cost_state": "priced",
            "card_id": CARD.card_id,
        } | columns
        world.insert("event", [row], keys=[GPT])

    return insert


@pytest.mark.parametrize("identifier", ["7", "req-1", "chatcmpl-1"])
def test_a_request_is_found_by_any_of_its_ids(world, event, identifier):
    event()
    with world.store.write() as tx:
        register_cards(tx, describe_cards(CARDS, [CARD.card_id]))
    found = explain_request(world.store, world.settings, identifier)
    assert (found.request_key, found.cost, found.price.total, found.notes) == ("7", Decimal("0.0035"), "0.0035", ())


def test_the_card_of_then_is_used_whatever_it_costs_now(world, event):
    event(card_id="card_then")
    row = describe_cards(CARDS, [CARD.card_id]).to_pylist()[0]
    old = {**row, "card_id": "card_then", "rates": row["rates"].replace("2500000", "5000000")}
    world.insert("price_card", [old | {"first_used": datetime(2026, 1, 1)}])  # noqa: DTZ001
    # 1,000 × 5 + 100 × 10 USD a million
    assert explain_request(world.store, world.settings, "7").price.total == "0.006"


def test_a_card_that_is_not_recorded_is_said(world, event):
    event()
    [note] = explain_request(world.store, world.settings, "7").notes
    assert "not recorded" in note


def test_a_stated_cost_needs_no_card(world, event):
    event(cost_state="stated", stated_by="provider", stated_cost=Decimal("0.9"), card_id=None)
    found = explain_request(world.store, world.settings, "7")
    assert (found.price, found.stated_cost) == (None, Decimal("0.9"))
    assert found.notes == ("the cost was stated by the provider: no card is used",)


def test_units_and_samples_are_explained(world, event):
    event(units='{"web_searches": 4}', requests=2, flags="sampled:0.5")
    found = explain_request(world.store, world.settings, "7")
    assert [(leaf.unit, leaf.amount) for leaf in found.price.leaves][-1] == ("web_searches", "0.04")
    assert found.flags == ("sampled:0.5",)


def test_a_request_without_usage_says_so(world, event):
    event(input=None, output=None, reasoning=None, cost_state="unknown", priced_cost=None, card_id=None)
    found = explain_request(world.store, world.settings, "7")
    assert (found.price.state, found.price.flags) == ("unknown", ("no_usage",))


def test_of_several_the_newest_is_explained(world, event):
    event(request_key=1)
    event(request_key=2, ts=datetime(2026, 11, 3))  # noqa: DTZ001
    found = explain_request(world.store, world.settings, "req-1")
    assert found.request_key == "2"
    assert "more requests have this id; this is the newest" in found.notes


def test_another_currency_is_said(tmp_path, event, world):
    event()
    found = explain_request(world.store, world.settings.model_copy(update={"currency": "EUR"}), "7")
    assert any("converted to EUR" in note for note in found.notes)


def test_an_unknown_id_is_not_found(world):
    with pytest.raises(NotFoundError, match="no request 'nobody'"):
        explain_request(world.store, world.settings, "nobody")
