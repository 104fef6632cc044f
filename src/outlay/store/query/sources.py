"""Which table answers, and how each table spells the dimensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.facts.catalog import PairError
from outlay.facts.dimensions import DIMENSIONS, TAG_PREFIX, Home, is_tag
from outlay.facts.keys import OWNERSHIP_DIMENSIONS, UNATTRIBUTED
from outlay.facts.pnl import UNCLASSIFIED
from outlay.store.query.nodes import cast, coalesce, column, null_of, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.store.query.nodes import Kind

TAG_FUNCTION: Final = "OUTLAY_TAG"
"""Stands for reading a tag; each dialect has its own function."""

PNL_LINE: Final = "pnl_line"
LINE_ALIAS: Final = "pl"
"""The table `key_line`, joined by key and day where a question names the line."""

_KEY_COLUMNS: Final = frozenset(
    name for name, dimension in DIMENSIONS.items() if dimension.home in {Home.KEY, Home.TOKENS}
)
_OWNERSHIP: Final = frozenset({*OWNERSHIP_DIMENSIONS, "customer"})
_TYPES: Final[Mapping[str, Kind]] = {"billing_period": "DATE", "ledger_row": "BIGINT"}
"""The dimensions that are no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table with its alias `t`, the day that ranges run over, and the dimensions that it knows.

    `columns` maps dimensions to columns of the table or of `alias.column`; `constants` to what holds for every row
    (None: never known). `has_key` joins the key dictionary as `k`.
    """

    table: str
    day: str = "day"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str | None] = field(default_factory=dict)
    has_key: bool = False

    @property
    def is_monthly(self) -> bool:
        """Whether a row is a whole month."""
        return self.day == "month"

    def knows(self, dimension: str) -> bool:
        """Whether rows of the table can be told apart by a dimension."""
        if dimension in self.columns or dimension in self.constants:
            return True
        return self.has_key and (is_tag(dimension) or dimension in _KEY_COLUMNS)

    def dimension(self, name: str) -> exp.Expr:
        """The SQL of a dimension, as answers show it.

        Raises:
            PairError: if the table does not know it.
        """
        raw = self.raw(name)
        if name == PNL_LINE:
            return coalesce(raw, text(UNCLASSIFIED))
        if name not in _OWNERSHIP:
            return raw
        known = [column("attribution", "k")] if self.has_key and name in OWNERSHIP_DIMENSIONS else []
        return coalesce(raw, *known, text(UNATTRIBUTED))

    def raw(self, name: str) -> exp.Expr:
        """The SQL of a dimension as it is stored: null where nothing is known."""
        if name in self.columns:
            alias, _, own = self.columns[name].rpartition(".")
            return column(own, alias or "t")
        if name in self.constants:
            value = self.constants[name]
            return null_of(_TYPES.get(name, "TEXT")) if value is None else text(value)
        if not self.knows(name):
            message = f"{name} cannot be combined with the other dimensions of this question"
            raise PairError(message, hint=f"{self.table} does not keep {name}: leave it out, or ask without customer")
        if is_tag(name):
            key = text(name.removeprefix(TAG_PREFIX))
            return exp.Anonymous(this=TAG_FUNCTION, expressions=[column("tags", "k"), key])
        return column(name, LINE_ALIAS if name == PNL_LINE else "k")

    def compared(self, name: str) -> exp.Expr:
        """The SQL of a dimension in a comparison: text that is empty where nothing is known."""
        shown = self.dimension(name)
        if name in _TYPES:
            shown = cast(shown, "TEXT")
        return coalesce(shown, text(""))


_LEDGER_AXES: Final = {
    "payer": "payer_id",
    "charge_category": "charge_category",
    "cost_state": "cost_state",
    "finality": "finality",
}
_BILL_AXES: Final = {name: name for name in ("pricing_category", "invoice_id", "billing_period")}
_NO_BILL: Final = {"charge_category": "Usage", "finality": "open", **dict.fromkeys([*_BILL_AXES, "ledger_row"])}
_STATE: Final = {"cost_state": "cost_state"}

LEDGER: Final = Source(table="ledger", columns={**_LEDGER_AXES, **_BILL_AXES, "ledger_row": "ledger_row"}, has_key=True)
LEDGER_CUSTOMER: Final = Source(
    table="ledger_customer", columns={**_LEDGER_AXES, "customer": "customer", "product": "product"}
)
LEDGER_CUSTOMER_MONTH: Final = Source(
    table="ledger_customer_month",
    day="month",
    columns={**_LEDGER_AXES, "customer": "customer", "feature": "feature"},
)
CHARGES: Final = Source(
    table="charge_slice",
    columns={
        **_BILL_AXES,
        "payer": "payer_id",
        "charge_category": "charge_category",
        "charge_id": "x_charge_id",
        "charge_description": "h.ChargeDescription",
        "resource_id": "h.ResourceId",
        "sku": "h.SkuId",
        "currency": "h.BillingCurrency",
        "source": "h.x_source",
    },
    has_key=True,
)
EVENT_HOUR: Final = Source(
    table="event_hour", columns={**_STATE, "payer": "k.payer_id"}, constants=_NO_BILL, has_key=True
)
CUSTOMER_DAY: Final = Source(
    table="customer_day",
    columns={**_STATE, "payer": "payer_id", "customer": "customer", "product": "product"},
    constants=_NO_BILL,
)
CUSTOMER_MONTH: Final = Source(
    table="customer_month",
    day="month",
    columns={**_STATE, "payer": "payer_id", "customer": "customer", "feature": "feature"},
    constants=_NO_BILL,
)
EVENT: Final = Source(
    table="event",
    day="ts",
    columns={**_STATE, "payer": "k.payer_id", "customer": "customer", "user": "user"},
    constants=_NO_BILL,
    has_key=True,
)
EVENT_HIST: Final = Source(table="event_hist", has_key=True)
VALUE: Final = Source(table="value", columns={"customer": "customer"}, has_key=True)
