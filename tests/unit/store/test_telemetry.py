from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from outlay.core.settings import Settings
from outlay.ingest.events.letters import DeadLetter
from outlay.store import open_store
from outlay.store.dead_letters import close_dead_letters, load_dead_letters
from outlay.store.telemetry import record_dead_letters, record_metrics, register_cards

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CARD = {
    "card_id": "card_1", "provider": "openai", "model": "gpt-4o", "source": "genai-prices", "source_version": "1",
    "confidence": "single", "rates": "{}",
}  # fmt: skip
METRIC = {
    "series_key": 1, "day": date(2026, 11, 20), "start_time": datetime(2026, 11, 20, tzinfo=UTC), "is_delta": False,
    "service": "shop", "provider": "openai", "model": "gpt-4o", "token_type": "input", "quantity": 100,
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    opened = open_store(Settings(data_dir=tmp_path))
    yield opened
    opened.close()


def letter(**more):
    return DeadLetter(**{"reason": "no time", "field": "ts", "record": "{}", "source": "otlp", "kind": "x", **more})


def test_a_card_is_kept_once_with_its_first_use(store):
    with store.write() as tx:
        register_cards(tx, pa.Table.from_pylist([CARD]), NOW)
    with store.write() as tx:
        register_cards(tx, pa.Table.from_pylist([CARD, {**CARD, "card_id": "card_2"}]), NOW.replace(hour=13))
    rows = store.fetch("SELECT card_id, first_used FROM price_card ORDER BY card_id").to_pylist()
    assert [(row["card_id"], row["first_used"].hour) for row in rows] == [("card_1", 12), ("card_2", 13)]


def test_the_same_record_is_one_letter_and_open_again_when_it_fails_again(store):
    with store.write() as tx:
        record_dead_letters(tx, [letter(), letter(), letter(record='{"a": 1}')], NOW)
    first = load_dead_letters(store)
    assert len(first) == 2
    with store.write() as tx:
        close_dead_letters(tx, first)
    assert load_dead_letters(store) == []
    with store.write() as tx:
        record_dead_letters(tx, [letter()], NOW)
    assert [found.record for found in load_dead_letters(store)] == ["{}"]


def test_a_letter_that_fails_again_before_it_is_closed_stays_open(store):
    with store.write() as tx:
        record_dead_letters(tx, [letter()], NOW)
    sent = load_dead_letters(store)
    with store.write() as tx:
        record_dead_letters(tx, [letter()], NOW.replace(hour=13))
    with store.write() as tx:
        close_dead_letters(tx, sent)
    assert [found.state for found in load_dead_letters(store)] == ["open"]


def test_letters_are_found_by_id_and_state(store):
    with store.write() as tx:
        record_dead_letters(tx, [letter(record=None), letter(field=None)], NOW)
    (one, other) = load_dead_letters(store)
    assert load_dead_letters(store, ids=[one.dead_letter_id]) == [one]
    assert load_dead_letters(store, state="retried") == []
    assert len(load_dead_letters(store, state=None, limit=1)) == 1
    assert other.state == "open"


@pytest.mark.parametrize("quantities", [(100, 250, 180), (250, 100, 180), (250, 250)])
def test_the_highest_reading_of_a_series_and_day_stays(store, quantities):
    for quantity in quantities:
        with store.write() as tx:
            record_metrics(tx, [{**METRIC, "quantity": quantity}], NOW)
    assert store.fetch("SELECT quantity FROM usage_metric").to_pylist() == [{"quantity": 250}]


def test_old_readings_are_forgotten(store):
    with store.write() as tx:
        record_metrics(tx, [METRIC, {**METRIC, "day": date(2026, 1, 1)}], NOW)
    assert store.fetch("SELECT count(*) AS n FROM usage_metric").to_pylist() == [{"n": 1}]
