"""Must not happen, 3 to 6, 8 and 12, where a price alone shows it. Amounts are worked by hand beside each.

2 (budgets leak) and 11 (cost of GPUs and Kubernetes) speak of parts that Outlay does not have yet; cents read as
dollars (of 4) belongs to the reading of cost APIs.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import UsageError
from outlay.core.settings import Settings
from outlay.pricing import load_cards, normalise_usage, price_usage
from outlay.pricing.overrides import Override, write_override

TOKENS = {"input_tokens": 1000, "output_tokens": 100}


# 3: an unknown model costs nothing and switches caps off


@pytest.mark.parametrize(
    "who",
    [
        {"provider": "openai", "model": "gpt-99-preview"},
        {"provider": "vigil", "model": "any"},
        {"provider": "openai", "model": "ft:gpt-99:acme::1"},
        {"model": "no-such-model"},
    ],
    ids=["litellm#12337", "Vigil#985", "eidan#203", "control-tower#1755"],
)
def test_an_unknown_model_has_no_price_and_never_zero(price, who):
    answer = price(**who, usage=TOKENS)
    assert (answer["state"], answer["usd"]) == ("unknown", None)
    assert answer["warnings"]


def test_qwen_code_7784_a_true_zero_is_shown_as_zero(price):
    answer = price(provider="openai", model="gpt-4o", usage=TOKENS, stated_cost={"total": 0})
    assert (answer["state"], answer["usd"]["total"]) == ("stated", "0")


# 4: unit errors


def test_ai_gateway_401_a_rate_per_thousand_is_not_taken_for_one_per_million(tmp_path):
    # 2.50 USD a million is 0.0025 a thousand: given as if for a million, it is a thousandth of the list price.
    slip = Override(
        provider="openai", model="gpt-4o", rates={"input": "0.0025"}, valid_from=date(2026, 11, 1), reason="meter"
    )
    with pytest.raises(UsageError, match=r"from 2\.5 to 0\.0025 USD a million tokens"):
        write_override(Settings(data_dir=tmp_path), slip, today=date(2026, 11, 1))
    assert not (tmp_path / "prices").exists()


def test_ai_gateway_403_a_rate_says_what_it_is_for(tmp_path):
    card = "{provider: acme, model: m, valid_from: 2026-01-01, per: PER, rates: {input: AMOUNT}}"
    found = []
    for per, amount in (("1000", "0.0025"), ("1000000", "2.5")):
        path = tmp_path / f"{per}.yaml"
        entry = card.replace("PER", per).replace("AMOUNT", f'"{amount}"')
        path.write_text(f"overlay: 1\nname: a\nkind: override\ncards: [{entry}]\n", encoding="utf-8")
        [*_, priced] = load_cards(Settings(data_dir=tmp_path, price_overlays=[path])).find("acme", "m").cards
        found.append(price_usage(priced, normalise_usage({"input_tokens": 1000})).total)
    assert [Decimal(total).scaleb(-12) for total in found] == [Decimal("0.0025")] * 2


# 5: the tier is ignored


def test_litellm_37046_priority_has_its_own_price(price):
    # 1,000 × 4.25 + 100 × 17
    context = {"service_tier": "priority"}
    assert price(provider="openai", model="gpt-4o", context=context, usage=TOKENS)["usd"]["total"] == "0.00595"


@pytest.mark.parametrize("issue", ["litellm#13810", "litellm#22086"])
def test_flex_is_not_priced_at_twice_its_price(price, issue):
    usage = {"litellm#13810": TOKENS, "litellm#22086": {"input_tokens": 1000, "cache_read_tokens": 1000}}[issue]
    # 1,000 × 1 + 100 × 4; 1,000 cached × 0.25
    right = {"litellm#13810": "0.0014", "litellm#22086": "0.00025"}[issue]
    answer = price(provider="openai", model="o3", context={"service_tier": "flex"}, usage=usage)
    assert (answer["usd"]["total"], answer["state"]) == (right, "priced")


def test_langfuse_15942_a_tier_without_a_price_is_not_silently_the_default(price):
    answer = price(provider="openai", model="gpt-4o", context={"service_tier": "scale"}, usage=TOKENS)
    assert (answer["state"], answer["warnings"]) == ("modelled", ["context_unmatched:service_tier=scale"])


def test_genai_prices_115_a_tiers_name_matches_in_any_case(price):
    context = {"service_tier": "Flex"}
    # 1,000 × 1 + 100 × 4
    assert price(provider="openai", model="o3", context=context, usage=TOKENS)["usd"]["total"] == "0.0014"


def test_genai_prices_429_inference_in_one_country_costs_a_tenth_more(price):
    answer = price(provider="anthropic", model="claude-opus-4-7", context={"inference_geo": "us"}, usage=TOKENS)
    # (1,000 × 5 + 100 × 25) × 1.1
    assert (answer["usd"]["total"], answer["state"]) == ("0.00825", "priced")
    assert answer["card"]["overlays"] == ["times 1.1:uplifts:inference_geo us"]


def test_posthog_94200_the_tier_that_served_is_priced(price):
    body = {"service_tier": "default", "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
    answer = price(provider="openai", model="gpt-4o", context={"service_tier": "priority"}, raw_usage=body)
    # 1,000 × 2.5 + 100 × 10
    assert (answer["usd"]["total"], answer["warnings"]) == ("0.0035", ["tier_served:default"])


# 6: the batch discount is wrong


def test_litellm_9077_a_batch_costs_half(price):
    answer = price(provider="openai", model="gpt-4o", context={"processing": "batch"}, usage=TOKENS)
    # 1,000 × 1.25 + 100 × 5
    assert (answer["usd"]["total"], answer["state"]) == ("0.00175", "priced")


def test_litellm_38341_cached_tokens_of_a_batch_have_their_own_discount(price):
    usage = {"input_tokens": 3000, "cache_read_tokens": 1000, "cache_write_5m_tokens": 1000}
    answer = price(provider="anthropic", model="claude-sonnet-4-5", context={"processing": "batch"}, usage=usage)
    # 1,000 × 1.5 + 1,000 × 0.15 + 1,000 × 1.875
    assert answer["usd"]["total"] == "0.003525"


def test_dust_23702_a_batch_says_so_as_a_tier_too(price):
    answer = price(provider="anthropic", model="claude-haiku-4-5", context={"service_tier": "batch"}, usage=TOKENS)
    # 1,000 × 0.5 + 100 × 2.5
    assert answer["usd"]["total"] == "0.00075"


def test_weave_5041_a_batch_at_a_reseller_without_a_batch_price_is_flagged(price):
    answer = price(provider="azure", model="gpt-4.1", context={"processing": "batch"}, usage=TOKENS)
    assert (answer["state"], answer["warnings"]) == ("modelled", ["context_unmatched:processing=batch"])


# 8: it does not match the bill


def test_litellm_8514_thousands_of_cheap_requests_do_not_round_to_nothing(price):
    answer = price(provider="openai", model="text-embedding-3-small", usage={"input_tokens": 1})
    # one token at 0.02 a million
    assert answer["usd"]["total"] == "0.00000002"


def test_litellm_12313_bedrocks_cached_tokens_are_not_input(price):
    usage = {"inputTokens": 1000, "cacheReadInputTokens": 9000, "outputTokens": 100, "totalTokens": 10_100}
    model = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
    answer = price(provider="bedrock_converse", model=model, raw_usage={"usage": usage})
    # 1,000 × 3 + 9,000 × 0.3 + 100 × 15
    assert (answer["usd"]["total"], answer["state"]) == ("0.0072", "priced")


def test_litellm_39441_the_cost_that_xai_states_is_the_cost(price):
    usage = {"prompt_tokens": 198, "completion_tokens": 90, "cost_in_usd_ticks": 2_709_000}
    answer = price(provider="xai", model="grok-4", raw_usage={"usage": usage})
    assert (answer["state"], answer["usd"]["total"]) == ("stated", "0.0002709")


def test_litellm_25622_thoughts_that_are_counted_beside_the_output_are_billed(price):
    usage = {"promptTokenCount": 1000, "candidatesTokenCount": 10, "thoughtsTokenCount": 90, "totalTokenCount": 1100}
    answer = price(provider="vertex_ai", model="gemini-2.5-pro", raw_usage={"usageMetadata": usage})
    # 1,000 × 1.25 + 100 × 10
    assert answer["usd"]["total"] == "0.00225"


def test_litellm_27588_searches_of_tools_are_billed(price):
    usage = {"input_tokens": 1000, "output_tokens": 100, "server_tool_use": {"web_search_requests": 2}}
    answer = price(provider="anthropic", model="claude-sonnet-4-5", raw_usage=usage)
    # 1,000 × 3 + 100 × 15 + 2 × 0.01
    assert answer["usd"]["total"] == "0.0245"


@pytest.mark.parametrize("issue", ["preflight#59", "conductai#478", "fountain#1038"])
def test_a_contracts_price_is_what_is_billed(tmp_path, issue):
    wish = Override(provider="anthropic", percent_off=Decimal(8), valid_from=date(2026, 7, 1), reason=issue)
    settings = Settings(data_dir=tmp_path)
    write_override(settings, wish, today=date(2026, 11, 1))
    card = load_cards(settings).find("anthropic", "claude-haiku-4-5").cards[-1]
    # (1,000 × 1 + 100 × 5) × 0.92
    assert price_usage(card, normalise_usage(TOKENS)).total == 1_380_000_000
    assert card.overlays == (f"times 0.92:own-prices:{issue}",)


# 12: the arithmetic of long-context prices


def test_genai_prices_241_long_context_is_a_cliff(price):
    at, above = (
        price(provider="anthropic", model="claude-sonnet-4-5", usage={"input_tokens": count, "output_tokens": 0})
        for count in (200_000, 200_001)
    )
    # 200,000 × 3; 200,001 × 6
    assert (at["usd"]["total"], above["usd"]["total"]) == ("0.6", "1.200006")


def test_litellm_30345_thresholds_are_compared_as_numbers(price):
    # As texts, 90000 would be above 200000.
    answer = price(provider="anthropic", model="claude-sonnet-4-5", usage={"input_tokens": "90000", "output_tokens": 0})
    assert (answer["usd"]["total"], answer["card"]["input_over"]) == ("0.27", None)


def test_litellm_30344_the_output_of_a_long_request_is_dearer_too(price):
    usage = {"input_tokens": 200_001, "output_tokens": 1000}
    answer = price(provider="anthropic", model="claude-sonnet-4-5", usage=usage)
    # 1,000 × 22.5
    assert answer["usd"]["output"] == "0.0225"
