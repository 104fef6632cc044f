"""Cards with numbers that can be worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outlay.pricing import Cards
from outlay.pricing.overlay_file import load_overlay

EXAMPLE = """\
overlay: 1
name: example
kind: override
cards:
  - provider: openai
    model: acme-1
    valid_from: 2026-01-01
    valid_to: 2026-07-01
    rates: {input: "2", cache_read: "0.2", cache_write_5m: "2.5", cache_write_1h: "4", output: "8", reasoning: "9"}
    bands:
      - over: 1000
        rates:
          {input: "4", cache_read: "0.4", cache_write_5m: "5", cache_write_1h: "8", output: "12", reasoning: "13"}
    fees: {web_searches: {per: 1000, amount: "10"}}
  - {provider: openai, model: acme-1, valid_from: 2026-07-01, rates: {input: "1", output: "4"}}
  - {provider: openai, model: acme-1, valid_from: 2026-01-01, processing: batch, rates: {input: "1", output: "4"}}
  - {provider: openai, model: acme-1, valid_from: 2026-01-01, tier: flex, rates: {input: "1.5", output: "6"}}
  - {provider: openai, model: free-1, valid_from: 2026-01-01, rates: {input: "0", output: "0"}}
  - provider: openai
    model: seventh
    valid_from: 2026-01-01
    per: 7
    rates: {input: "0.000000000001", output: "0.000000000003"}
  - provider: openai
    model: audio-1
    valid_from: 2026-01-01
    rates: {input: "1", output: "1", input_audio_tokens: "10"}
  - provider: openai
    model: scribe
    valid_from: 2026-01-01
    fees: {audio_seconds: {per: 3600, amount: "0.36"}}
    minimum: {audio_seconds: 10}
  - provider: openai
    model: per-call
    valid_from: 2026-01-01
    rates: {input: "1", output: "1"}
    fees: {requests: {per: 1000, amount: "5"}}
"""


@pytest.fixture
def overlay(tmp_path):
    """Write overlays and get cards made with them."""

    def build(*texts: str) -> Cards:
        loaded = []
        for number, text in enumerate(texts):
            path = tmp_path / f"overlay{number}.yaml"
            path.write_text(text, encoding="utf-8")
            loaded.append(load_overlay(path))
        return Cards(loaded)

    return build


@pytest.fixture
def cards(overlay):
    return overlay(EXAMPLE)


@pytest.fixture
def at():
    """Microseconds since 1970 of an ISO time."""

    def convert(text: str) -> int:
        passed = datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
        return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds

    return convert
