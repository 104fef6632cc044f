"""Which of several statements of the same money counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from outlay.core.rule_settings import AmountSourceSetting
from outlay.ingest.focus.authority import Claim, find_doubles, judge_claims, money_name

PERIOD = date(2026, 10, 1)


def claim(source, kind, biller, money, account="", **more):
    told = {"billing_period": PERIOD, "amount": Decimal(10), **more}
    return Claim(source=source, kind=kind, biller=biller, money=money, billing_account=account, **told)


MARKETPLACE = claim("aws", "aws-cur", "aws", "datadog", "123")
API = claim("dd", "cost_api", "datadog", "datadog", "org-1")
CONTRACT = claim("contracts", "contract", "datadog", "datadog", "contract:datadog")
CARD = claim("cards", "payment", "datadog", "datadog", "card:1")


def holders(*claims, settings=()):
    """Source of each blocked claim, and of who holds it."""
    return {one.claim.source: one.holder.source for one in judge_claims(claims, settings).values()}


@pytest.mark.parametrize("order", list(permutations([MARKETPLACE, API, CONTRACT, CARD])))
def test_datadog_by_marketplace_api_contract_and_card_counts_once(order):
    assert holders(*order) == {"dd": "aws", "contracts": "aws", "cards": "aws"}


@pytest.mark.parametrize(
    ("high", "low"),
    [
        (API, CONTRACT),
        (API, CARD),
        (claim("bill", "focus", "datadog", "datadog", "org-1"), API),
        (claim("bill", "focus", "openai", "openai", "org-1"), claim("api", "cost_api", "openai", "openai")),
        (claim("inv", "invoice", "notion", "notion"), claim("contracts", "contract", "notion", "notion")),
        (claim("aws", "focus", "aws", "aws.bedrock", "123"), claim("cards", "payment", "aws", "aws", "card:1")),
    ],
    ids=["api-contract", "api-card", "bill-api", "account-unknown", "invoice-contract", "card-pays-the-whole-bill"],
)
def test_what_is_nearer_to_an_invoice_holds(high, low):
    assert holders(low, high) == {low.source: high.source}


@pytest.mark.parametrize(
    "other",
    [
        claim("azure", "azure-cost", "azure.cloud", "azure.ai.openai", "enrolment"),
        claim("azure", "azure-cost", "azure.cloud", "openai hosted", "enrolment"),
        claim("dd", "cost_api", "datadog", "datadog", "org-1", billing_period=date(2026, 9, 1)),
        claim("o2", "focus", "openai", "openai", "org-2"),
        claim("seats", "focus", "openai", "openai seats", ""),
    ],
    ids=["models-on-azure", "hosted", "another-vendor-and-month", "another-org", "seats"],
)
def test_different_money_is_never_blocked(other):
    assert holders(claim("api", "cost_api", "openai", "openai", "org-1"), other) == {}


def test_a_card_payment_of_seats_is_not_the_api():
    card = claim("cards", "payment", "openai", "openai seats", "card:1")
    assert holders(claim("api", "cost_api", "openai", "openai", "org-1"), card) == {}


@pytest.mark.parametrize(
    ("provider", "biller", "service", "name"),
    [
        ("anthropic", "aws", "Claude Sonnet 4 (Amazon Bedrock Edition)", "anthropic hosted"),
        ("datadog", "aws", "Datadog Pro", "datadog"),
        ("openai", "openai", "OpenAI API", "openai"),
    ],
)
def test_a_model_that_a_cloud_runs_has_a_name_of_its_own(provider, biller, service, name):
    assert money_name(provider, biller, "metered", service) == name


def test_both_may_be_right():
    both = AmountSourceSetting(provider="Datadog", both=True)
    assert holders(MARKETPLACE, API, CONTRACT, settings=[both]) == {}


def test_a_declared_source_holds_against_the_ranks():
    declared = AmountSourceSetting(provider="datadog", source="contracts")
    assert holders(MARKETPLACE, API, CONTRACT, settings=[declared]) == {"aws": "contracts", "dd": "contracts"}


@pytest.mark.parametrize("told", [{}, {"source": "aws", "both": True}])
def test_a_setting_says_one_thing(told):
    with pytest.raises(ValidationError, match="name one `source`"):
        AmountSourceSetting(provider="datadog", **told)


def test_two_bills_of_the_same_money_are_named_not_dropped():
    direct = claim("dd-focus", "focus", "datadog", "datadog", "org-1")
    assert holders(MARKETPLACE, direct) == {}
    assert find_doubles([MARKETPLACE, direct]) == [(MARKETPLACE, direct)]


CLAIMS = st.lists(
    st.builds(
        claim,
        source=st.sampled_from("abcdef"),
        kind=st.sampled_from(["focus", "invoice", "cost_api", "estimate", "payment", "contract"]),
        biller=st.sampled_from(["aws", "azure.cloud", "datadog", "openai"]),
        money=st.sampled_from(["datadog", "openai", "openai seats", "aws", "anthropic hosted"]),
        account=st.sampled_from(["", "1", "2"]),
    ),
    unique_by=lambda one: one.key,
    max_size=8,
)


@given(claims=CLAIMS, data=st.data())
def test_the_judgement_does_not_depend_on_order(claims, data):
    assert judge_claims(data.draw(st.permutations(claims))) == judge_claims(claims)


@given(claims=CLAIMS)
def test_something_always_counts(claims):
    blocked = judge_claims(claims)
    assert not claims or len(blocked) < len(claims)
