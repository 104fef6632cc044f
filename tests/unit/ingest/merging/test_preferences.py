"""Each field of a request comes from the observation that knows it best."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from outlay.ingest.merging.preferences import merge_dimensions, merge_records, nearest_first
from outlay.store.events.model import EVENT_COLUMNS


def record(kind="client", version=0, **fields):
    """An observation with nothing but what is given."""
    row = dict.fromkeys(EVENT_COLUMNS) | {"source": kind, "source_kind": kind, "version": version, "requests": 1}
    return row | {"content_hash": version, "source_key": len(kind), "request_key": len(kind)} | fields


def test_the_provider_comes_before_the_gateway_before_the_client():
    merged = merge_records([record("client", 9, status="ok"), record("gateway", status="ok"), record("provider")])
    assert merged.fields["source"] == "provider"


def test_usage_is_never_mixed():
    provider = record("provider", input=None)
    gateway = record("gateway", input=5, cache_read=None, requests=1)
    client = record("client", input=4, cache_read=1, units='{"web_searches":1}', requests=10)
    fields = merge_records([client, gateway, provider]).fields
    assert [fields[name] for name in ("input", "cache_read", "units", "requests")] == [5, None, None, 1]


def test_the_order_of_records_makes_no_difference():
    records = [
        record("client", 1, customer="a", input=1),
        record("client", 1, content_hash=7, customer="b"),
        record("gateway", 2, latency_ms=5.0, response_id="r", request_key=99),
    ]
    found = {str(merge_records(order).fields) for order in permutations(records)}
    assert len(found) == 1
    assert "'customer': 'b'" in found.pop()


@pytest.mark.parametrize(
    ("stating", "by"),
    [(("gateway", "caller"), "caller"), (("provider", "caller"), "provider"), (("gateway",), "gateway")],
)
def test_who_is_believed_about_the_cost(stating, by):
    kinds = {"caller": "client", "gateway": "gateway", "provider": "provider"}
    records = [record(kinds[who], stated_cost=Decimal(1), stated_by=who, priced_cost=Decimal(1)) for who in stating]
    merged = merge_records(records)
    assert merged.fields["stated_by"] == by
    assert (merged.cost is None) == (by == "gateway")


def test_a_gateway_that_makes_nothing_of_tokens_states_nothing():
    records = [record("gateway", stated_cost=Decimal(0), stated_by="gateway"), record("client", input=5)]
    assert merge_records(records).fields["stated_cost"] is None


def test_a_cost_that_a_caller_states_stands_even_if_it_is_zero():
    records = [record("gateway", input=5), record("client", stated_cost=Decimal(0), stated_by="caller")]
    assert merge_records(records).fields["stated_cost"] == 0


def test_flags_of_prices_are_left_to_the_new_price():
    flags = "contradiction:cache_above_input,provider_inferred:openai,no_price"
    assert merge_records([record(input=1, flags=flags)]).usage_flags == "contradiction:cache_above_input"


def test_dimensions_are_united_and_the_tier_goes_with_the_usage():
    gateway = {"provider": "openai", "team": "core", "workload_kind": "inference"}
    client = {"provider": "azure", "feature": "search", "service_tier": "flex", "workload_kind": "evaluation"}
    assert merge_dimensions([gateway, client], [client, gateway], gateway) == {
        "provider": "openai",
        "team": "core",
        "feature": "search",
        "workload_kind": "evaluation",
    }


def test_the_client_says_where_the_request_was_made():
    gateway = {"service": "proxy", "environment": "infra", "team": "platform", "cluster": "edge"}
    client = {"service": "shop", "environment": "prod", "team": "core"}
    assert merge_dimensions([gateway, client], [client, gateway], gateway) == {
        "service": "shop", "environment": "prod", "team": "platform", "cluster": "edge",
    }  # fmt: skip


def test_clients_come_first_where_the_nearest_is_asked_for():
    records = [record("provider"), record("client", version=2), record("client", version=1), record("gateway")]
    order = merge_records(records).order
    nearest = [(found["source_kind"], found["version"]) for found in nearest_first(order)]
    assert [kind for kind, _ in nearest] == ["client", "client", "gateway", "provider"]
    assert nearest[0][1] == 2


def test_tags_of_all_are_kept_and_the_best_wins():
    best, other = {"tags": '{"a":"1"}'}, {"tags": '{"a":"2","b":"3"}'}
    assert merge_dimensions([best, other], [other, best], best)["tags"] == '{"a":"1","b":"3"}'
