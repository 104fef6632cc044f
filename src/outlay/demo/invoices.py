"""The invoices of closed months: each says what its bill says, but for one that is higher and one that has not come."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from outlay.core.money import format_plain
from outlay.core.time import add_months
from outlay.demo.bills import azure, saas
from outlay.demo.bills.charge import Bill
from outlay.demo.calendar import Calendar
from outlay.demo.truth import BillTruth, Sums, money

SURPLUS: Final = Decimal("148.20")
"""What the invoice of `HIGHER` says beyond its charges in the last closed month."""
HIGHER: Final = azure.AZURE
MISSING: Final = saas.VEKTORIA
"""Whose invoice of the last closed month has not arrived."""

_CENT: Final = Decimal("0.01")
_COLUMNS: Final = (
    "issuer", "invoice_id", "account", "period", "net", "tax", "currency", "status", "issued_on", "due_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An invoice."""

    bill: Bill
    month: date
    net: Decimal
    tax: Decimal

    @property
    def invoice_id(self) -> str:
        """The number that its charges carry."""
        return f"{self.bill.invoice_prefix}{self.month:%Y%m}"


def last_invoiced(calendar: Calendar) -> date:
    """The last month whose invoices are issued."""
    return max(month for month in calendar.bill_months if calendar.is_closed(month))


def issued(truth: BillTruth, calendar: Calendar) -> Iterator[Issued]:
    """Every invoice that has arrived, by month and bill."""
    last = last_invoiced(calendar)
    for (month, _), (bill, sums) in sorted(truth.bills.items(), key=lambda pair: pair[0]):
        is_last = month == last
        if calendar.is_closed(month) and not (is_last and bill is MISSING):
            yield Issued(bill=bill, month=month, net=_net(bill, sums, is_last=is_last), tax=_cents(sums.tax))


def _net(bill: Bill, sums: Sums, *, is_last: bool) -> Decimal:
    more = SURPLUS if is_last and bill is HIGHER else Decimal(0)
    return _cents(sums.billed - sums.tax + more)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT)


def tell_invoices(truth: BillTruth, calendar: Calendar) -> dict[str, Any]:
    """How many there are, and what two of them should stand out for."""
    found = list(issued(truth, calendar))
    month = f"{last_invoiced(calendar):%Y%m}"
    return {
        "invoices": len(found),
        "higher": {"invoice_id": f"{HIGHER.invoice_prefix}{month}", "by": money(SURPLUS), "currency": HIGHER.currency},
        "missing": {"invoice_id": f"{MISSING.invoice_prefix}{month}", "issuer": MISSING.issuer},
    }


def write_invoices(folder: Path, truth: BillTruth, calendar: Calendar) -> list[Path]:
    """Write a file a month."""
    folder.mkdir(parents=True, exist_ok=True)
    months: dict[date, list[Sequence[str]]] = {}
    for one in issued(truth, calendar):
        months.setdefault(one.month, []).append(_row(one))
    return [_write(folder / f"invoices-{month:%Y-%m}.csv", rows) for month, rows in months.items()]


def _row(one: Issued) -> Sequence[str]:
    issued_on = add_months(one.month, 1) + timedelta(days=2)
    return (
        one.bill.issuer, one.invoice_id, one.bill.account, one.month.isoformat(), format_plain(one.net),
        format_plain(one.tax), one.bill.currency, "Issued", issued_on.isoformat(),
        (issued_on + timedelta(days=30)).isoformat(),
    )  # fmt: skip


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(rows)
    return path
