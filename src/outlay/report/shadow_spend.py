"""AI that is paid for outside what anyone approved or connected: accounts of bills, payments, personal plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.providers import is_ai_service
from outlay.facts.vendors import match_vendor
from outlay.ingest.focus.authority import UNMATCHED
from outlay.report.seats import SeatRow, load_seats
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.core.time import TimeRange
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_PERSONAL: Final = re.compile(r"\b(personal|individual|free|hobby|plus)\b", re.IGNORECASE)
_PERSONAL_AI: Final = re.compile(r"\b(pro|max)\b", re.IGNORECASE)
_TEAM: Final = re.compile(r"\b(team|teams|business|enterprise|organi[sz]ation)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowSpend:
    """Spend on AI that no approval, invoice or connected source knows; amount in the reporting currency."""

    kind: str
    """`unapproved_account`, `unmatched_payment` or `personal_seat`."""
    biller: str
    billing_account: str | None
    account: str | None
    vendor: str | None
    model: str | None
    """A model, or what is sold where there is none."""
    amount: Decimal
    first_seen: date | None
    last_seen: date | None
    owner: str | None
    reason: str
    next_step: str


def shadow_spend(reader: Reader, settings: Settings, period: TimeRange) -> list[ShadowSpend]:
    """List AI spend outside of what is approved or connected, the largest first."""
    days = {"since": period.since, "until": period.until}
    payments = [*_payments(reader.fetch(load_sql(_PACKAGE, "shadow_payments"), days).to_pylist())]
    paid = {one.biller for one in payments}
    found = [
        *_accounts(reader.fetch(load_sql(_PACKAGE, "shadow_accounts"), days).to_pylist(), settings),
        *payments,
        # seats of a vendor that cards pay are that money already
        *_seats([seat for seat in load_seats(reader, settings).held if seat.biller not in paid]),
    ]
    return sorted(found, key=lambda one: (-one.amount, one.kind, one.biller, one.account or "", one.owner or ""))


def _accounts(rows: list[dict[str, Any]], settings: Settings) -> Iterator[ShadowSpend]:
    approved = [pattern.casefold() for pattern in settings.approved_ai_accounts]
    for row in rows:
        names = (row["account"].casefold(), f"{row['biller']}:{row['account']}".casefold())
        if any(fnmatchcase(name, pattern) for name in names for pattern in approved):
            continue
        if not approved and row["is_seen"]:
            continue
        if approved:
            reason = "AI is charged to an account that approved_ai_accounts does not name"
            step = f"approve it: add {row['account']!r} to approved_ai_accounts, or ask its owner to stop"
        else:
            reason = "AI is charged to an account that no telemetry knows; no account is approved yet"
            step = "send telemetry from it, or list the accounts that may spend on AI under approved_ai_accounts"
        yield ShadowSpend(
            kind="unapproved_account", biller=row["biller"], billing_account=row["billing_account"] or None,
            account=row["account"], vendor=None, model=row["model"], amount=row["amount"],
            first_seen=row["first_seen"], last_seen=row["last_seen"], owner=row["owner"], reason=reason, next_step=step,
        )  # fmt: skip


def _payments(rows: list[dict[str, Any]]) -> Iterator[ShadowSpend]:
    for row in rows:
        account = row["billing_account"].removeprefix(UNMATCHED)
        is_beside = account != row["billing_account"]
        way = "accounts payable" if account == "ap" else account.replace(":", " ")
        known = "none of its invoices" if is_beside else f"no invoice and no connected source of {row['biller']}"
        count = "1 payment" if row["payments"] == 1 else f"{row['payments']} payments"
        yield ShadowSpend(
            kind="unmatched_payment", biller=row["biller"], billing_account=row["billing_account"], account=None,
            vendor=row["biller"], model=row["service"], amount=row["amount"], first_seen=row["first_seen"],
            last_seen=row["last_seen"], owner=row["owner"],
            reason=f"{count} by {way}; {known} shows it",
            next_step=f"connect {row['biller']} (`outlay sources add`), or move it into the company's account",
        )  # fmt: skip


def _seats(rows: list[SeatRow]) -> Iterator[ShadowSpend]:
    for row in rows:
        match = match_vendor(row.product)
        is_ai = (match is not None and match.is_ai) or is_ai_service(row.product)
        if not is_ai or not _is_personal(row.plan or ""):
            continue
        yield ShadowSpend(
            kind="personal_seat", biller=row.biller, billing_account=None, account=None, vendor=row.biller,
            model=row.product, amount=row.monthly_cost or Decimal(0), first_seen=row.assigned_on,
            last_seen=row.last_active_on, owner=row.employee or row.team,
            reason=f"a seat of {row.product} on the personal plan {row.plan!r}"
            + ("" if row.monthly_cost is not None else "; its price is unknown"),
            next_step="move it to the company's plan: personal plans have other terms for data",
        )  # fmt: skip


def _is_personal(plan: str) -> bool:
    words = plan.replace("_", " ").replace("-", " ")
    return not _TEAM.search(words) and bool(_PERSONAL.search(words) or _PERSONAL_AI.search(words))
