"""What matching answers: both sides of a bill, and the causes between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

if TYPE_CHECKING:
    import pyarrow as pa

PriceList: TypeAlias = "Callable[[pa.Table], list[Decimal | None]]"
"""List prices of one million tokens in the reporting currency, for rows of provider, model, token_class, service_tier
and day; None where no card knows the model."""

UsageCause = Literal[
    "promotional_credit",
    "credit",
    "untracked",
    "overcounted",
    "not_billed",
    "pending",
    "unpriced",
    "tier",
    "discount",
    "drift",
    "tax",
    "purchase",
    "other_charges",
    "adjustment",
    "rounding",
    "unexplained",
]
Basis = Literal["telemetry", "provider_usage", "bill", "nothing"]

USAGE_CAUSES: Final[tuple[UsageCause, ...]] = get_args(UsageCause)
"""The fixed order in which the difference between telemetry and charges is explained."""

INVOICE_CAUSES: Final = (
    "no_invoice_id",
    "invoice_missing",
    "charges_missing",
    "credit_note",
    "fx",
    "rounding",
    "difference",
)
"""The fixed order in which the difference between charges and invoices is explained."""


class Place(NamedTuple):
    """Where money or tokens belong; None where a side does not tell."""

    day: date
    account: str | None
    credential: str | None
    model: str | None
    token_class: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A cell behind a cause, its days summed."""

    account: str | None
    credential: str | None
    model: str | None
    token_class: str | None
    amount: Decimal
    quantity: int | None
    since: date
    until: date
    """The last day, inclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A part of a difference: what it is, how much, and the cells behind it, the largest first.

    `detail` is the figure that its sentence names: the share of a discount, the tier that was billed.
    """

    cause: str
    amount: Decimal
    quantity: int | None = None
    detail: str | None = None
    cells: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCredential:
    """A key, account or model whose calls telemetry misses, in part or altogether."""

    biller: str
    billing_account: str
    account: str | None
    credential: str | None
    model: str | None
    amount: Decimal
    quantity: int | None
    first_seen: date
    last_seen: date
    is_unseen: bool
    """No request at all of it has reached telemetry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSide:
    """A bill's month against its usage: `usage` plus all causes is `charges`.

    `basis` says whose usage it is: that of requests, or, where nobody has sent any request of the month, the quantities
    of the provider's report or of the bill itself at list price; without any of them there is none.
    """

    biller: str
    billing_account: str
    usage: Decimal
    charges: Decimal
    rows: int
    requests: int
    basis: Basis = "telemetry"
    tokens_billed: int | None
    tokens_seen: int
    causes: tuple[Cause, ...]
    missed: tuple[MissedCredential, ...]
    is_monthly: bool = False
    """A charge is longer than a day, so that the month is compared as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMatch:
    """An invoice against the charges that name it, in the currency of the invoice, without tax."""

    invoice_id: str | None
    status: str | None
    currency: str
    net: Decimal | None
    tax: Decimal | None
    charges: Decimal
    charges_tax: Decimal
    rows: int
    tolerance: Decimal
    state: Literal["matched", "differs", "provisional", "no_charges", "no_invoice"]

    @property
    def difference(self) -> Decimal | None:
        """Invoice less charges."""
        return None if self.net is None else self.net - self.charges


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSide:
    """A bill's month against its invoices, in the reporting currency: `charges` plus all causes is `net`."""

    biller: str
    billing_account: str
    period: date
    issuer: str
    charges: Decimal
    charges_tax: Decimal
    rows: int
    net: Decimal | None
    tax: Decimal | None
    is_closed: bool
    invoices: tuple[InvoiceMatch, ...]
    causes: tuple[Cause, ...]
