"""Turns lines of statements into payments of vendors; everyone else is only counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.errors import FileFormatError, UsageError
from outlay.core.ids import stable_id
from outlay.core.money import format_plain
from outlay.facts.vendors import VendorMatch, match_vendor
from outlay.ingest.fact_files.lines import BadCellError, Line, read_each
from outlay.ingest.fact_files.rating import find_rate
from outlay.ingest.fact_files.statement_cells import currency_sign, read_written_amount, read_written_day
from outlay.ingest.mapping import Shape
from outlay.ingest.rejects import Reject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates

Sign = Literal["positive", "negative"]
State = Literal["charge", "unmatched", "matched", "evidence"]

SHAPE: Final = Shape(
    columns=(
        "day", "payee", "amount", "debit", "credit", "currency", "payer", "card", "department", "account_code",
        "reference", "sign", "day_first",
    ),
    aliases={
        "day": ("date", "transaction date", "posted date", "posting date", "transaction time", "transaction_date",
                "bill date", "payment date", "posted_at"),
        "payee": ("merchant", "merchant name", "merchant_name", "vendor", "vendor name", "supplier", "supplier name",
                  "description", "name", "text", "memo/description", "counterparty"),
        "amount": ("amount (usd)", "amount (eur)", "amount (gbp)", "transaction amount", "total", "billing amount",
                   "amount_usd", "open balance"),
        "debit": ("debit amount", "withdrawal", "paid out"),
        "credit": ("credit amount", "deposit", "paid in"),
        "currency": ("currency code", "billing currency", "transaction currency"),
        "payer": ("cardholder", "card member", "employee", "user", "card holder", "cardholder name", "purchaser",
                  "spender", "employee name"),
        "card": ("card number", "account #", "card last 4", "last four", "card last four", "card_last_four"),
        "department": ("team", "department name", "cost center", "cost centre", "class"),
        "account_code": ("gl account", "gl code", "account", "category", "expense account", "accounting code"),
        "reference": ("transaction id", "transaction_id", "id", "document number", "invoice number", "bill number",
                      "num", "ref", "receipt number", "bill no."),
    },
    needed=("day", "payee"),
)  # fmt: skip
_YES: Final = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment to a vendor; what was paid is positive, a refund negative."""

    payment_id: str
    day: date
    payee: str
    vendor: VendorMatch
    amount: Decimal
    currency: str
    payer: str | None
    card: str | None
    account_code: str | None
    reference: str | None
    team: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The payments of one import, and what was not taken."""

    payments: tuple[Payment, ...]
    rejects: tuple[Reject, ...]
    ignored: int
    sign: Sign


def read_statement(lines: Sequence[Line], settings: Settings, rates: Rates) -> Statement:
    """Read lines; spending is positive or negative as the files say, or as most of their lines do.

    Raises:
        UsageError: for a sign that is none.
        FileFormatError: if the sign of spending cannot be told.
    """
    read, rejects = read_each(lines, lambda line: (line, _amount(line)))
    sign = _sign(lines, [amount for _, amount in read])
    payments: list[Payment] = []
    seen: Counter[tuple[str, str]] = Counter()
    ignored = 0
    for line, amount in read:
        vendor = match_vendor(line.get("payee") or "")
        if vendor is None:
            ignored += 1
            continue
        paid = amount if sign == "positive" else -amount
        try:
            payment = _payment(line, (_day(line), paid), vendor, settings, seen)
            find_rate(rates, payment.currency, payment.day, settings.currency)
        except BadCellError as error:
            rejects.append(line.reject(error))
        else:
            payments.append(payment)
    rejects.sort(key=lambda reject: (reject.file, reject.row))
    return Statement(payments=tuple(payments), rejects=tuple(rejects), ignored=ignored, sign=sign)


def _day(line: Line) -> date:
    day = read_written_day(line, "day", is_day_first=(line.get("day_first") or "") in _YES)
    if day is None:
        raise BadCellError("day", "is empty", None)
    return day


def _payment(
    line: Line, paid: tuple[date, Decimal], vendor: VendorMatch, settings: Settings, seen: Counter[tuple[str, str]]
) -> Payment:
    day, amount = paid
    currency = (line.get("currency") or currency_sign(line.get("amount") or "") or settings.currency).upper()
    card = _card(line.get("card"))
    about = [vendor.vendor, format_plain(amount), currency]
    reference = line.get("reference")
    # a reference is the same in every export; without one, the whole line is what a payment is known by
    about += (
        [reference] if reference else [day.isoformat(), line.get("payee") or "", card or "", line.get("payer") or ""]
    )
    content = stable_id("py", *about)
    seen[line.file, content] += 1
    repeat = seen[line.file, content]
    department = line.get("department") or ""
    teams: Mapping[str, str] = settings.department_teams
    return Payment(
        payment_id=content if repeat == 1 else stable_id("py", content, repeat),
        day=day,
        payee=line.get("payee") or "",
        vendor=vendor,
        amount=amount,
        currency=currency,
        payer=line.get("payer"),
        card=card,
        account_code=line.get("account_code"),
        reference=reference,
        team=teams.get(department) or teams.get(line.get("account_code") or "") or department or None,
    )


def _amount(line: Line) -> Decimal:
    amount = read_written_amount(line, "amount")
    if amount is not None:
        return amount
    debit, credit = read_written_amount(line, "debit"), read_written_amount(line, "credit")
    if debit is None and credit is None:
        raise BadCellError("amount", "is empty", None)
    # a statement may write credits with or without a minus
    return abs(debit or Decimal(0)) - abs(credit or Decimal(0))


def _sign(lines: Sequence[Line], amounts: Sequence[Decimal]) -> Sign:
    told = next((line.get("sign") for line in lines if line.get("sign")), None)
    if told == "positive":
        return "positive"
    if told == "negative":
        return "negative"
    if told is not None:
        message = f"sign {told!r} is not known"
        raise UsageError(message, hint="--set sign=positive (spending is positive) or --set sign=negative")
    if all(line.get("amount") is None for line in lines):
        return "positive"  # columns of debit and credit say it themselves
    negative = sum(amount < 0 for amount in amounts)
    positive = sum(amount > 0 for amount in amounts)
    if negative and negative == positive:
        message = "as many amounts are positive as negative: which of them are spending?"
        raise FileFormatError(message, hint="add --set sign=positive or --set sign=negative")
    return "negative" if negative > positive else "positive"


def _card(text: str | None) -> str | None:
    """The last four digits, never more."""
    digits = re.sub(r"\D", "", text or "")
    return digits[-4:] or None
