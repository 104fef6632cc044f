"""Sends bodies through decoding, merging and loading, and reads what came of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from outlay.core.money import format_plain
from outlay.core.settings import Settings
from outlay.ingest.merging import build_merge
from outlay.jobs.intake.decoding import decode_entries
from outlay.jobs.rating import build_pricing
from outlay.pricing import Cards, price_lines
from outlay.store.duckdb import DuckStore
from outlay.store.events import EventLoader
from outlay.store.journal import Entry, Position
from outlay.store.keys import register_keys
from outlay.store.telemetry import register_cards

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NANOSECONDS = 1_000_000_000


class Intake:
    """A store that telemetry goes into, one body after the other."""

    def __init__(self, folder, **settings):
        self.settings = Settings(data_dir=folder, **settings)
        self.store = DuckStore(self.settings.store_path)
        self.pricing = build_pricing(self.settings)
        self._merge = build_merge(self.settings, self.pricing.rate)
        self._sent = 0

    def send(self, kind, *records, source=""):
        """Send each record as a body of its own, as a sender that retries and overlaps would."""
        for record in records:
            self._sent += 1
            place = Position(segment=1, offset=self._sent)
            body = json.dumps(record).encode()
            entry = Entry(
                kind=kind, source=source, received_at_us=0, number=self._sent, count=1, body=body, position=place,
                end=place,
            )  # fmt: skip
            self._load(entry)

    def _load(self, entry):
        with self.store.scratch() as scratch:
            decoded = decode_entries([entry], scratch, self.pricing)
        assert decoded.letters == []
        with self.store.write() as tx:
            register_keys(tx, decoded.keys, self.settings)
            register_cards(tx, decoded.cards)
            loader = EventLoader(tx, now=NOON, merge=self._merge)
            loader.load(decoded.batch)
            loader.finish()

    def spans(self, *spans):
        """Send OpenTelemetry spans, a body each."""
        bodies = ({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]} for span in spans)
        self.send("otlp-traces-json", *bodies)

    def requests(self):
        """The stored requests, oldest first."""
        return self.store.fetch("SELECT * FROM event JOIN key USING (key_id) ORDER BY ts, request_key").to_pylist()

    def request(self):
        """The one stored request."""
        [found] = self.requests()
        return found

    def cost(self):
        """What everything costs by the rollup, as text; None where nothing of it has a price."""
        sql = "SELECT sum(priced_cost) AS cost, bool_or(cost_state <> 'unknown') AS known FROM event_hour"
        [row] = self.store.fetch(sql).to_pylist()
        return format_plain(row["cost"]) if row["known"] else None


@pytest.fixture
def intake(tmp_path):
    made = Intake(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def span():
    """A span of a chat, as OTLP's JSON has it."""

    def make(attributes, *, number=1, parent=None, trace=1, name="chat", start=0, seconds=1):
        begin = int(NOON.timestamp()) * NANOSECONDS + start * NANOSECONDS
        found = {
            "traceId": f"{trace:032x}",
            "spanId": f"{number:016x}",
            "name": name,
            "startTimeUnixNano": str(begin),
            "endTimeUnixNano": str(begin + seconds * NANOSECONDS),
            "attributes": [{"key": key, "value": _value(value)} for key, value in attributes.items()],
        }
        return found if parent is None else {**found, "parentSpanId": f"{parent:016x}"}

    return make


def _value(value):
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}


@pytest.fixture(scope="session")
def price():
    """What `outlay price` answers to a record of noon, 1 November 2026."""
    cards = Cards()

    def ask(**record):
        [answer] = price_lines([json.dumps({"id": "r", "at": NOON.isoformat(), **record})], cards)
        return json.loads(answer)

    return ask


@pytest.fixture
def litellm_row():
    """A row of LiteLLM's spend log: 1,000 tokens in, 100 out, of gpt-4o."""

    def make(**columns):
        return {
            "request_id": "chatcmpl-1",
            "call_type": "acompletion",
            "startTime": "2026-11-01T12:00:00.000Z",
            "endTime": "2026-11-01T12:00:01.000Z",
            "model": "gpt-4o",
            "custom_llm_provider": "openai",
            "prompt_tokens": 1000,
            "completion_tokens": 100,
            "total_tokens": 1100,
            "spend": 0.0035,
            "status": "success",
            "metadata": {},
        } | columns

    return make
