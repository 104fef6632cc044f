"""One amount source per payer: of several statements of the same money, the one nearest to an invoice counts.

A claim is what one source states for one biller, billing account, billing period and provider. The judgement is a
pure function of all claims, held or blocked, so that the order in which they arrive cannot matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import AI_API_SERVICES, CLOUDS, biller_of, resolve_provider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlay.core.rule_settings import AmountSourceSetting

_RANKS: Final = {"invoice": 1, "cost_api": 2, "reported": 2, "estimate": 3, "payment": 4, "contract": 5}
"""How near to an invoice a kind of delivery is; every other kind is a bill, and nearest."""

APART: Final = frozenset({"prepayment"})
"""Kinds that are never the same money as anything: they pay for what other charges draw down."""

UNMATCHED: Final = "unmatched:"
"""Beginning of the billing accounts of payments that fit no invoice of their vendor: money of another account."""

_BILL: Final = 0
_DECLARED: Final = -1
_WHOLE: Final = frozenset({"invoice", "payment"})
"""Kinds that name who is paid, never for which of its services."""

_OWN_ACCOUNTS: Final = ("card:", "contract:")
"""Beginnings of billing accounts that Outlay itself names: they tell nothing of the vendor's."""

ClaimKey = tuple[str, str, str, date, str]

_HOSTED: Final = re.compile(AI_API_SERVICES + "|sagemaker")


