from __future__ import annotations

import pytest

from outlay.facts.bedrock import read_usage

INPUT, OUTPUT = "Input Tokens", "Output Tokens"
READ, WRITE = "Cache Read Input Tokens", "Cache Write Input Tokens"


@pytest.mark.parametrize(
    ("usage_type", "model", "meter"),
    [
        ("USE1-Claude4.6Sonnet-input-tokens", "claude-sonnet-4-6", INPUT),
        ("EU-Claude3.5Haiku-output-tokens", "claude-3-5-haiku", OUTPUT),
        ("USE1-Claude4.6Opus-cache-read-input-token-count-cross-region-global", "claude-opus-4-6", READ),
        ("USE1-Claude4Sonnet-cache-write-input-token-count", "claude-sonnet-4", WRITE),
        (
            "USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-global-standard",
            "anthropic.claude-opus-4-8",
            WRITE,
        ),
        ("USW2-anthropic.claude-opus-4-8-mantle-output-tokens-standard", "anthropic.claude-opus-4-8", OUTPUT),
        ("USE1-Nova2.0Pro-text-input-tokens-priority", "nova-2-pro", INPUT),
        ("APN1-Llama3-3-70B-output-tokens-batch", "llama3-3-70b", OUTPUT),
        ("USE1-GPT-OSS-120B-input-tokens-flex", "gpt-oss-120b", INPUT),
        ("USE1-Guardrail-ContentPolicyUnitsConsumed", None, None),
    ],
)
def test_a_usage_type_names_model_and_class(usage_type, model, meter):
    use = read_usage(usage_type, "1K tokens", None, None)

    assert (use.model, use.meter) == (model, meter)
    assert use.factor == (1000 if meter else None)


@pytest.mark.parametrize(
    ("usage_type", "meter", "details"),
    [
        ("USE1-MP:USE1_InputTokenCount-Units", INPUT, None),
        ("USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units", WRITE, ("global", "1h")),
        ("USE1-MP:USE1_CacheReadInputTokenCount_LCtx-Units", READ, ("long",)),
        ("USW2-MP:USW2_output_tokens_global_standard-Units", OUTPUT, ("global",)),
        ("USE1-MP:USE1_MillionBatchInputTokens-Units", INPUT, ("batch",)),
    ],
)
def test_models_of_the_marketplace_have_their_name_from_the_product(usage_type, meter, details):
    use = read_usage(usage_type, "Units", "Claude Haiku 4.5 (Amazon Bedrock Edition)", "Million tokens")

    assert (use.model, use.meter, use.factor, use.unit) == ("claude-haiku-4-5", meter, 1_000_000, "1000000 Tokens")
    assert all(text in (use.details or "") for text in details or ())
    assert (use.details is None) == (details is None)


@pytest.mark.parametrize(
    ("unit", "description", "factor"),
    [
        ("1K tokens", None, 1_000),
        ("1M tokens", None, 1_000_000),
        ("1,000,000 Tokens", None, 1_000_000),
        ("Tokens", None, 1),
        ("Units", "Million Input Tokens", 1_000_000),
        ("Units", "price per 1K tokens", 1_000),
        ("Units", "AWS Marketplace software usage", None),
        ("Hrs", "Million Input Tokens", None),
        (None, "Million Input Tokens", None),
    ],
)
def test_the_unit_is_read_never_assumed(unit, description, factor):
    assert read_usage("USE1-NovaLite-input-tokens", unit, None, description).factor == factor


def test_reserved_throughput_is_not_tokens():
    assert read_usage("USE1-MP:USE1_Reserved_1Month_InputTPM_Geo-Units", "Units", None, "Million").meter is None
