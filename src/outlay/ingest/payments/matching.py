"""Which payments another source speaks for already: invoices by number or amount, or a vendor that is connected.

Where a vendor's invoices are known, an amount that none of them explains was paid for another account, such as the
card holder's own: it is money beside theirs. Without invoices amounts tell nothing, and a connected vendor holds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from outlay.core.time import add_months
from outlay.ingest.focus.authority import Claim, is_same_money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlay.core.rule_settings import AmountSourceSetting
    from outlay.ingest.payments.reading import State

_TOLERANCE: Final = Decimal("0.01")
"""Of an amount, for what banks and exchange rates change."""
_MOST_TOGETHER: Final = 4
_MOST_OPEN: Final = 12
"""How many invoices one payment may settle, and among how many they are looked for."""
_CENT: Final = Decimal("0.01")
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
    """What a payment is: a charge, a charge beside the vendor's invoices, or evidence of what `matched` names."""

    state: State
    matched: str | None = None


def judge_payments(
    payments: Sequence[Paid],
    invoices: Sequence[dict[str, Any]],
    claims: Iterable[Claim],
    settings: Sequence[AmountSourceSetting] = (),
) -> dict[str, Verdict]:
    """Judge payments: an invoice by number first, then by amount and date, then several that add up; each is paid once.

    A payment of an invoice whose money is nowhere in the ledger stays a charge: an invoice by itself is none.
    """
    held = [claim for claim in claims if claim.kind != "payment" and not claim.is_apart]
    ordered = sorted(payments, key=lambda payment: (payment.day, payment.payment_id))
    invoiced = {paid.payment_id: [number] for paid in ordered if (number := _by_number(paid, invoices))}
    settled = {(paid.claim.biller, number) for paid in ordered for number in invoiced.get(paid.payment_id, ())}
    free = [invoice for invoice in invoices if (invoice["biller"], invoice["invoice_id"]) not in settled]
    for find in (_one, _several):
        for paid in ordered:
            if paid.payment_id in invoiced or paid.amount <= 0:
                continue
            found = find(paid, [invoice for invoice in free if _could_pay(paid, invoice)])
            if found:
                free = [invoice for invoice in free if invoice not in found]
                invoiced[paid.payment_id] = [str(invoice["invoice_id"]) for invoice in found]
    return {paid.payment_id: _judge(paid, invoiced, (held, invoices), settings) for paid in ordered}


def _judge(
    paid: Paid,
    invoiced: Mapping[str, Sequence[str]],
    known: tuple[Sequence[Claim], Sequence[dict[str, Any]]],
    settings: Sequence[AmountSourceSetting],
) -> Verdict:
    held, invoices = known
    numbers = ", ".join(invoiced.get(paid.payment_id, ())) or None
    holder = next((claim for claim in held if _is_held(claim, paid, settings)), None)
    if holder is None:
        return Verdict(state="charge", matched=numbers)
    if numbers is not None:
        return Verdict(state="matched", matched=numbers)
    is_told = any(_could_pay(paid, invoice) for invoice in invoices)
    if is_told and paid.amount > 0 and not holder.is_resold:
        return Verdict(state="unmatched")
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


def _could_pay(paid: Paid, invoice: dict[str, Any]) -> bool:
    """Whether an invoice of the vendor was there to be paid on that day, in that currency."""
    if invoice["biller"] != paid.claim.biller or _due(paid, invoice) is None:
        return False
    issued = invoice["issued_on"] or invoice["period_end"]
    return bool(issued - _BEFORE <= paid.day <= issued + _AFTER)


def _due(paid: Paid, invoice: dict[str, Any]) -> Decimal | None:
    """What an invoice comes to in the currency of a payment; None where it is not told."""
    if invoice["currency"] == paid.currency:
        return Decimal(invoice["total_amount"])
    if invoice["payment_currency"] == paid.currency and invoice["payment_amount"] is not None:
        return Decimal(invoice["payment_amount"])
    return None


def _one(paid: Paid, invoices: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The invoice that a payment settles: the nearest amount, a fee more or less."""
    apart = [(abs((_due(paid, invoice) or Decimal(0)) - paid.amount), at) for at, invoice in enumerate(invoices)]
    difference, at = min(apart, default=(paid.amount, 0))
    return (invoices[at],) if apart and difference <= paid.amount * _TOLERANCE else ()


def _several(paid: Paid, invoices: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The invoices that a payment settles together, to the cent each: sums of many would fit anything otherwise."""
    for count in range(2, _MOST_TOGETHER + 1):
        for chosen in combinations(invoices[-_MOST_OPEN:], count):
            total = sum((_due(paid, invoice) or Decimal(0) for invoice in chosen), Decimal(0))
            if abs(total - paid.amount) <= _CENT * count:
                return chosen
    return ()
