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
    causes = ", ".join(f"{name.replace('_', ' ')} {_usd(usd)}" for name, usd in budget["causes_usd"].items())
    key, notebook = stories["untracked_key"], stories["idle_notebook"]
    made = f"{truth['company']}, a made-up company, seen on {truth['as_of']}"
    size = f"bills since {truth['bills_since']}, {truth['events']['requests']:,} requests since {truth['events_since']}"
    shares = _percent(consumed["ai_share"]), _percent(consumed["gpu_cluster_share"])
    return [
        f"{made}: {size}.",
        f"{month}: {_usd(consumed['usd'])} of technology besides the vendor that bills in euros.",
        f"{shares[0]} of it is AI, {shares[1]} a GPU cluster.",
        f"Budget missed by {_usd(over)}: {causes}.",
        f"{loss['customer']} pays {_usd(loss['monthly_revenue'])} and uses {_usd(loss['metered_cost'])} of models.",
        f"{power['user']} makes {Decimal(power['ratio_to_average']):.0f} times the average user's requests.",
        f"Free plans cause {_percent(stories['free_tier']['share_of_metered_cost'])} of inference.",
        f"The key {key['credential']} spent {_usd(key['usd'])} that no telemetry knows.",
        f"A GPU notebook has been idle since {notebook['since']}, at {_usd(notebook['usd'])} so far.",
    ]


def _usd(amount: str | Decimal) -> str:
    return f"${Decimal(amount):,.0f}"


def _percent(share: str) -> str:
    return f"{Decimal(share) * 100:.0f} %"
