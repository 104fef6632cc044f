"""Matches invoices with charges: per invoice, and per biller, account and month, within the tolerance of FOCUS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import CONTEXT, quantize
from outlay.core.time import add_months
from outlay.ingest.focus.authority import UNMATCHED
from outlay.ledger.matching.facts import PACKAGE
from outlay.ledger.matching.model import INVOICE_CAUSES, Cause, InvoiceMatch, InvoiceSide
from outlay.ledger.matching.tally import ZERO
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.store import Reader

_HALF: Final = Decimal("0.5")
_HUNDRED: Final = 100
_SUBUNITS: Final = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "BHD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JOD": 3}
_CENTS: Final = 2
_FEW_CENTS_OPEN: Final = frozenset({"open", "draft"})

_Bill = tuple[str, str, date]
Row = Mapping[str, Any]


@dataclass(slots=True)
class _Gathered:
    """One bill's month: charges by invoice id, and invoices."""

    issuer: str = ""
    charges: dict[str | None, list[Row]] = field(default_factory=lambda: defaultdict(list))
    invoices: dict[str, Row] = field(default_factory=dict)


def tolerance(rows: int, currency: str) -> Decimal:
    """How far an invoice may differ from the sum of its charges: FOCUS 1.4, InvoiceDetail."""
    subunit = Decimal(1).scaleb(-_SUBUNITS.get(currency, _CENTS))
    return max(_HUNDRED * subunit, quantize(CONTEXT.multiply(_HALF * subunit, CONTEXT.sqrt(Decimal(rows)))))


def match_invoices(reader: Reader, period: TimeRange, *, today: date) -> list[InvoiceSide]:
    """Match the invoices and charges of every bill and month, largest charges first."""
    bounds: dict[str, object] = {"since": period.since, "until": period.until}
    charges = reader.fetch(load_sql(PACKAGE, "load_billed"), bounds).to_pylist()
    invoices = reader.fetch(load_sql(PACKAGE, "load_invoices"), bounds).to_pylist()
    bills = _gather(charges, invoices)
    found = [_match(bill, gathered, today) for bill, gathered in sorted(bills.items())]
    return sorted(found, key=lambda one: (one.period, -abs(one.charges), one.biller, one.billing_account))


def _gather(charges: Iterable[Row], invoices: Iterable[Row]) -> dict[_Bill, _Gathered]:
    bills: dict[_Bill, _Gathered] = defaultdict(_Gathered)
    by_invoice: dict[tuple[str, str], _Bill] = {}
    accounts: dict[tuple[str, date], set[str]] = defaultdict(set)
    for row in sorted(charges, key=lambda row: (row["biller"], row["billing_account"], row["period"], str(row))):
        bill = (row["biller"], row["billing_account"], row["period"])
        gathered = bills[bill]
        gathered.issuer = gathered.issuer or row["issuer"]
        gathered.charges[row["invoice_id"]].append(row)
        if not row["billing_account"].startswith(UNMATCHED):  # a card payment that fits none of the vendor's invoices
            accounts[row["biller"], row["period"]].add(row["billing_account"])
        if row["invoice_id"]:
            by_invoice.setdefault((row["biller"], row["invoice_id"]), bill)
    for row in invoices:
        named = by_invoice.get((row["biller"], row["invoice_id"]))
        bill = named or (row["biller"], _account(row, accounts[row["biller"], row["period"]]), row["period"])
        bills[bill].issuer = bills[bill].issuer or row["issuer"]
        bills[bill].invoices[row["invoice_id"]] = row
    return bills


def _account(invoice: Row, known: set[str]) -> str:
    """The account that an invoice is for; the only one of its month where it names none."""
    named = invoice["billing_account"] or ""
    return next(iter(known)) if not named and len(known) == 1 else named


def _match(bill: _Bill, gathered: _Gathered, today: date) -> InvoiceSide:
    biller, account, period = bill
    is_closed = add_months(period, 1) <= today
    rows = [row for listed in gathered.charges.values() for row in listed]
    invoices = list(gathered.invoices.values())
    charges = _sum(rows, "x_net")
    return InvoiceSide(
        biller=biller,
        billing_account=account,
        period=period,
        issuer=gathered.issuer,
        charges=charges,
        charges_tax=_sum(rows, "x_tax"),
        rows=sum(row["row_count"] for row in rows),
        net=_sum(invoices, "x_net") if invoices else None,
        tax=_sum(invoices, "x_tax") if invoices else None,
        is_closed=is_closed,
        invoices=tuple(_pairs(gathered, is_closed=is_closed)),
        causes=_causes(gathered) if invoices else (),
    )


