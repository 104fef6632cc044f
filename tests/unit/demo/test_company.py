from __future__ import annotations

import pytest

from outlay.demo.company import PLANS, build_company


@pytest.fixture(scope="module")
def company():
    return build_company(5)


def test_four_hundred_customers_with_names_of_their_own(company):
    assert len(company.customers) == 400
    assert len({one.name for one in company.customers}) == 400


def test_users_are_numbered_without_gaps(company):
    following = 0
    for customer in company.customers:
        assert customer.first_user == following
        following += customer.users
    assert company.users == following


def test_usage_shares_keep_the_plans_apart(company):
    wanted = {"free": 0.3, "pro": 0.5, "enterprise": 0.2}
    shares = company.usage_shares(wanted, "studio")
    for plan in PLANS:
        of_plan = sum(shares[one.index] for one in company.customers if one.plan == plan)
        assert of_plan == pytest.approx(wanted[plan])
    assert all(share == 0 for share, one in zip(shares, company.customers, strict=True) if "studio" not in one.products)


def test_only_the_free_plan_pays_nothing(company):
    assert {one.plan for one in company.customers if one.monthly_usd == 0} == {"free"}


def test_another_seed_is_another_company(company):
    assert build_company(6).customers != company.customers
