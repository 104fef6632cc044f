"""The planted truths: sums taken while files are made, never asked of a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from outlay.core.money import format_plain
from outlay.core.time import month_start
from outlay.demo.bills.charge import ZERO, Bill, Charge
from outlay.facts.providers import resolve_provider

PICO: Final = Decimal(10) ** -12
_CONSUMED: Final = frozenset({"Usage", "Purchase", "Adjustment"})


@dataclass(kw_only=True)
class Sums:
    """Sums of one bill's month."""

    rows: int = 0
    billed: Decimal = ZERO
    effective: Decimal = ZERO
    listed: Decimal = ZERO
    tax: Decimal = ZERO
    credit: Decimal = ZERO

    def add(self, charge: Charge) -> None:
        """Add a row."""
        self.rows += 1
        self.billed += charge.billed
        self.effective += charge.effective
        if charge.category in {"Usage", "Purchase"}:
            self.listed += charge.list_cost
        if charge.category == "Tax":
            self.tax += charge.billed
        if charge.category == "Credit":
            self.credit += charge.billed


@dataclass(kw_only=True)
class Consumed:
    """A month's effective cost in USD without tax and credits, by the month in which it was incurred."""

    total: Decimal = ZERO
    ai: Decimal = ZERO
    gpu_cluster: Decimal = ZERO
    taggable: Decimal = ZERO
    untagged: Decimal = ZERO
    by_service: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, charge: Charge) -> None:
        """Add a row."""
        item, cost = charge.item, charge.effective
        self.total += cost
        self.by_service[item.service] += cost
        self.ai += cost if item.is_ai else ZERO
        self.gpu_cluster += cost if item.is_gpu_cluster else ZERO
        self.taggable += cost if item.taggable else ZERO
        self.untagged += cost if item.taggable and item.tags is None else ZERO


@dataclass(kw_only=True)
class BillTruth:
    """Sums over all bills."""

    bills: dict[tuple[date, str], tuple[Bill, Sums]] = field(default_factory=dict)
    """By billing period and bill."""
    consumed: dict[date, Consumed] = field(default_factory=lambda: defaultdict(Consumed))

    def add(self, bill: Bill, charges: Iterable[Charge]) -> None:
        """Add a bill's rows."""
        for charge in charges:
            _, sums = self.bills.setdefault((charge.period, bill.name), (bill, Sums()))
            sums.add(charge)
            if bill.currency == "USD" and charge.category in _CONSUMED:
                self.consumed[month_start(charge.start)].add(charge)

    def as_json(self) -> dict[str, Any]:
        """Months, each with its bills."""
        months: dict[str, Any] = {}
        for (period, name), (bill, sums) in sorted(self.bills.items(), key=lambda pair: pair[0]):
            months.setdefault(f"{period:%Y-%m}", {})[name] = {
                "biller": resolve_provider(bill.issuer),
                "billing_account": bill.account,
                "currency": bill.currency,
                "rows": sums.rows,
                "billed": money(sums.billed),
                "effective": money(sums.effective),
                "list": money(sums.listed),
                "tax": money(sums.tax),
                "credit": money(sums.credit),
            }
        return months

    def consumed_as_json(self) -> dict[str, Any]:
        """Months in USD, with the shares that stories tell of."""
        return {
            f"{month:%Y-%m}": {
                "usd": money(sums.total),
                "ai_usd": money(sums.ai),
                "ai_share": ratio(sums.ai, sums.total),
                "gpu_cluster_usd": money(sums.gpu_cluster),
                "gpu_cluster_share": ratio(sums.gpu_cluster, sums.total),
                "untagged_share": ratio(sums.untagged, sums.taggable),
            }
            for month, sums in sorted(self.consumed.items())
        }


def money(amount: Decimal) -> str:
    """An exact amount as text."""
    return format_plain(amount)


def pico_money(amount: int) -> str:
    """1e-12 USD as text."""
    return format_plain(Decimal(int(amount)) * PICO)


def ratio(over: Decimal | int, under: Decimal | int) -> str:
    """A share, rounded to a hundredth of a percent; zero of nothing."""
    if not under:
        return "0"
    return format_plain((Decimal(over) / Decimal(under)).quantize(Decimal("0.0001")))
