from __future__ import annotations

from outlay.ledger.keyring import merge_keys, untracked_key


def merged(charge, event):
    return {name: value for name, value in merge_keys(charge, event).items() if value}


def test_the_bill_says_who_is_paid_and_usage_whose_it_is():
    charge = {"provider": "aws", "biller": "aws", "team": "platform"}
    event = {"provider": "aws.bedrock", "model": "claude", "team": "search", "feature": "find"}
    assert merged(charge, event) == {
        "provider": "aws",
        "biller": "aws",
        "model": "claude",
        "team": "search",
        "feature": "find",
    }


def test_the_bill_says_whose_it_is_where_usage_does_not():
    assert merged({"team": "platform", "workload_kind": "inference"}, {"feature": "find"}) == {
        "team": "platform",
        "feature": "find",
        "workload_kind": "inference",
    }


def test_tags_of_both_are_kept():
    assert merged({"tags": '{"a":"1","b":"1"}'}, {"tags": '{"b":"2"}'}) == {"tags": '{"a":"1","b":"2"}'}


def test_untracked_spend_keeps_who_is_paid_and_loses_whose_it_is():
    assert untracked_key({"provider": "openai", "credential": "key_1", "team": "search"}) == {
        "provider": "openai",
        "credential": "key_1",
        "attribution": "untracked_ai",
    }
