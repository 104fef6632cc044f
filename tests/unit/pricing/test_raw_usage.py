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


def counts_of(provider, body):
    found = extract_usage(provider, body)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("provider", ["together_ai", "novita", "self_hosted", None])
def test_who_has_no_shape_of_its_own_speaks_the_usual_ones(provider):
    usage = {"prompt_tokens": 3, "completion_tokens": 2}
    assert counts_of(provider, {"usage": usage}) == {"input_tokens": 3, "output_tokens": 2}


def test_parts_that_an_own_shape_leaves_out_are_read_from_the_usual_one():
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 7}}
    assert counts_of("anthropic", usage)["cache_read_tokens"] == 7


def test_a_usual_shape_does_not_undo_an_own_convention():
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "completion_tokens_details": {"reasoning_tokens": 5}}
    assert counts_of("xai", {"usage": usage})["output_tokens"] == 7
    assert counts_of("openai", {"usage": usage})["output_tokens"] == 2


@pytest.mark.parametrize(
    ("value", "flag"),
    [(-5, True), ("many", True), (float("nan"), True), (True, False), (None, False), ("12", False), (12.0, False)],
)
def test_a_count_that_is_none_is_flagged_and_the_rest_stays(value, flag):
    usage = normalise_usage(counts_of("openai", {"usage": {"prompt_tokens": 10, "completion_tokens": value}}))
    assert usage.input == 10
    assert ("rejected:completion_tokens" in usage.flags) is flag


def test_texts_beside_the_usage_are_left_alone():
    body = {"model": "12", "usage": {"prompt_tokens": 3, "service_tier": "flex", "kind": "text"}}
    found = read_body("openai", body)
    assert (found.model, found.counts, found.context) == ("12", {"input_tokens": 3}, {"service_tier": "flex"})


@pytest.mark.parametrize(
    ("provider", "body", "context"),
    [
        ("openai", {"service_tier": "priority", "usage": {"prompt_tokens": 1}}, {"service_tier": "priority"}),
        ("openai", {"response": {"service_tier": "flex"}, "usage": {"prompt_tokens": 1}}, {"service_tier": "flex"}),
        (
            "anthropic",
            {
                "usage": {
                    "input_tokens": 1,
                    "output_tokens": 1,
                    "service_tier": "batch",
                    "speed": "fast",
                    "inference_geo": "us",
                }
            },
            {"service_tier": "batch", "speed": "fast", "region": "us"},
        ),
        ("anthropic", {"usage": {"input_tokens": 1, "output_tokens": 1, "inference_geo": "not_available"}}, {}),
        (
            "google",
            {"usageMetadata": {"promptTokenCount": 1, "trafficType": "ON_DEMAND_FLEX"}},
            {"service_tier": "flex"},
        ),
        (
            "google",
            {"usageMetadata": {"promptTokenCount": 1, "trafficType": "ON_DEMAND"}},
            {"service_tier": "on_demand"},
        ),
        (
            "aws",
            {
                "usage": {"inputTokens": 1, "outputTokens": 1},
                "serviceTier": {"type": "flex"},
                "performanceConfig": {"latency": "optimized"},
            },
            {"service_tier": "flex", "speed": "optimized"},
        ),
    ],
)
def test_the_body_says_how_the_request_was_served(provider, body, context):
    assert read_body(provider, body).context == context


@pytest.mark.parametrize(
    ("provider", "usage", "stated"),
    [
        ("xai", {"prompt_tokens": 1, "cost_in_usd_ticks": 2_709_000}, "0.0002709"),
        ("openrouter", {"prompt_tokens": 1, "cost": "0.5"}, "0.5"),
        ("openrouter", {"prompt_tokens": 1, "cost": 0}, "0"),
        ("openrouter", {"prompt_tokens": 1, "cost": 0.1, "is_byok": True}, None),
        ("openrouter", {"prompt_tokens": 1, "cost": -1}, None),
        ("perplexity", {"prompt_tokens": 1, "cost": {"total_cost": 0.006}}, "0.006"),
        ("perplexity", {"prompt_tokens": 1, "cost": 3}, None),
        ("openai", {"prompt_tokens": 1, "cost": 3}, None),
    ],
)
def test_some_providers_state_the_cost(provider, usage, stated):
    assert read_body(provider, {"usage": usage}).stated == (None if stated is None else {"total": stated})


def test_gemini_names_its_model_otherwise():
    body = {"modelVersion": "gemini-2.5-pro", "usageMetadata": {"promptTokenCount": 1}}
    assert read_body("google", body).model == "gemini-2.5-pro"


@pytest.mark.parametrize("body", [{}, {"usage": None}, {"usage": [1]}, {"usage": {"prompt_tokens": None}}])
def test_what_says_nothing_is_none(body):
    assert read_body("openai", body) is None


def test_a_bad_count_that_a_shape_needs_does_not_lose_the_rest():
    usage = normalise_usage(counts_of("anthropic", {"usage": {"input_tokens": 7, "output_tokens": -1}}))
    assert (usage.input, usage.flags) == (7, ("rejected:output_tokens",))
