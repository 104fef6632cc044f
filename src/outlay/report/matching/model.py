"""What matching answers in words: statements, causes and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

if TYPE_CHECKING:
    from outlay.ledger.matching.model import Basis, Behind, InvoiceSide, UsageSide

State = Literal["matched", "explained", "differs", "provisional", "unchecked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRequest:
    """Which months, and whose bills."""

    since: str | None = None
    until: str | None = None
    biller: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSpec:
    """The question behind a cause."""

    metrics: str
    by: str
    where: str
    since: date
    until: date
    view: str

    @property
    def link(self) -> str:
        """The Explore page's address that asks it."""
        names = ("metrics", "by", "where", "since", "until", "view")
        return "/explore?" + urlencode({name: str(getattr(self, name)) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCause:
    """A cause in words."""

    cause: str
    label: str
    amount: Decimal
    share: Decimal | None
    quantity: Decimal | None
    unit: str | None
    sentence: str
    next_step: str | None
    is_open: bool
    query: LinkSpec | None
    link: str | None
    cells: tuple[Behind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTotal:
    """All invoices of a statement, in the reporting currency."""

    net: Decimal
    tax: Decimal
    count: int
    status: str
    difference: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedInvoice:
    """An invoice against its charges, in its own currency."""

    invoice_id: str | None
    status: str | None
    currency: str
    net: Decimal | None
    tax: Decimal | None
    charges: Decimal
    charges_tax: Decimal
    difference: Decimal | None
    tolerance: Decimal
    rows: int
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A biller's account in a month."""

    biller: str
    billing_account: str
    issuer: str
    period: date
    kind: Literal["ai", "other"]
    state: State
    state_text: str
    headline: str
    basis: Basis
    """Whose usage is compared: that of requests, of the provider's report, or of the bill's own quantities."""
    usage: Decimal | None
    usage_text: str
    requests: int
    charges: Decimal | None
    charges_billed: Decimal | None
    charges_tax: Decimal | None
    charges_rows: int
    has_quantities: bool
    tokens_billed: Decimal | None
    tokens_seen: Decimal
    usage_causes: tuple[ExplainedCause, ...]
    invoice_causes: tuple[ExplainedCause, ...]
    invoice: InvoiceTotal | None
    invoices: tuple[ExplainedInvoice, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchTotals:
    """Sums over all statements."""

    usage: Decimal
    charges: Decimal
    charges_billed: Decimal
    invoice_net: Decimal | None
    usage_causes: tuple[ExplainedCause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The answer of `outlay reconcile`."""

    currency: str
    since: date
    until: date
    statements: tuple[Statement, ...]
    totals: MatchTotals
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What matching found of a month."""

    period: date
    usage: Sequence[UsageSide]
    invoices: Sequence[InvoiceSide]