def money_name(provider: str, biller: str, payer_kind: str, service_name: str | None) -> str:
    """The provider and which of its money: ` seats` apart from metered use, ` hosted` where a cloud runs the model."""
    is_hosted = biller in CLOUDS and biller_of(provider) != biller and bool(_HOSTED.search(service_name or ""))
    return f"{provider}{' seats' if payer_kind == 'seat' else ''}{' hosted' if is_hosted else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a source states for a provider in a billing period; the amount is in the reporting currency."""

    source: str
    kind: str
    biller: str
    billing_account: str
    billing_period: date
    money: str
    """As `money_name` makes it. What a cloud hosts, such as Claude on Bedrock, is no money of the model's maker."""
    amount: Decimal = Decimal(0)

    @property
    def key(self) -> ClaimKey:
        """What identifies the claim."""
        return self.source, self.biller, self.billing_account, self.billing_period, self.money

    @property
    def provider(self) -> str:
        """The provider's slug."""
        return self.money.partition(" ")[0]

    @property
    def is_seat(self) -> bool:
        """Whether it pays for people."""
        return " seats" in self.money

    @property
    def is_apart(self) -> bool:
        """Whether it is never the same money as anything."""
        return self.kind in APART or self.billing_account.startswith(UNMATCHED)

    @property
    def is_resold(self) -> bool:
        """Whether a cloud's marketplace bills it for a provider that has a bill of its own."""
        return self.biller in CLOUDS and biller_of(self.provider) != self.biller and " hosted" not in self.money


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Why a claim is no charge: the claim that holds its money."""

    claim: Claim
    holder: Claim
    reason: str


def rank_of(kind: str) -> int:
    """How near to an invoice a kind of delivery is: lower is nearer."""
    return _RANKS.get(kind, _BILL)


def judge_claims(claims: Iterable[Claim], settings: Sequence[AmountSourceSetting] = ()) -> dict[ClaimKey, Blocking]:
    """Which claims are blocked, and by which one. A blocked claim still blocks those below it."""
    rivals = [(_rank(claim, settings), claim) for claim in claims if not claim.is_apart]
    ranked = sorted(rivals, key=lambda pair: (pair[0], *pair[1].key))
    by_period: dict[date, list[tuple[int, Claim]]] = {}
    for rank, claim in ranked:
        by_period.setdefault(claim.billing_period, []).append((rank, claim))
    blocked: dict[ClaimKey, Blocking] = {}
    for rank, claim in ranked:
        others = by_period[claim.billing_period]
        holders = [
            other
            for other_rank, other in others
            if other_rank < rank and is_same_money(other, claim, settings, is_declared=other_rank == _DECLARED)
        ]
        if holders:
            holder = next((other for other in holders if other.key not in blocked), holders[0])
            blocked[claim.key] = Blocking(claim=claim, holder=holder, reason=_reason(holder, settings))
    return blocked


def find_doubles(claims: Sequence[Claim], settings: Sequence[AmountSourceSetting] = ()) -> list[tuple[Claim, Claim]]:
    """Pairs of counted claims of the same rank that look like the same money: both count until someone decides."""
    blocked = judge_claims(claims, settings)
    counted = [claim for claim in claims if claim.key not in blocked]
    return [
        (one, other)
        for one in counted
        for other in counted
        if one.source != other.source
        and not (one.is_apart or other.is_apart)
        and rank_of(one.kind) == rank_of(other.kind)
        and one.is_resold
        and is_same_money(one, other, settings)
    ]


def is_same_money(
    high: Claim, low: Claim, settings: Sequence[AmountSourceSetting] = (), *, is_declared: bool = False
) -> bool:
    """Whether a claim states again what a higher one states, in the same billing period."""
    if high.source == low.source or high.billing_period != low.billing_period:
        return False
    if any(rule.both and _is_meant(rule, high) and _is_meant(rule, low) for rule in settings):
        return False
    if high.biller == low.biller:
        return _is_same_at_biller(high, low)
    pairs = ((high, low), (low, high)) if is_declared else ((high, low),)
    return any(
        seller.is_resold and seller.money == maker.money and maker.biller == biller_of(maker.provider)
        for seller, maker in pairs
    )


def _is_same_at_biller(high: Claim, low: Claim) -> bool:
    accounts = _account(high), _account(low)
    if None not in accounts:
        is_whole_bill = rank_of(high.kind) == _BILL or high.is_seat == low.is_seat
        return accounts[0] == accounts[1] and is_whole_bill
    if low.kind in _WHOLE:
        return high.is_seat == low.is_seat
    return high.money == low.money


def _account(claim: Claim) -> str | None:
    account = claim.billing_account
    if claim.kind == "payment" or not account or account.startswith(_OWN_ACCOUNTS):
        return None
    return account


def _rank(claim: Claim, settings: Sequence[AmountSourceSetting]) -> int:
    for rule in settings:
        if rule.source == claim.source and _is_meant(rule, claim):
            return _DECLARED
    return rank_of(claim.kind)


def _is_meant(rule: AmountSourceSetting, claim: Claim) -> bool:
    provider = resolve_provider(rule.provider)
    if provider not in {claim.provider, claim.biller}:
        return False
    return rule.billing_account is None or _account(claim) in {None, rule.billing_account}


def _reason(holder: Claim, settings: Sequence[AmountSourceSetting]) -> str:
    if _rank(holder, settings) == _DECLARED:
        return "amount_sources in outlay.yaml names the holder"
    if holder.is_resold:
        return f"billed through the marketplace of {holder.biller}"
    words = {1: "invoiced", 2: "reported by the provider", 3: "estimated", 4: "paid"}
    return f"already {words.get(rank_of(holder.kind), 'billed')} by {holder.biller}"


def blocked_row(blocking: Blocking, context: Mapping[str, object]) -> dict[str, object]:
    """The row of `blocked_amount`; `context` gives currency and the time it was seen."""
    claim, holder = blocking.claim, blocking.holder
    return {
        "source": claim.source,
        "kind": claim.kind,
        "biller": claim.biller,
        "provider": claim.money,
        "billing_account": claim.billing_account,
        "billing_period": claim.billing_period,
        "amount": claim.amount,
        "holder": holder.source,
        "reason": blocking.reason,
        **context,
    }


def claim_of_row(row: Mapping[str, object]) -> Claim:
    """The claim that a row of `blocked_amount` records."""
    period = row["billing_period"]
    if not isinstance(period, date):
        message = f"billing_period of a blocked amount is {period!r}"
        raise TypeError(message)
    return Claim(
        source=str(row["source"]),
        kind=str(row["kind"]),
        biller=str(row["biller"]),
        billing_account=str(row["billing_account"]),
        billing_period=period,
        money=str(row["provider"]),
        amount=Decimal(str(row["amount"])),
    )
