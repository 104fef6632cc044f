"""Anthropic's cost report in cents and its usage report, whose kinds of token are disjoint already."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.focus.keys import token_class_of
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.anthropic import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def _facts(dataset, *records):
    settings = Settings(admin_key="sk-ant-admin-1", billing_account="org-1")
    bucket = Bucket(dataset=dataset, start=DAY, end=DAY + timedelta(days=1), records=records)
    return Source(settings, None, DAY).normalise(date(2026, 11, 1), [bucket])


def _cost(**fields):
    tokens = {"cost_type": "tokens", "token_type": "uncached_input_tokens", "model": "claude-opus-5-5"}
    return {"amount": "123.78912", "currency": "USD", "description": "Usage", "workspace_id": None, **tokens, **fields}


def _usage(**fields):
    nothing = {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}
    counts = {"uncached_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 0, "cache_creation": nothing}
    return {**counts, "model": "claude-opus-5-5", "service_tier": "standard", **fields}


def test_cents_become_dollars_exactly():
    (charge,) = _facts("cost_report", _cost()).charges
    assert charge["BilledCost"] == charge["EffectiveCost"] == Decimal("1.2378912")


@pytest.mark.parametrize(
    ("token_type", "token_class"),
    [
        ("uncached_input_tokens", "input"),
        ("cache_read_input_tokens", "cache_read"),
        ("cache_creation.ephemeral_5m_input_tokens", "cache_write"),
        ("cache_creation.ephemeral_1h_input_tokens", "cache_write"),
        ("output_tokens", "output"),
    ],
)
def test_token_types_become_meters_that_an_import_tells_apart(token_type, token_class):
    (charge,) = _facts("cost_report", _cost(token_type=token_type)).charges
    assert token_class_of(None, None, charge["SkuMeter"], None) == token_class
    assert token_class_of(token_type, None, charge["SkuMeter"], None) == token_class


@pytest.mark.parametrize(("cost_type", "meter"), [("web_search", "Web Searches"), ("code_execution", "Code Execution")])
def test_tools_are_skus_of_their_own(cost_type, meter):
    (charge,) = _facts("cost_report", _cost(cost_type=cost_type, token_type=None, model=None)).charges
    assert (charge["SkuId"], charge["SkuMeter"]) == (cost_type, meter)


def test_tier_and_context_are_part_of_the_price():
    (charge,) = _facts("cost_report", _cost(service_tier="batch", context_window="200k-1M")).charges
    assert charge["SkuId"] == "claude-opus-5-5 uncached_input_tokens"
    assert charge["SkuPriceId"] == "claude-opus-5-5 uncached_input_tokens batch 200k-1M"


def test_the_default_workspace_has_no_account():
    default, other = _facts("cost_report", _cost(), _cost(workspace_id="wrkspc_1")).charges
    assert (default["SubAccountId"], default["SubAccountType"]) == (None, None)
    assert (other["SubAccountId"], other["SubAccountType"]) == ("wrkspc_1", "Workspace")


def test_the_total_without_groups_is_stated_and_not_charged():
    facts = _facts("cost_total", _cost(amount="100"), _cost(amount="50.5"))
    assert [(stated.currency, stated.amount) for stated in facts.stated] == [("USD", Decimal("1.505"))]
    assert not facts.charges


def test_kinds_of_token_are_kept_apart_and_searches_are_units():
    written = {"ephemeral_1h_input_tokens": 1000, "ephemeral_5m_input_tokens": 500}
    facts = _facts(
        "usage_messages",
        _usage(
            uncached_input_tokens=1500,
            cache_creation=written,
            cache_read_input_tokens=200,
            output_tokens=500,
            server_tool_use={"web_search_requests": 10},
        ),
    )
    counted = [(row["token_class"], row["quantity"], row["model"]) for row in facts.usage]
    assert sorted(counted) == [
        ("cache_read", 200, "claude-opus-5-5"),
        ("cache_write", 500, "claude-opus-5-5"),
        ("cache_write", 1000, "claude-opus-5-5"),
        ("input", 1500, "claude-opus-5-5"),
        ("output", 500, "claude-opus-5-5"),
        ("units", 10, "web_search"),
    ]


def test_priority_tier_is_noted_because_no_cost_report_has_it():
    facts = _facts("usage_messages", _usage(service_tier="priority", uncached_input_tokens=1200))
    assert "1,200 tokens of Priority Tier" in facts.notes[0]
    assert not _facts("usage_messages", _usage(uncached_input_tokens=1200)).notes


def test_unknown_values_and_fields_are_kept_and_named():
    facts = _facts("cost_report", _cost(cost_type="dreams", token_type="dream_tokens", mood=1))
    named = {"cost_report.cost_type=dreams", "cost_report.token_type=dream_tokens", "cost_report.mood"}
    assert facts.unknown_fields == named
    assert facts.charges[0]["SkuMeter"] is None
    assert facts.charges[0]["SkuId"] == "claude-opus-5-5 dream_tokens"


@pytest.mark.parametrize("name", ["amount", "currency"])
def test_a_missing_field_of_a_cost_is_named(name):
    record = _cost()
    del record[name]
    with pytest.raises(SourceFormatError, match=name):
        _facts("cost_report", record)


@pytest.mark.parametrize("name", ["uncached_input_tokens", "cache_creation", "output_tokens"])
def test_a_missing_field_of_usage_is_named(name):
    record = _usage()
    del record[name]
    with pytest.raises(SourceFormatError, match=name):
        _facts("usage_messages", record)
