"""What the loader takes and tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from outlay.facts.tables import TABLE

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa

    from outlay.store.engine import Write

Record = dict[str, object]
"""An observation in the columns of a batch."""

Merge = Callable[["Write", Sequence[Sequence[Record]]], "pa.Table"]
"""Makes one row of each group of observations, in the columns of a batch and in the order of the groups.

It registers the keys that the rows need. The same observations give the same row, in whatever order.
"""

PACKAGE: Final = "outlay.store"

WINDOW: Final = timedelta(hours=48)
"""Observations that share an id speak of one request when their times lie within this."""

NEAR: Final = timedelta(hours=1)
"""Observations of an event further from its time than this are found by an alias."""

REQUEST, AGGREGATE, PASSES = "request", "aggregate", "passes"
AGGREGATE_ONLY: Final = "aggregate_only"
"""The flag of an event whose usage only a span knows that may have had children."""

PRICE_COLUMNS: Final = (
    "cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost", "cost_state",
    "card_id",
)  # fmt: skip
"""Columns of an event that its price fills; it may add to the flags too."""

EVENT_COLUMNS: Final = tuple(name for name in TABLE["event"].names if name != "contributors")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did. Of the rows that carry usage: `rows == loaded + merged + duplicate + changed`.

    `loaded` may be below zero: a row may show that two events were one request.
    """

    loaded: int
    merged: int
    duplicate: int
    changed: int
    without_price: int
    priced_cost: Decimal | None
