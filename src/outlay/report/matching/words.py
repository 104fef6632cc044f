"""The words for causes: labels, sentences and next steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol

from outlay.core.money import format_plain

if TYPE_CHECKING:
    from outlay.ledger.matching.model import Basis, Cause, InvoiceMatch, UsageSide

LABELS: Final[Mapping[str, str]] = {
    "promotional_credit": "Promotional credits",
    "credit": "Refunds and negotiated credits",
    "untracked": "Untracked calls",
    "overcounted": "Seen, but not counted by the provider",
    "not_billed": "Seen, but not billed",
    "pending": "Not billed yet",
    "unpriced": "No price card",
    "tier": "Another service tier billed",
    "discount": "Discount",
    "drift": "Price drift",
    "tax": "Tax",
    "purchase": "Commitments, subscriptions and seats",
    "other_charges": "Other charges on the bill",
    "adjustment": "Adjustments",
    "rounding": "Rounding",
    "unexplained": "Unexplained",
    "no_invoice_id": "Charges without an invoice",
    "invoice_missing": "Invoice missing",
    "charges_missing": "Charges missing",
    "credit_note": "Credit notes",
    "fx": "Exchange rate",
    "difference": "Difference",
}
_HUNDRED: Final = Decimal(100)
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_PERCENT: Final = Decimal("0.01")
_CENT: Final = Decimal("0.01")

_NEXT: Final[Mapping[str, str]] = {
    "untracked": "see `outlay shadow-ai` for keys and likely owners; send their telemetry, or revoke the keys",
    "overcounted": "look for requests that two sources report under different ids, or usage of another account",
    "not_billed": "check that the bill is complete, and that its models are named as telemetry names them",
    "unpriced": "give the model a price: `outlay prices override`, then `outlay reprice`",
    "tier": "send the service tier with telemetry (batch, flex, priority), or ask why that tier was billed",
    "drift": "compare the provider's price list with `outlay prices`, and override the card if it changed",
    "unexplained": "connect the provider's usage report (`outlay sources add`), which tells quantities",
    "charges_missing": "import the charges of that invoice, or see whether they are under another account",
    "invoice_missing": "record the invoice: `outlay invoice add`, or import invoices",
    "no_invoice_id": "record the invoice of the month; its charges are then matched with it by period",
    "difference": "compare the invoice line by line with `outlay query --by provider_service --view invoice`",
}


class Told(Protocol):
    """A cause with the word for it."""

    @property
    def cause(self) -> str:
        """Which it is."""
        ...

    @property
    def label(self) -> str:
        """The word for it."""
        ...

    @property
    def amount(self) -> Decimal:
        """How much it explains."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How amounts are written."""

    currency: str

    def money(self, amount: Decimal, currency: str | None = None) -> str:
        """An amount to the cent, as a person reads it."""
        code = currency or self.currency
        cents = abs(amount).quantize(_CENT)
        sign = "−" if amount < 0 and cents else ""
        size = f"{cents:,}"
        return f"{sign}{_SIGNS[code]}{size}" if code in _SIGNS else f"{sign}{size} {code}"

    def invoice(self, match: InvoiceMatch) -> str:
        """What became of an invoice."""
        charges = self.money(match.charges, match.currency)
        if match.net is None:
            known = "that no invoice is recorded for" if match.invoice_id else "that name no invoice"
            return f"{match.rows:,} charges of {charges} {known}."
        net = self.money(match.net, match.currency)
        if match.state == "no_charges":
            return f"{net} invoiced, and no charge names this invoice."
        left = self.money(match.difference or Decimal(0), match.currency)
        allowed = self.money(match.tolerance, match.currency)
        if match.state == "provisional":
            return f"{net} invoiced, {charges} charged so far; not final."
        if match.state == "matched":
            return f"{net} invoiced, {charges} charged: equal within {allowed}."
        return f"{net} invoiced, {charges} charged: {left} apart, {allowed} allowed."


def sentence(cause: Cause, words: Words, basis: Basis) -> str:
    """Why this much."""
    amount = words.money(abs(cause.amount))
    tokens = f"{cause.quantity:,} tokens" if cause.quantity is not None else "some usage"
    text = _SENTENCES[cause.cause]
    if cause.cause == "tier" and basis != "telemetry":
        text = _TIER_OF_OTHERS
    if cause.cause == "drift" and cause.detail:
        text += _OR_A_TIER
    return text.format(amount=amount, tokens=tokens, detail=_detail(cause), where=_where(cause), way=_way(cause.amount))


def next_step(cause: Cause) -> str | None:
    """What to do about it, if anything."""
    return _NEXT.get(cause.cause)


