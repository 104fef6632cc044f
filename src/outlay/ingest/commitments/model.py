"""Commitments: what was promised or paid ahead, the movements declared of them, and the shapes of their files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from outlay.ingest.mapping import Shape

CREDIT_POOL: Final = "credit_pool"
GRANT: Final = "grant"
AGREEMENT: Final = "enterprise_agreement"
CONTRACT: Final = "annual_contract"
ASSET: Final = "asset"
CONTINUOUS: Final = ("savings_plan", "reservation", "provisioned")
"""Kinds that are judged by how well each interval is used; the others by what is left of them."""
KINDS: Final = (*CONTINUOUS, AGREEMENT, CONTRACT, CREDIT_POOL, GRANT, ASSET)

OPENING, PURCHASE, DRAWDOWN, EXPIRY, BALANCE = "opening", "purchase", "drawdown", "expiry", "balance"
MOVEMENTS: Final = {
    "opening": OPENING,
    "purchase": PURCHASE,
    "topup": PURCHASE,
    "top-up": PURCHASE,
    "top_up": PURCHASE,
    "refund": PURCHASE,
    "drawdown": DRAWDOWN,
    "draw": DRAWDOWN,
    "expiry": EXPIRY,
    "expire": EXPIRY,
    "expired": EXPIRY,
    "balance": BALANCE,
}
"""Names of movements: `opening` is held before the first charge known here, `balance` what the vendor states."""

SHAPE: Final = Shape(
    columns=(
        "id", "kind", "vendor", "account", "name", "starts", "ends", "currency", "amount", "quantity", "unit",
        "payment_model", "status", "owner", "renews", "notice_days", "match", "measure", "movement", "on", "note",
        "entry_id",
    ),
    aliases={
        "id": ("commitment_id", "contractcommitmentid"),
        "kind": ("type", "contractcommitmenttype"),
        "vendor": ("biller", "issuer", "provider", "invoiceissuername", "serviceprovidername"),
        "account": ("billing_account", "billingaccountid"),
        "name": ("description", "contractcommitmentdescription"),
        "starts": ("start", "contractcommitmentperiodstart"),
        "ends": ("end", "expires", "contractcommitmentperiodend"),
        "currency": ("billingcurrency",),
        "amount": ("committed_amount", "contractcommitmentcost"),
        "quantity": ("committed_quantity", "contractcommitmentquantity"),
        "unit": ("contractcommitmentunit",),
        "payment_model": ("contractcommitmentpaymentmodel",),
        "status": ("contractcommitmentlifecyclestatus",),
        "on": ("day", "date"),
    },
    needed=("id",),
)  # fmt: skip
"""FOCUS ContractCommitment and plain tables; a row with a `movement` is an entry of the commitment that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A commitment as declared; `ends` is the first day without it. Its amounts are in its own currency."""

    commitment_id: str
    kind: str
    biller: str
    billing_account: str | None = None
    name: str | None = None
    starts: date | None = None
    ends: date | None = None
    currency: str | None = None
    committed_amount: Decimal | None = None
    committed_quantity: Decimal | None = None
    unit: str | None = None
    payment_model: str | None = None
    status: str | None = None
    owner: str | None = None
    renews: bool | None = None
    notice_days: int | None = None
    source: str = "commitments"
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def match(self) -> str | None:
        """The expression that says which charges draw on it, beyond its biller and account."""
        found = self.details.get("match")
        return None if found is None else str(found)

    @property
    def measure(self) -> str:
        """Which cost draws on it: `effective`, or `billed` where the agreement is about invoices."""
        return str(self.details.get("measure") or ("billed" if self.kind in {AGREEMENT, GRANT} else "effective"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A declared movement of a commitment."""

    commitment_id: str
    entry_id: str
    day: date
    movement: str
    amount: Decimal
    currency: str
    note: str | None = None


def commitment_of_row(row: Mapping[str, Any]) -> Commitment:
    """A commitment as the table holds it."""
    names = [name for name in Commitment.__dataclass_fields__ if name != "details"]
    details = json.loads(row["details"]) if row.get("details") else {}
    return Commitment(**{name: row[name] for name in names}, details=details)
