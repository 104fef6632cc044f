"""OpenAI's costs and usage: what a line item says, disjoint kinds of token, and nothing guessed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.openai import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def _facts(dataset, *records):
    settings = Settings(admin_key="sk-admin-1", billing_account="org-1")
    bucket = Bucket(dataset=dataset, start=DAY, end=DAY + timedelta(days=1), records=records)
    return Source(settings, None, DAY).normalise(date(2026, 11, 1), [bucket])


def _cost(line_item, value="2.5", **fields):
    amount = {"value": Decimal(value), "currency": "usd"}
    return {"object": "organization.costs.result", "amount": amount, "line_item": line_item, "quantity": None, **fields}


def _completion(**fields):
    return {"object": "x", "input_tokens": 0, "output_tokens": 0, "num_model_requests": 1, **fields}


def _used(facts):
    return {row["token_class"]: row["quantity"] for row in facts.usage}


@pytest.mark.parametrize(
    ("line_item", "model", "meter"),
    [
        ("gpt-5.4-2026-03-05, input", "gpt-5.4-2026-03-05", "Input Tokens"),
        ("gpt-5.4-2026-03-05, cached input", "gpt-5.4-2026-03-05", "Cache Read Input Tokens"),
        ("gpt-5.4, cache writes", "gpt-5.4", "Cache Write Input Tokens"),
        ("gpt-5.4, output", "gpt-5.4", "Output Tokens"),
        ("priority | gpt-5.4, output, long context", "gpt-5.4", "Output Tokens"),
        ("gpt-image-2 image, output", "gpt-image-2", "Output Tokens"),
        ("ft:gpt-4.1-mini:acme::abc, input", "ft:gpt-4.1-mini:acme::abc", "Input Tokens"),
    ],
)
def test_a_line_item_that_names_model_and_tokens_is_read(line_item, model, meter):
    (charge,) = _facts("costs", _cost(line_item)).charges
    assert (charge["x_Model"], charge["SkuMeter"], charge["ChargeDescription"]) == (model, meter, line_item)


@pytest.mark.parametrize(
    "line_item", ["web search tool calls", "Vector storage", "whisper-1, audio", "a, b, input", None]
)
def test_any_other_line_item_is_kept_and_not_interpreted(line_item):
    (charge,) = _facts("costs", _cost(line_item)).charges
    assert charge["ChargeDescription"] == charge["SkuId"] == line_item
    assert charge.get("x_Model") is None
    assert charge.get("SkuMeter") is None


def test_tier_modality_and_context_of_a_line_item_are_details_of_its_price():
    (charge,) = _facts("costs", _cost("priority | gpt-audio-1 audio, input, long context")).charges
    details = {"x_ServiceTier": "priority", "x_Modality": "audio", "x_ContextWindow": "long context"}
    assert json.loads(charge["SkuPriceDetails"]) == details
    assert charge["SkuId"] == "gpt-audio-1, input"


def test_dollars_stay_digit_for_digit_and_below_zero_is_an_adjustment():
    facts = _facts("costs", _cost("x", "2210.440000000001"), _cost("y", "-3.1"))
    assert [charge["BilledCost"] for charge in facts.charges] == [Decimal("2210.440000000001"), Decimal("-3.1")]
    assert [charge["ChargeCategory"] for charge in facts.charges] == ["Usage", "Adjustment"]


@pytest.mark.parametrize(
    ("unit", "consumed"), [(None, ("7", "Tokens")), ("tokens", ("7", "Tokens")), ("1000_tokens", ("7000", "Tokens"))]
)
def test_quantities_of_tokens_are_tokens(unit, consumed):
    (charge,) = _facts("costs", _cost("m, input", quantity=Decimal(7), quantity_unit=unit)).charges
    assert (charge["ConsumedQuantity"], charge["ConsumedUnit"]) == (Decimal(consumed[0]), consumed[1])


def test_other_units_are_named_as_the_vendor_does():
    (charge,) = _facts("costs", _cost("m, output", quantity=Decimal(3), quantity_unit="duration_seconds")).charges
    assert (charge["ConsumedQuantity"], charge["ConsumedUnit"]) == (Decimal(3), "Duration seconds")
    assert "PricingQuantity" not in charge


def test_project_and_key_are_where_they_belong():
    (charge,) = _facts("costs", _cost("m, input", project_id="proj_1", api_key_id="key_1")).charges
    assert (charge["SubAccountId"], charge["x_CredentialId"]) == ("proj_1", "key_1")
    assert charge["BillingAccountId"] == "org-1"


def test_the_ungrouped_total_is_stated_by_currency():
    facts = _facts("costs_total", _cost(None, "1.5"), _cost(None, "2"))
    assert [(stated.currency, stated.amount) for stated in facts.stated] == [("USD", Decimal("3.5"))]
    assert not facts.charges


def test_input_is_taken_apart_into_what_was_cached_and_what_was_not():
    record = _completion(
        input_tokens=141201,
        output_tokens=9756,
        input_cached_tokens=100000,
        input_cache_write_tokens=1201,
        input_uncached_tokens=40000,
        input_text_tokens=39000,
        input_cached_text_tokens=99000,
        input_image_tokens=1000,
    )
    expected = {"input": 40000, "cache_read": 100000, "cache_write": 1201, "output": 9756}
    assert _used(_facts("completions", record)) == expected


def test_requests_are_told_once():
    facts = _facts("completions", _completion(input_tokens=5, output_tokens=2, num_model_requests=3))
    assert [row["requests"] for row in facts.usage] == [3, None]


@pytest.mark.parametrize(
    ("fields", "tier"),
    [
        ({"service_tier": "default", "batch": False}, "default"),
        ({"service_tier": "flex-tier"}, "flex"),
        ({"service_tier": "default", "batch": True}, "batch"),
        ({}, None),
    ],
)
def test_the_tier_of_usage_is_its_prefix_and_batch_wins(fields, tier):
    (row,) = _facts("completions", _completion(input_tokens=1, **fields)).usage
    assert row["service_tier"] == tier


def test_unknown_tiers_and_fields_are_kept_and_named():
    facts = _facts("completions", _completion(input_tokens=1, service_tier="warp", mood=1))
    assert facts.unknown_fields == {"completions.service_tier=warp", "completions.mood"}
    assert facts.usage[0]["service_tier"] == "warp"


@pytest.mark.parametrize(
    ("dataset", "field"),
    [
        ("vector_stores", "usage_bytes"),
        ("code_interpreter_sessions", "num_sessions"),
        ("file_search_calls", "num_requests"),
        ("web_search_calls", "num_requests"),
    ],
)
def test_tools_count_units_under_their_own_name_and_no_requests(dataset, field):
    (row,) = _facts(dataset, {field: 4, "num_model_requests": 9, "model": "gpt-5.4"}).usage
    assert (row["model"], row["token_class"], row["quantity"], row["requests"]) == (dataset, "units", 4, None)


@pytest.mark.parametrize(
    ("dataset", "field"), [("images", "images"), ("audio_speeches", "characters"), ("audio_transcriptions", "seconds")]
)
def test_models_without_tokens_count_units(dataset, field):
    (row,) = _facts(dataset, {field: 12, "num_model_requests": 2, "model": "m-1"}).usage
    assert (row["model"], row["token_class"], row["quantity"], row["requests"]) == ("m-1", "units", 12, 2)


@pytest.mark.parametrize(
    ("dataset", "record", "field"),
    [
        ("costs", {"line_item": "x"}, "amount"),
        ("costs", {"amount": {"value": "much", "currency": "usd"}}, "value"),
        ("completions", {"output_tokens": 1}, "input_tokens"),
        ("images", {"num_model_requests": 1}, "images"),
    ],
)
def test_a_missing_field_is_named(dataset, record, field):
    with pytest.raises(SourceFormatError, match=field):
        _facts(dataset, record)
