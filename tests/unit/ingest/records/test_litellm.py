"""LiteLLM's payloads and spend logs, against leaves worked out by hand."""

from __future__ import annotations

import json

import pytest

from outlay.ingest.events.letters import Letters
from outlay.ingest.events.rows import Rows
from outlay.ingest.records.files import read_file
from outlay.ingest.records.litellm import read
from tests.unit.ingest.records.kit import FIXTURES, Read, fixture, one

PAYLOADS = json.loads(fixture("litellm_payloads.json"))
SUCCESS, CACHED, FAILED, HOSTED = PAYLOADS[:4]


def logged(name="litellm_spend_logs.csv"):
    rows, letters = Rows(), Letters()
    rows.begin("x")
    for record in read_file(FIXTURES / name):
        read(record, rows, letters)
    return rows.table().to_pylist()


def test_totals_contain_the_cache_and_its_two_lifetimes(bench):
    # 2000 - 1000 read - 300 written for five minutes - 200 for an hour
    assert bench.leaves("litellm", SUCCESS) == (500, 1000, 300, 200, 400, 150)
    assert json.loads(one("litellm", SUCCESS, "units")) == {"web_searches": 2}


def test_who_asked_and_for_whom():
    names = ("team", "credential", "user", "customer", "business_unit", "feature", "product")
    assert one("litellm", SUCCESS, *names) == (
        "search", "search-prod", "dev-3", "acme", "org-1", "answers", "shop",
    )  # fmt: skip
    assert json.loads(one("litellm", SUCCESS, "tags")) == {"canary": "true", "note": "x"}


def test_the_call_and_its_identity():
    names = ("source_kind", "provider", "model", "response_id", "source_id", "version", "latency_ms")
    assert one("litellm", SUCCESS, *names) == (
        "gateway", "anthropic", "claude-sonnet-4-5", "chatcmpl-lite-1", "chatcmpl-lite-1", 1795168803500000, 3250,
    )  # fmt: skip


def test_spend_is_the_gateways_statement():
    assert one("litellm", SUCCESS, "cost", "stated_by") == ("0.0123", "gateway")


def test_an_answer_of_the_gateways_cache_costs_nothing_and_is_no_copy_of_the_first():
    names = ("cost", "stated_by", "flags", "response_id", "source_id")
    assert one("litellm", CACHED, *names) == (
        "0", "provider", "app_cache_hit", None, "chatcmpl-lite-1:1795168900.0",
    )  # fmt: skip


def test_a_failure_without_usage_has_neither_usage_nor_cost():
    names = ("status", "input_tokens", "cost", "response_id", "source_id")
    assert one("litellm", FAILED, *names) == ("error", None, None, None, "call-failed-1")


def test_an_address_of_ones_own_wins_over_the_client_that_called_it():
    assert one("litellm", HOSTED, "provider", "model", "cost") == ("self_hosted", "llama-3", "0")


def test_reading_an_answer_again_is_no_usage_and_a_record_without_time_is_set_aside():
    found = Read("litellm", PAYLOADS)
    assert (len(found.rows), found.letters.without_usage, found.dead) == (4, 1, [("startTime", "no timestamp")])
    assert "SECRET" not in found.letters.dead[0].record


def test_no_prompt_reaches_a_row():
    assert "SECRET" not in str(Read("litellm", PAYLOADS).rows.table().to_pylist())


def test_spend_logs_hold_their_details_as_text():
    first, cached = logged()
    assert (first["input_tokens"], first["cache_read_tokens"], first["cost"]) == ("40", 16, "0.0002")
    assert (first["team"], first["customer"], first["user"], first["session"]) == ("risk", "globex", "dev-1", "s-1")
    assert (first["latency_ms"], json.loads(first["tags"])) == (1000, {"env": "staging"})
    assert (cached["flags"], cached["team"], cached["response_id"]) == ("app_cache_hit", None, None)


@pytest.mark.parametrize(
    ("provider", "model", "key", "expected"),
    [
        ("azure", "my-deployment", "azure/gpt-4o", "gpt-4o"),
        ("bedrock", "bedrock/anthropic.claude-3", None, "anthropic.claude-3"),
        ("openai", "gpt-4o", "gpt-4o-2024", "gpt-4o"),
    ],
)
def test_models_go_without_the_prefix_of_their_provider(provider, model, key, expected):
    record = {**SUCCESS, "custom_llm_provider": provider, "model": model, "api_base": ""}
    record["model_map_information"] = {"model_map_key": key}
    assert one("litellm", record, "model") == expected
