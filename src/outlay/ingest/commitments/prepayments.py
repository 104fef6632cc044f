"""How the money of a credit pool enters where no bill shows it: paid when topped up, not again when drawn down.

A vendor's cost API states usage as billed, although it was paid ahead. So a top-up is a Purchase with its BilledCost
and no EffectiveCost, what it pays for is taken off the billed view by an Adjustment of the same day, and credits that
expire are an Unused row. Over all, BilledCost is what was paid and EffectiveCost what was consumed or lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.time import add_months, month_start
from outlay.ingest.commitments.delivery import deliver_charges
from outlay.ingest.commitments.drawing import Drawn, load_matched, load_tagged
from outlay.ingest.commitments.model import (
    CREDIT_POOL,
    DRAWDOWN,
    EXPIRY,
    OPENING,
    PURCHASE,
    Commitment,
    Entry,
)
from outlay.ingest.commitments.queries import load_commitments, load_entries

if TYPE_CHECKING:
    from outlay.ingest.commitments.delivery import Charge
    from outlay.ingest.fact_files.report import FileContext
    from outlay.store import Reader

SOURCE: Final = "prepayments"
_NOTHING: Final = Decimal(0)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A declared credit pool with its movements and the charges that draw on it."""

    commitment: Commitment
    entries: Sequence[Entry]
    drawn: Sequence[Drawn]


def refresh_prepayments(context: FileContext) -> tuple[str, ...]:
    """Bring the charges of declared credit pools up to date; returns what changed, in words."""
    with context.store.read() as reader:
        charges = [charge for pool in _load_pools(reader) for charge in compute_prepayments(pool)]
    report = deliver_charges(context, charges, SOURCE, "prepayment", ("cost_group",))
    changed = sum(scope.state != "unchanged" for scope in report.scopes) if report else 0
    return (f"prepayments: {len(charges)} charges, {changed} months changed",) if changed else ()


def compute_prepayments(pool: Pool) -> Iterator[Charge]:
    """The charges of a pool: what was paid, what that took off the billed view, and what expired."""
    currency = pool.commitment.currency
    moves: dict[date, list[Entry]] = defaultdict(list)
    for entry in pool.entries:
        if entry.currency == currency:
            moves[entry.day].append(entry)
    draws: dict[date, list[Drawn]] = defaultdict(list)
    for one in pool.drawn:
        if one.currency == currency:
            draws[one.day].append(one)
    balance = _NOTHING
    for day in sorted({*moves, *draws}):
        for entry in moves[day]:
            balance += _change(entry)
            yield from _movement(pool.commitment, entry)
        used = sum((one.effective for one in draws[day]), _NOTHING)
        billed = sum((one.billed for one in draws[day]), _NOTHING)
        covered = min(billed, max(balance, _NOTHING))
        if covered > 0:
            text = f"Paid from {pool.commitment.commitment_id}"
            yield {**_base(pool.commitment, day), "ChargeCategory": "Adjustment", "ChargeDescription": text,
                   "BilledCost": -covered, "EffectiveCost": _NOTHING}  # fmt: skip
        balance = max(balance - used, _NOTHING)


def _load_pools(reader: Reader) -> Iterator[Pool]:
    entries = load_entries(reader)
    for commitment in load_commitments(reader):
        declared = entries.get(commitment.commitment_id)
        if commitment.kind != CREDIT_POOL or not declared:
            continue
        if any(one.category == "Purchase" for one in load_tagged(reader, commitment.commitment_id)):
            continue  # the bill itself shows what was paid
        first = min(entry.day for entry in declared)
        yield Pool(commitment=commitment, entries=declared, drawn=load_matched(reader, commitment, first))


def _change(entry: Entry) -> Decimal:
    if entry.movement in {OPENING, PURCHASE}:
        return entry.amount
    return -entry.amount if entry.movement in {EXPIRY, DRAWDOWN} else _NOTHING


def _movement(commitment: Commitment, entry: Entry) -> Iterator[Charge]:
    base = _base(commitment, entry.day)
    told = {"CommitmentDiscountId": commitment.commitment_id, "CommitmentDiscountCategory": "Spend"}
    told |= {"CommitmentDiscountType": "Credit pool", "CommitmentDiscountName": commitment.name or ""}
    if entry.movement == PURCHASE:
        text = f"Credits bought: {entry.note or commitment.name or commitment.commitment_id} ({entry.entry_id[-6:]})"
        yield {**base, **told, "ChargeCategory": "Purchase", "ChargeFrequency": "One-Time", "ChargeDescription": text,
               "BilledCost": entry.amount, "EffectiveCost": _NOTHING}  # fmt: skip
    elif entry.movement == EXPIRY:
        text = f"Credits expired: {entry.note or commitment.name or commitment.commitment_id} ({entry.entry_id[-6:]})"
        yield {**base, **told, "ChargeCategory": "Usage", "CommitmentDiscountStatus": "Unused",
               "ChargeDescription": text, "PricingCategory": "Committed", "BilledCost": _NOTHING,
               "EffectiveCost": entry.amount}  # fmt: skip


def _base(commitment: Commitment, day: date) -> dict[str, str | Decimal | date | None]:
    month = month_start(day)
    return {
        "InvoiceIssuerName": commitment.biller,
        "ServiceProviderName": commitment.biller,
        "BillingAccountId": f"prepaid:{commitment.commitment_id}",
        "BillingCurrency": commitment.currency,
        "BillingPeriodStart": month,
        "BillingPeriodEnd": add_months(month, 1),
        "ChargePeriodStart": day,
        "ChargePeriodEnd": day + _ONE_DAY,
        "ServiceName": commitment.name or "Credits",
        "ServiceCategory": "AI and Machine Learning",
        "Tags": '{"cost_group":"ai"}',
    }