def _sum(rows: Iterable[Row], name: str) -> Decimal:
    return sum((row[name] for row in rows), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Charges and the invoice that they are on; either may be missing."""

    invoice_id: str | None
    invoice: Row | None
    charges: list[Row]


def _pairs_of(gathered: _Gathered) -> list[_Pair]:
    """Invoices with the charges that name them. What names none belongs to the one invoice that no charge names."""
    named = {name: rows for name, rows in gathered.charges.items() if name}
    unnamed = gathered.charges.get(None, []) + gathered.charges.get("", [])
    orphans = [name for name, row in gathered.invoices.items() if name not in named and not _is_credit_note(row)]
    pairs = []
    for name in sorted({*named, *gathered.invoices}):
        charges = named.get(name, [])
        if unnamed and orphans == [name]:
            charges, unnamed = unnamed, []
        pairs.append(_Pair(invoice_id=name, invoice=gathered.invoices.get(name), charges=charges))
    if unnamed:
        pairs.append(_Pair(invoice_id=None, invoice=None, charges=unnamed))
    return pairs


def _is_credit_note(invoice: Row) -> bool:
    reference = invoice["reference_invoice_id"]
    return bool(invoice["net"] < 0 or (reference and reference != invoice["invoice_id"]))


def _pairs(gathered: _Gathered, *, is_closed: bool) -> Iterable[InvoiceMatch]:
    for pair in _pairs_of(gathered):
        invoice = pair.invoice
        currency = invoice["currency"] if invoice else pair.charges[0]["currency"]
        is_same = all(row["currency"] == currency for row in pair.charges)
        name, tax_name = ("net", "tax") if is_same else ("x_net", "x_tax")
        rows = sum(row["row_count"] for row in pair.charges)
        match = InvoiceMatch(
            invoice_id=pair.invoice_id,
            status=invoice["status"] if invoice else None,
            currency=currency,
            net=invoice[name] if invoice else None,
            tax=invoice[tax_name] if invoice else None,
            charges=_sum(pair.charges, name),
            charges_tax=_sum(pair.charges, tax_name),
            rows=rows,
            tolerance=tolerance(rows, currency),
            state="matched",
        )
        yield _judged(match, pair, is_closed=is_closed)


def _judged(match: InvoiceMatch, pair: _Pair, *, is_closed: bool) -> InvoiceMatch:
    is_open = not is_closed or (match.status or "").casefold() in _FEW_CENTS_OPEN
    difference = match.difference
    if difference is None:
        return replace(match, state="no_invoice" if is_closed else "provisional")
    if is_open:
        return replace(match, state="provisional")
    if not pair.charges:
        return replace(match, state="no_charges")
    return match if abs(difference) <= match.tolerance else replace(match, state="differs")


def _causes(gathered: _Gathered) -> tuple[Cause, ...]:
    """Why the invoices say something else than the charges, in the reporting currency; exact."""
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for pair in _pairs_of(gathered):
        amounts[_cause(pair)] += (pair.invoice["x_net"] if pair.invoice else ZERO) - _sum(pair.charges, "x_net")
    return tuple(Cause(cause=name, amount=amounts[name]) for name in INVOICE_CAUSES if amounts.get(name))


def _cause(pair: _Pair) -> str:
    if pair.invoice is None:
        return "invoice_missing" if pair.invoice_id else "no_invoice_id"
    if not pair.charges:
        return "credit_note" if _is_credit_note(pair.invoice) else "charges_missing"
    currency = pair.invoice["currency"]
    if any(row["currency"] != currency for row in pair.charges):
        return "fx"
    rows = sum(row["row_count"] for row in pair.charges)
    native = pair.invoice["net"] - _sum(pair.charges, "net")
    if abs(native) <= tolerance(rows, currency):
        is_converted = pair.invoice["x_net"] != pair.invoice["net"]
        return "fx" if is_converted and native == 0 else "rounding"
    return "difference"
