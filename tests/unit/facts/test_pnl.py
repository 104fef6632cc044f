from __future__ import annotations

from datetime import date

import pytest

from outlay.core.errors import SettingsError
from outlay.core.rule_settings import PnlRule, PnlSettings
from outlay.facts.pnl import FIRST_DAY, LAST_DAY, compile_pnl, dated_lines

PRODUCTION = {"cost_group": "ai", "environment": "production", "workload_kind": "inference"}


def line_of(key, **settings):
    lines = dated_lines(key, compile_pnl(PnlSettings(**settings)))
    assert [(line.since, line.until) for line in lines] in ([], [(FIRST_DAY, LAST_DAY)])
    return lines[0].line if lines else "unclassified"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (PRODUCTION, "cost_of_revenue"),
        (PRODUCTION | {"plan": "enterprise"}, "cost_of_revenue"),
        (PRODUCTION | {"plan": "free"}, "sales_marketing"),
        ({"cost_group": "compute", "environment": "prod"}, "cost_of_revenue"),
        (PRODUCTION | {"environment": "staging"}, "research_development"),
        (PRODUCTION | {"workload_kind": "evaluation"}, "research_development"),
        ({"cost_group": "compute", "workload_kind": "training"}, "research_development"),
        ({"cost_group": "people_tools", "provider": "cursor"}, "research_development"),
        ({"cost_group": "ai", "attribution": "untracked_ai"}, "unclassified"),
        ({"cost_group": "saas", "environment": "production"}, "unclassified"),
        ({}, "unclassified"),
    ],
)
def test_the_shipped_rules_know_what_is_plain_and_leave_the_rest(key, line):
    assert line_of(key) == line


def test_the_free_tier_goes_where_it_is_told():
    key = PRODUCTION | {"plan": "hobby"}
    assert line_of(key, free_plans=["hobby"], free_tier="cost_of_revenue") == "cost_of_revenue"
    assert line_of(PRODUCTION | {"plan": "free"}, free_plans=[]) == "cost_of_revenue"


def test_a_rule_holds_from_its_day_and_before_its_end():
    rules = [
        PnlRule(name="launch", match='product == "beta"', line="research_development", until=date(2026, 7, 1)),
        PnlRule(name="sale", match='product == "beta"', line="sales_marketing", since=date(2026, 10, 1)),
    ]
    lines = dated_lines(PRODUCTION | {"product": "beta"}, compile_pnl(PnlSettings(rules=rules)))
    assert [(line.since, line.line) for line in lines] == [
        (FIRST_DAY, "research_development"),
        (date(2026, 7, 1), "cost_of_revenue"),
        (date(2026, 10, 1), "sales_marketing"),
    ]


def test_a_rule_that_cannot_be_read_is_named():
    rules = [PnlRule(name="mine", match="product ==", line="general_admin")]
    with pytest.raises(SettingsError, match="pnl rule 'mine'"):
        compile_pnl(PnlSettings(rules=rules))
