"""The one analytical question: which metrics, by what, where, when, in which view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from outlay.core.time import Grain, TimeRange
from outlay.facts.expressions import Expression


class View(StrEnum):
    """Which money `cost` means. Definitions: `VIEW_DEFINITIONS`."""

    CONSUMPTION = "consumption"
    NET = "net"
    INVOICE = "invoice"
    LIST = "list"


RateOf = Callable[[str, date], Decimal]
"""Units of the reporting currency for one of another, on a day."""

VIEW_DEFINITIONS = {
    View.CONSUMPTION: "Effective cost of usage, purchases, adjustments and refunds: what was consumed. "
    "Promotional credits and tax are left out.",
    View.NET: "Consumption, less promotional credits, plus tax that is a cost.",
    View.INVOICE: "Billed cost of all rows: what the invoices ask for. Whole months are those of the invoices.",
    View.LIST: "List price of usage and purchases, before any discount; prepayments count when they are used.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question to the catalog. Build it with `outlay.facts.catalog.Catalog.query`, which checks names.

    `by` holds dimensions and at most one time grain by its name; `order` holds names from `metrics` or `by`,
    each with `-` before it for descending. `axis` is the time axis: by charge period, restated (`incurred`), or by
    accounting period (`posted`). `is_billed` tells money by the month whose bill holds it;
    `usage_days`, from the first to the last day with usage, are all that cost over usage is of. Money is told at the
    exchange rates of `constant_day`, if that is given, as `rate_of` says, instead of those of its own days.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: Expression | None = None
    range: TimeRange
    grain: Grain | None = None
    view: View = View.CONSUMPTION
    axis: Literal["incurred", "posted"] = "incurred"
    order: tuple[str, ...] = ()
    limit: int = 10_000
    is_billed: bool = False
    usage_days: TimeRange | None = None
    constant_day: date | None = None
    rate_of: RateOf | None = field(default=None, compare=False, repr=False)

    @property
    def since(self) -> date:
        """The first day."""
        return self.range.since

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.range.until
