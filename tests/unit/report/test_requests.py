"""Single requests in plain values, with their lineage."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest

from outlay.core.errors import NotFoundError, UsageError
from outlay.facts.keys import key_id
from outlay.jobs import Workspace
from outlay.report.requests import RequestsRequest

KEY = {"provider": "openai", "biller": "openai", "billing_account": "acme", "model": "gpt-4o", "endpoint": "/search"}
RATES = {
    "bands": [
        {"over": None, "rates": {"input_tokens": [2_500_000, 1], "cache_read_tokens": [1_250_000, 1],
                                 "output_tokens": [10_000_000, 1]}, "flags": []},
        {"over": 5000, "rates": {"input_tokens": [5_000_000, 1], "output_tokens": [20_000_000, 1]}, "flags": []},
    ],
    "minimum": {}, "flags": [], "learnt": True,
}  # fmt: skip
CARD = {
    "card_id": "card_1", "provider": "openai", "model": "gpt-4o", "source": "genai-prices", "source_version": "0.2.3",
    "confidence": "single", "rates": json.dumps(RATES), "context": '{"processing":"batch"}',
}  # fmt: skip
EVENT = {
    "ts": datetime(2026, 11, 20, 9), "key_id": key_id(KEY), "source": "otlp", "status": "ok",  # noqa: DTZ001
    "cost_state": "priced", "card_id": "card_1", "requests": 1, "input": 1000, "cache_read": 200, "output": 100,
    "reasoning": 40, "cost_input": Decimal("0.0025"), "cost_cache_read": Decimal("0.00025"),
    "cost_cache_write": Decimal(0), "cost_output": Decimal("0.001"), "priced_cost": Decimal("0.00375"),
}  # fmt: skip


def made(world, *events):
    rows = [EVENT | {"request_key": number} | event for number, event in enumerate(events, start=1)]
    world.insert("event", rows, keys=[KEY])
    world.insert("event_hour", [{"hour": EVENT["ts"], "day": EVENT["ts"].date(), "key_id": EVENT["key_id"]}])
    world.insert("price_card", [CARD])
    return Workspace(world.store, world.settings)


def listed(workspace, **request):
    return workspace.requests(RequestsRequest(**({"since": "2026-11-01"} | request)))


def test_a_request_has_classes_costs_and_its_card(world):
    (row,) = listed(made(world, {"flags": "sampled:0.1,model_asked"}))
    assert row["tokens"]["cache_read"] == 200
    assert (row["cost"], row["costs"]["output"], row["costs"]["units"]) == ("0.00375", "0.001", None)
    assert (row["card"]["source"], row["card"]["context"]) == ("genai-prices", {"processing": "batch"})
    assert [flag["flag"] for flag in row["flags"]] == ["sampled:0.1", "model_asked"]


def test_count_times_rate_is_amount_and_the_lines_add_up(world):
    workspace = made(world, {})
    lineage = workspace.request(listed(workspace)[0]["id"])["lineage"]
    assert [(line.name, line.count, line.rate_per_million, line.amount) for line in lineage.lines] == [
        ("input", "1000", "2.5", "0.0025"),
        ("cache_read", "200", "1.25", "0.00025"),
        ("output", "60", "10", "0.0006"),
        ("reasoning", "40", "10", "0.0004"),
    ]
    assert (lineage.total, lineage.is_explained, lineage.band) == ("0.00375", True, None)


def test_a_long_context_names_its_threshold(world):
    workspace = made(world, {"input": 6000})
    lineage = workspace.request(listed(workspace)[0]["id"])["lineage"]
    assert (lineage.band, lineage.lines[0].rate_per_million) == (5000, "5")


def test_of_a_sample_the_threshold_is_for_one_request(world):
    workspace = made(world, {"input": 6000, "requests": 10})
    lineage = workspace.request(listed(workspace)[0]["id"])["lineage"]
    assert (lineage.band, lineage.lines[0].rate_per_million) == (None, "2.5")


def test_a_unit_without_a_rate_is_a_line_without_an_amount(world):
    workspace = made(world, {"units": '{"web_searches": 3}'})
    line = workspace.request(listed(workspace)[0]["id"])["lineage"].lines[-1]
    assert (line.label, line.count, line.amount) == ("Web searches", "3", None)


def test_a_stated_cost_has_no_rates(world):
    parts = {"cost_state": "stated", "stated_by": "provider", "card_id": None}
    workspace = made(world, parts)
    found = workspace.request(listed(workspace)[0]["id"])
    assert found["card"] is None
    assert {line.amount for line in found["lineage"].lines} == {None}
    assert found["state_text"].endswith("by the provider.")


def test_contributors_are_named_without_their_content(world):
    seen = [{"source": "otlp", "source_id": "a:b", "customer": "acme"}, {"source": "litellm", "source_kind": "gateway"}]
    workspace = made(world, {"contributors": json.dumps(seen)})
    found = workspace.request(listed(workspace)[0]["id"])
    assert found["contributor_count"] == 2
    assert [(one["source"], one["source_kind"]) for one in found["contributors"]] == [
        ("otlp", None), ("litellm", "gateway")
    ]  # fmt: skip
    assert "customer" not in found["contributors"][0]


def test_a_self_hosted_request_weighs_and_costs_nothing_itself(world):
    key = KEY | {"provider": "self_hosted"}
    world.insert("event", [], keys=[key])
    (row,) = listed(made(world, {"key_id": key_id(key)}))
    assert row["is_weight"]
    assert "weight" in row["state_text"]


def test_unknown_stays_unknown(world):
    nothing = dict.fromkeys(("input", "cache_read", "output", "reasoning", "priced_cost", "card_id", "cost_output"))
    (row,) = listed(made(world, nothing | {"cost_state": "unknown"}))
    assert (row["cost"], row["tokens"]["input"], row["costs"]["output"]) == (None, None, None)


@pytest.mark.parametrize("request_", [{"sample": "odd"}, {"limit": 0}, {"limit": 201}, {"before": "x"}, {"where": "x"}])
def test_a_wrong_request_is_a_usage_error(world, request_):
    with pytest.raises(UsageError):
        listed(made(world, {}), **request_)


def test_a_request_that_is_not_there_is_not_found(world):
    with pytest.raises(NotFoundError):
        made(world, {}).request("rq_ff_64b0000000000")