def headline(side: UsageSide, causes: Sequence[Told], words: Words, *, subject: str = "AI on this bill costs") -> str:
    """What the bill and the usage say, and why they differ: the largest causes, each with its amount."""
    said = f"{subject} {words.money(side.charges)}, {_WHOSE[side.basis]} {words.money(side.usage)}"
    told = sorted((one for one in causes if abs(one.amount) >= _HALF_A_CENT), key=lambda one: -abs(one.amount))
    if not told:
        return f"{said}: they are the same."
    parts = [_because(one, words) for one in told[:_TOLD]]
    more = f", and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    return f"{said}, because {_listed(parts) if not more else ', '.join(parts)}{more}."


def usage_text(side: UsageSide) -> str:
    """What the usage of a bill is made of."""
    if side.basis == "telemetry":
        return f"{side.requests:,} requests at list price"
    whose = "that the provider counted" if side.basis == "provider_usage" else "on the bill itself"
    return f"{side.tokens_billed or 0:,} tokens {whose}, at list price; {_NOBODY}"


def _because(cause: Told, words: Words) -> str:
    size = words.money(abs(cause.amount))
    text = _BECAUSE.get(cause.cause)
    if text is None:
        return f"{cause.label[0].lower()}{cause.label[1:]} {'take off' if cause.amount < 0 else 'add'} {size}"
    return text.format(amount=size, way=_way(cause.amount))


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


_NOBODY: Final = "no request of the month has reached Outlay"
_HALF_A_CENT: Final = Decimal("0.005")
_TOLD: Final = 3
"""Causes that a headline names."""
_WHOSE: Final[Mapping[str, str]] = {
    "telemetry": "your usage says",
    "provider_usage": "the provider's own usage report at list price says",
    "bill": "its own quantities at list price say",
}
_BECAUSE: Final[Mapping[str, str]] = {
    "untracked": "calls that no telemetry has seen cost {amount}",
    "overcounted": "{amount} of your calls were not counted by the provider",
    "not_billed": "{amount} of your calls are not on it",
    "pending": "{amount} of your calls are of days that it does not cover",
    "unpriced": "{amount} is for models without a price card",
    "tier": "calls billed in another service tier make it {amount} {way}",
    "discount": "a discount makes it {amount} {way}",
    "drift": "prices that are not ours make it {amount} {way}",
    "tax": "{amount} is tax",
    "other_charges": "{amount} is for what is not tokens",
    "rounding": "rounding makes it {amount} {way}",
    "unexplained": "{amount} has no cause yet",
}
_TIER_OF_OTHERS: Final = (
    "{amount} {way}, because {tokens} were billed at the {detail} price and not at the ordinary one{where}."
)
_OR_A_TIER: Final = " A part of the calls billed at the {detail} price would explain it too."
_SENTENCES: Final[Mapping[str, str]] = {
    "promotional_credit": "{amount} of promotional credits lower the bill; they do not make usage cheaper.",
    "credit": "{amount} of refunds and negotiated credits.",
    "untracked": "{amount}: {tokens} were billed that no telemetry has seen{where}.",
    "overcounted": "{amount}: telemetry has {tokens} more than the provider counted{where}.",
    "not_billed": "{amount} of your usage ({tokens}) has no charge{where}.",
    "pending": "{amount} of your usage is of days that no bill covers yet.",
    "unpriced": "{amount} was billed for requests that no price card knows{where}.",
    "tier": "{amount} {way}, because {tokens} were billed at the {detail} price and not the one that telemetry says"
    "{where}.",
    "discount": "{amount} {way}: the bill charges {detail} less than list price.",
    "drift": "{amount} {way}: the billed price differs from our card{where}.",
    "tax": "{amount} of tax, which usage does not have.",
    "purchase": "{amount} for commitments, subscriptions and seats: not metered usage.",
    "other_charges": "{amount} for what is not tokens: storage, hosting, tools and the like.",
    "adjustment": "{amount} of adjustments.",
    "rounding": "{amount} of rounding.",
    "unexplained": "{amount}: the provider tells no quantities, so nothing says why{where}.",
    "no_invoice_id": "{amount} of charges name no invoice.",
    "invoice_missing": "{amount} of charges are on invoices that are not recorded.",
    "charges_missing": "{amount} is invoiced, and no charge tells for what.",
    "credit_note": "{amount} of credit notes that no charge shows.",
    "fx": "{amount}, because invoice and charges were converted at different rates.",
    "difference": "{amount} between invoices and the charges on them.",
}


def _detail(cause: Cause) -> str:
    if cause.detail is None:
        return ""
    if cause.cause == "discount":
        return f"{format_plain((Decimal(cause.detail) * _HUNDRED).quantize(_PERCENT))} %"
    return cause.detail


def _way(amount: Decimal) -> str:
    return "less" if amount < 0 else "more"


def _where(cause: Cause) -> str:
    """The one key or model behind a cause, or the largest of several."""
    names = list(dict.fromkeys(cell.credential or cell.model for cell in cause.cells if cell.credential or cell.model))
    if not names:
        return ""
    if len(names) == 1:
        return f" ({names[0]})"
    return f" (mostly {names[0]})"
