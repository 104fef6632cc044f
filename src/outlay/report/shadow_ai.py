"""The shadow AI: what bills charge that telemetry never saw, with AI in accounts that no one approved and payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.time import TimeRange
from outlay.report.links import is_equal
from outlay.report.matching.model import LinkSpec

if TYPE_CHECKING:
    from outlay.ledger.matching.model import MissedCredential
    from outlay.report.matching.words import Words

_NEXT: Final = "ask the owner, then send its telemetry, or revoke the key at the provider"
_CENT: Final = Decimal("0.01")
_NAMES: Final = (
    "kind", "biller", "billing_account", "account", "credential", "model", "vendor", "first_seen", "last_seen",
    "owner", "owner_reason", "reason", "next_step",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who probably answers for a key or account, and why so."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowRow:
    """Spend that no instrumented service made."""

    kind: str
    biller: str | None
    billing_account: str | None
    account: str | None
    credential: str | None
    model: str | None
    vendor: str | None
    amount: Decimal
    tokens: Decimal | None
    first_seen: date | None
    last_seen: date | None
    owner: str | None
    owner_reason: str | None
    reason: str
    next_step: str | None
    query: LinkSpec | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowAi:
    """The answer of `outlay shadow-ai`, the largest first."""

    currency: str
    since: date
    until: date
    total: Decimal
    rows: tuple[ShadowRow, ...]
    notes: tuple[str, ...]


Place = tuple["str | None", "str | None"]
"""An account and a credential."""


def compose_shadow_ai(
    missed: Iterable[MissedCredential],
    others: Iterable[object],
    owners: Mapping[Place, Owner],
    period: TimeRange,
    words: Words,
) -> ShadowAi:
    """Put the coverage gaps of bills and the findings outside of them together; the same money stands there once."""
    rows = _once(
        [_missed(one, owners, period, words) for one in _merged(missed)], [_other(one) for one in others], words
    )
    rows.sort(key=lambda row: (-row.amount, str(row.credential), str(row.model), str(row.account)))
    return ShadowAi(
        currency=words.currency,
        since=period.since,
        until=period.until,
        total=sum((row.amount for row in rows), Decimal(0)),
        rows=tuple(rows),
        notes=() if rows else ("no spend without telemetry was found",),
    )


def _once(gaps: list[ShadowRow], others: list[ShadowRow], words: Words) -> list[ShadowRow]:
    """Leave out gaps that are a listed payment, and of an account that no one approved what its gaps state already."""
    paid = {(row.biller, row.billing_account) for row in others if row.kind == "unmatched_payment"}
    rows = [row for row in gaps if (row.biller, row.billing_account) not in paid]
    stated: dict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        stated[row.biller, row.billing_account, row.account] += row.amount
    for row in others:
        known = stated[row.biller, row.billing_account, row.account] if row.kind == "unapproved_account" else Decimal(0)
        if not known:
            rows.append(row)
        elif row.amount - known >= _CENT:
            reason = f"{row.reason}; beside {words.money(known)} of it that is listed apart"
            rows.append(replace(row, amount=row.amount - known, reason=reason))
    return rows


def _merged(missed: Iterable[MissedCredential]) -> list[MissedCredential]:
    """The months of one key and model as one."""
    found: dict[tuple[str | None, ...], MissedCredential] = {}
    for one in missed:
        key = (one.biller, one.billing_account, one.account, one.credential, one.model)
        known = found.get(key)
        if known is None:
            found[key] = one
            continue
        counts = [count for count in (known.quantity, one.quantity) if count is not None]
        found[key] = replace(
            known,
            amount=known.amount + one.amount,
            quantity=sum(counts) if counts else None,
            first_seen=min(known.first_seen, one.first_seen),
            last_seen=max(known.last_seen, one.last_seen),
            is_unseen=known.is_unseen and one.is_unseen,
        )
    return list(found.values())


def _missed(one: MissedCredential, owners: Mapping[Place, Owner], period: TimeRange, words: Words) -> ShadowRow:
    owner = owners.get((one.account, one.credential)) or owners.get((one.account, None))
    query = _query(one, period)
    return ShadowRow(
        kind="untracked_key" if one.credential or one.account else "untracked_model",
        biller=one.biller,
        billing_account=one.billing_account or None,
        account=one.account,
        credential=one.credential,
        model=one.model,
        vendor=None,
        amount=one.amount,
        tokens=None if one.quantity is None else Decimal(one.quantity),
        first_seen=one.first_seen,
        last_seen=one.last_seen,
        owner=owner.name if owner else None,
        owner_reason=owner.reason if owner else None,
        reason=_reason(one, words),
        next_step=_NEXT,
        query=query,
        link=query.link,
    )


def _reason(one: MissedCredential, words: Words) -> str:
    what = one.credential or one.account or one.model or "this bill"
    if one.is_unseen:
        return f"no request of {what} has reached Outlay; the bill says {words.money(one.amount)}"
    return f"telemetry misses {one.quantity or 0:,} tokens of {what}, {words.money(one.amount)} at list price"


def _query(one: MissedCredential, period: TimeRange) -> LinkSpec:
    known = (("biller", one.biller), ("account", one.account), ("credential", one.credential), ("model", one.model))
    conditions = [is_equal(name, value) for name, value in known if value]
    return LinkSpec(
        metrics="cost",
        by="day",
        where=" && ".join([*conditions, 'team == "untracked_ai"']),
        since=period.since,
        until=period.until,
        view="consumption",
    )


def _other(one: object) -> ShadowRow:
    def value(name: str) -> Any:  # noqa: ANN401 - a row of another report, with fields of several types
        return one.get(name) if isinstance(one, Mapping) else getattr(one, name, None)

    named = {name: value(name) for name in _NAMES}
    tokens = value("tokens")
    return ShadowRow(
        **named,
        amount=value("amount") or Decimal(0),
        tokens=None if tokens is None else Decimal(tokens),
        query=None,
        link=value("link"),
    )
