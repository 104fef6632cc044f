from __future__ import annotations

from outlay.ledger.payers import ChargedPayer, compute_settlement, parse_payer


def charged(payer_id, *sources, is_ai=False):
    return ChargedPayer(payer_id=payer_id, sources=frozenset(sources or ("focus",)), is_ai=is_ai)


def settle(charges, used, known=None):
    return compute_settlement(charges, used, known or {})


def test_usage_without_an_account_settles_with_the_only_payer_of_its_biller():
    found = settle([charged("openai/acme/metered"), charged("aws/1/metered")], ["openai//metered"])
    assert found.settles_with["openai//metered"] == "openai/acme/metered"
    assert found.unresolved == ()


def test_usage_without_an_account_settles_with_the_only_one_that_ai_is_charged_to():
    found = settle([charged("aws/1/metered"), charged("aws/2/metered", is_ai=True)], ["aws//metered"])
    assert found.settles_with["aws//metered"] == "aws/2/metered"


def test_among_several_payers_usage_stays_open_and_is_reported():
    found = settle([charged("openai/a/metered"), charged("openai/b/metered")], ["openai//metered"])
    assert found.settles_with["openai//metered"] == "openai//metered"
    assert found.unresolved == ("openai//metered",)


def test_usage_never_settles_with_another_kind_of_payment():
    found = settle([charged("azure.cloud/1/metered")], ["azure.cloud//committed"])
    assert found.settles_with["azure.cloud//committed"] == "azure.cloud//committed"
    assert found.unresolved == ()


def test_a_payer_with_an_account_of_its_own_waits_for_its_own_bill():
    found = settle([charged("openai/a/metered")], ["openai/b/metered"])
    assert found.settles_with["openai/b/metered"] == "openai/b/metered"


def test_two_sources_of_one_payer_are_named_and_the_first_stays():
    found = settle([charged("openai/a/metered", "cost_api", "focus")], [], {"openai/a/metered": "focus"})
    assert found.contested == ("openai/a/metered",)
    assert [payer.amount_source for payer in found.payers] == ["focus"]


def test_an_account_may_hold_slashes():
    payer = parse_payer("azure.cloud//providers/billing/1/metered")
    assert (payer.biller, payer.billing_account, payer.kind) == ("azure.cloud", "/providers/billing/1", "metered")
