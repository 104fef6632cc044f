from __future__ import annotations

import pytest

from outlay.core.errors import SettingsError, UnknownNameError
from outlay.core.rule_settings import AllocationRule
from outlay.ledger.rules import CHARGE_DIMENSIONS, compile_rules

USAGE = {
    "provider": "openai",
    "cost_group": "ai",
    "payer_kind": "metered",
    "charge_category": "Usage",
    "cost_class": "consumption",
}


def find(values, *rules):
    ruleset = compile_rules(rules)
    known = USAGE | values
    return ruleset.find(ruleset.key_values(known.get), tuple(map(known.get, CHARGE_DIMENSIONS))).name


def rule(name, match, **rest):
    return AllocationRule(**({"name": name, "match": match, "driver": "direct"} | rest))


def test_the_first_rule_that_matches_wins():
    rules = [rule("first", 'provider == "openai"'), rule("second", 'cost_group == "ai"')]
    assert find({}, *rules) == "first"
    assert find({"provider": "cohere"}, *rules) == "second"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "AI API usage"),
        ({"provider": "aws", "provider_service": "Amazon Bedrock"}, "AI API usage"),
        ({"provider": "aws", "provider_service": "Amazon EC2", "gpu_model": "H100"}, "Everything else"),
        ({"payer_kind": "seat"}, "Seats"),
        ({"provider": "aws", "cost_group": "compute"}, "Everything else"),
        ({"charge_category": "Purchase"}, "Everything else"),
        ({"charge_category": "Tax", "cost_class": "tax_cost"}, "Everything else"),
        ({"charge_category": "Credit", "cost_class": "promotional_credit"}, "Everything else"),
    ],
)
def test_shipped_rules_tell_ai_usage_and_seats_from_the_rest(values, name):
    assert find(values) == name


def test_promotional_credits_and_tax_stay_apart_unless_a_rule_names_them():
    credit = {"charge_category": "Credit", "cost_class": "promotional_credit"}
    assert find(credit, rule("all", 'provider == "openai"')) == "Everything else"
    assert find(credit, rule("named", 'cost_class == "promotional_credit"')) == "named"


def test_rules_see_tags():
    tagged = {"tags": '{"env":"prod"}'}
    assert find(tagged, rule("tagged", 'tag["env"] == "prod"')) == "tagged"


def test_keys_look_alike_where_no_rule_looks():
    ruleset = compile_rules([rule("regex", 'matches(endpoint, "x")')])
    one, other = ruleset.key_values(USAGE.get), ruleset.key_values((USAGE | {"team": "search"}).get)
    assert one == other


def test_a_rule_that_cannot_be_read_is_named():
    with pytest.raises(SettingsError, match="'broken'"):
        compile_rules([rule("broken", "provider ==")])


def test_a_rule_that_names_an_unknown_dimension_is_refused():
    with pytest.raises(UnknownNameError, match=r"'wrong'.*'provder'"):
        compile_rules([rule("wrong", 'provder == "openai"')])
