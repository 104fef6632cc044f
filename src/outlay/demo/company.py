"""The sample company: its plans, customers, end users and what they pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from outlay.demo.names import customer_names

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COMPANY: Final = "Quillhaven"
PLANS: Final = ("free", "pro", "enterprise")
SEGMENTS: Final = ("retail", "fintech", "travel", "media")
PRODUCTS: Final = ("storefront", "shield", "studio")

_PLAN_SIZES: Final = {"free": 280, "pro": 95, "enterprise": 25}
_USERS: Final = {"free": (5, 11), "pro": (12, 36), "enterprise": (80, 200)}
_MONTHLY_USD: Final = {"free": (0, 0), "pro": (2_400, 10_000), "enterprise": (16_000, 62_000)}
UNPROFITABLE_MONTHLY_USD: Final = 3_200
_HEAVY_TAIL: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer with what it pays a month, in whole dollars."""

    index: int
    name: str
    plan: str
    segment: str
    products: tuple[str, ...]
    first_user: int
    users: int
    monthly_usd: int
    weight: float
    """Its part of its plan's usage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """All customers; users are numbered across them."""

    customers: tuple[Customer, ...]
    power_customer: int
    power_user: int
    unprofitable: int

    @property
    def users(self) -> int:
        """How many end users there are."""
        last = self.customers[-1]
        return last.first_user + last.users

    def usage_shares(self, plan_shares: Mapping[str, float], product: str) -> npt.NDArray[np.float64]:
        """Each customer's part of the usage of a product's feature; the parts of a plan's customers add up to it."""
        import numpy as np

        weights = np.array([one.weight if product in one.products else 0.0 for one in self.customers])
        for plan, share in plan_shares.items():
            of_plan = np.array([one.plan == plan for one in self.customers])
            weights[of_plan] *= share / weights[of_plan].sum()
        return weights


def build_company(seed: int) -> Company:
    """Make the customers: many small, few large, one power user and one that costs more than it pays."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    names = customer_names(sum(_PLAN_SIZES.values()))
    customers: list[Customer] = []
    for plan, size in _PLAN_SIZES.items():
        weights = np.exp(_HEAVY_TAIL * rng.standard_normal(size))
        weights /= weights.sum()
        for weight in weights:
            customers.append(_customer(rng, customers, names, plan, float(weight)))
    power = next(one for one in customers if one.plan == "pro" and one.products == ("studio",))
    enterprises = [one for one in customers if one.plan == "enterprise"]
    loss = enterprises[3].index
    customers[loss] = _with_price(customers[loss], UNPROFITABLE_MONTHLY_USD)
    return Company(
        customers=tuple(customers),
        power_customer=power.index,
        power_user=power.first_user,
        unprofitable=loss,
    )


def _customer(
    rng: np.random.Generator, earlier: list[Customer], names: tuple[str, ...], plan: str, weight: float
) -> Customer:
    index = len(earlier)
    low, high = _USERS[plan]
    cheapest, dearest = _MONTHLY_USD[plan]
    first = earlier[-1].first_user + earlier[-1].users if earlier else 0
    products = PRODUCTS if plan == "enterprise" else (PRODUCTS[int(rng.integers(0, len(PRODUCTS)))],)
    return Customer(
        index=index,
        name=names[index],
        plan=plan,
        segment=SEGMENTS[int(rng.integers(0, len(SEGMENTS)))],
        products=products,
        first_user=first,
        users=int(rng.integers(low, high + 1)),
        monthly_usd=int(rng.integers(cheapest // 50, dearest // 50 + 1)) * 50,
        weight=weight,
    )


def _with_price(customer: Customer, monthly_usd: int) -> Customer:
    return replace(customer, monthly_usd=monthly_usd)
