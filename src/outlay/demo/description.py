"""Says in a few lines what the sample company is about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def describe(truth: Mapping[str, Any]) -> list[str]:
    """Lines for a terminal: the planted stories, each with its figure."""
    month = truth["last_complete_month"]
    consumed = truth["consumption"][month]
    stories = truth["stories"]
    budget, loss, power = stories["budget"], stories["unprofitable_customer"], stories["power_user"]
    over = Decimal(budget["actual_usd"]) - Decimal(budget["budget_usd"])
    return [
        f"{truth['company']}, a made-up company, seen on {truth['as_of']}: bills since {truth['bills_since']}, "
        f"{truth['events']['requests']:,} requests since {truth['events_since']}.",
        f"{month}: {_usd(consumed['usd'])} of technology, {_percent(consumed['ai_share'])} of it AI, "
        f"{_percent(consumed['gpu_cluster_share'])} a GPU cluster.",
        f"Budget missed by {_usd(over)}: "
        + ", ".join(f"{name.replace('_', ' ')} {_usd(usd)}" for name, usd in budget["causes_usd"].items())
        + ".",
        f"{loss['customer']} pays {_usd(loss['monthly_revenue'])} a month and costs "
        f"{_usd(loss['metered_cost'])} in models alone.",
        f"{power['user']} makes {Decimal(power['ratio_to_average']):.0f} times the average user's requests.",
        f"Free plans cause {_percent(stories['free_tier']['share_of_metered_cost'])} of inference.",
        f"The key {stories['untracked_key']['credential']} spent {_usd(stories['untracked_key']['usd'])} that no "
        f"telemetry knows; an idle notebook cost {_usd(stories['idle_notebook']['usd'])}.",
    ]


def _usd(amount: str | Decimal) -> str:
    return f"${Decimal(amount):,.0f}"


def _percent(share: str) -> str:
    return f"{Decimal(share) * 100:.0f} %"
