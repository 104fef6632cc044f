"""Bodies of providers: every shape that the price data knows, and what no extractor reads."""

from __future__ import annotations

import pytest

from outlay.pricing import normalise_usage
from outlay.pricing.raw_usage import extract_usage, read_body


def test_the_body_names_the_model():
    body = {"model": "claude-sonnet-4-5", "usage": {"input_tokens": 1, "output_tokens": 2}}
    assert extract_usage("anthropic", body) == ({"input_tokens": 1, "output_tokens": 2}, "claude-sonnet-4-5")


def test_without_a_provider_the_usual_shapes_are_tried():
    found = extract_usage(None, {"prompt_tokens": 3, "completion_tokens": 2})
    assert found == ({"input_tokens": 3, "output_tokens": 2}, None)
