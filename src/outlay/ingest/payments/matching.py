"""Which payments another source speaks for already: an invoice, or a vendor whose amounts are connected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.time import add_months
from outlay.ingest.focus.authority import APART, Claim, is_same_money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlay.core.rule_settings import AmountSourceSetting
    from outlay.ingest.payments.reading import State

_TOLERANCE: Final = Decimal("0.01")
"""Of an amount, for what banks and exchange rates change."""
_BEFORE: Final = timedelta(days=7)
_AFTER: Final = timedelta(days=75)
"""How long before an invoice is issued, and after, it may be paid."""
_MONTHS_BACK: Final = 2
"""A payment may settle months before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What matching looks at of a stored payment."""

    payment_id: str
    claim: Claim
    day: date
    amount: Decimal
    currency: str
    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a payment is: a charge, or evidence of what `matched` names."""

    state: State
    matched: str | None = None


def judge_payments(
    payments: Sequence[Paid],
    invoices: Sequence[dict[str, Any]],
    claims: Iterable[Claim],
    settings: Sequence[AmountSourceSetting] = (),
) -> dict[str, Verdict]:
    """Judge payments: an invoice by number first, then by amount and date, each paid once; then connected sources.

    A payment of an invoice whose money is nowhere in the ledger stays a charge: an invoice by itself is none.
    """
    held = [claim for claim in claims if claim.kind != "payment" and claim.kind not in APART]
    ordered = sorted(payments, key=lambda payment: (payment.day, payment.payment_id))
    invoiced = {paid.payment_id: number for paid in ordered if (number := _by_number(paid, invoices))}
    free = [invoice for invoice in invoices if invoice["invoice_id"] not in invoiced.values()]
    for paid in ordered:
        if paid.payment_id in invoiced or paid.amount <= 0:
            continue
        found = next((invoice for invoice in free if _pays(paid, invoice)), None)
        if found is not None:
            free.remove(found)
            invoiced[paid.payment_id] = found["invoice_id"]
    return {paid.payment_id: _judge(paid, invoiced.get(paid.payment_id), held, settings) for paid in ordered}


def _judge(paid: Paid, invoice: str | None, held: Sequence[Claim], settings: Sequence[AmountSourceSetting]) -> Verdict:
    holder = next((claim for claim in held if _is_held(claim, paid, settings)), None)
    if holder is None:
        return Verdict(state="charge", matched=invoice)
    if invoice is not None:
        return Verdict(state="matched", matched=invoice)
    return Verdict(state="evidence", matched=holder.source)


def _is_held(claim: Claim, paid: Paid, settings: Sequence[AmountSourceSetting]) -> bool:
    month = paid.day.replace(day=1)
    if not add_months(month, -_MONTHS_BACK) <= claim.billing_period <= month:
        return False
    own = paid.claim
    same_period = Claim(
        source=own.source,
        kind=own.kind,
        biller=own.biller,
        billing_account=own.billing_account,
        billing_period=claim.billing_period,
        money=own.money,
    )
    return is_same_money(claim, same_period, settings)


def _by_number(paid: Paid, invoices: Sequence[dict[str, Any]]) -> str | None:
    number = _digits(paid.reference)
    if number is None:
        return None
    for invoice in invoices:
        if invoice["biller"] == paid.claim.biller and _digits(invoice["invoice_id"]) == number:
            return str(invoice["invoice_id"])
    return None


def _digits(text: str | None) -> str | None:
    return re.sub(r"[^a-z0-9]", "", text.casefold()).lstrip("0") or None if text else None


def _pays(paid: Paid, invoice: dict[str, Any]) -> bool:
    if invoice["biller"] != paid.claim.biller:
        return False
    issued = invoice["issued_on"] or invoice["period_end"]
    if not issued - _BEFORE <= paid.day <= issued + _AFTER:
        return False
    totals = [(invoice["currency"], invoice["total_amount"])]
    if invoice["payment_currency"] and invoice["payment_amount"] is not None:
        totals.append((invoice["payment_currency"], invoice["payment_amount"]))
    return any(
        currency == paid.currency and abs(total - paid.amount) <= abs(total) * _TOLERANCE for currency, total in totals
    )
