"""What the journal's records become."""

from __future__ import annotations

import json

import pytest

from outlay.ingest.events.letters import LONGEST_RECORD
from outlay.jobs.intake.decoding import decode_entries
from outlay.store.journal import Entry, Position
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.events.kit import pricing_with, rate

EVENT = {"ts": "2026-11-20T10:00:00Z", "provider": "openai", "model": "m1", "input_tokens": 10}


@pytest.fixture
def decode(tmp_path):
    """Decodes bodies of events, given as records."""
    with lend_scratch(tmp_path) as scratch:

        def decoded(*bodies, kind="events"):
            entries = [
                Entry(
                    kind=kind, source="shop", received_at_us=0, number=0, count=len(body), position=Position(1, place),
                    end=Position(1, place + 1), body=json.dumps(body).encode(),
                )
                for place, body in enumerate(bodies)
            ]  # fmt: skip
            return decode_entries(entries, scratch, pricing_with(rate))

        yield decoded


def test_the_records_of_all_bodies_become_one_batch(decode):
    found = decode([EVENT, EVENT], [EVENT | {"model": "m2"}])
    assert found.batch.column("source").to_pylist() == ["shop"] * 3
    assert {key["model"] for key in found.keys} == {"m1", "m2"}


def test_a_row_that_cannot_be_a_request_is_set_aside_with_what_it_held(decode):
    found = decode([EVENT, EVENT | {"ts": "soon", "customer": "acme"}])
    (letter,) = found.letters
    assert (found.batch.num_rows, letter.field, letter.source) == (1, "ts", "shop")
    assert json.loads(letter.record)["customer"] == "acme"


def test_of_a_long_row_set_aside_only_the_reason_is_kept(decode):
    (letter,) = decode([EVENT | {"ts": "soon", "session": "x" * LONGEST_RECORD}]).letters
    assert (letter.field, letter.record) == ("ts", None)


def test_a_body_that_cannot_be_read_is_as_many_letters_as_it_has_records(decode):
    found = decode([EVENT, EVENT], kind="otlp-traces-json")
    assert (len(found.letters), found.batch.num_rows) == (2, 0)
