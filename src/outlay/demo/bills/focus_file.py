"""Writes charges as FOCUS 1.2 or 1.4 files: gzipped CSV or Parquet, the same bytes each time."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import format_plain
from outlay.core.time import add_months
from outlay.demo.bills.charge import Bill, Charge, moment
from outlay.demo.calendar import Calendar
from outlay.facts.tables import FOCUS_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

_SINCE_1_3: Final = frozenset((
    "AllocatedMethodDetails", "AllocatedMethodId", "AllocatedResourceId", "AllocatedResourceName", "AllocatedTags",
    "CommitmentProgramEligibilityDetails", "ContractApplied", "HostProviderName", "InvoiceDetailId",
    "ServiceProviderName",
))  # fmt: skip
_TYPES: Final = {column.name: column.type for column in FOCUS_COLUMNS}
_COLUMNS_1_4: Final = (*_TYPES, "CredentialId")
_COLUMNS_1_2: Final = (
    *(name for name in _TYPES if name not in _SINCE_1_3), "ProviderName", "PublisherName", "x_CredentialId",
)  # fmt: skip


def write_bills(folder: Path, bill: Bill, charges: Iterable[Charge], calendar: Calendar) -> list[Path]:
    """Write the months before the last complete one as one file, the backfill, then a file a month; name them."""
    periods: dict[date, list[Charge]] = {}
    for charge in charges:
        periods.setdefault(charge.period, []).append(charge)
    folder.mkdir(parents=True, exist_ok=True)
    old = [period for period in sorted(periods) if period < calendar.missed_month]
    files = {f"{bill.name}-{old[0]:%Y-%m}-to-{old[-1]:%Y-%m}": old}
    files |= {f"{bill.name}-{period:%Y-%m}": [period] for period in sorted(periods) if period not in old}
    paths = []
    for name, months in files.items():
        path = folder / f"{name}.{bill.format}"
        rows = [row for month in months for row in _rows(bill, month, periods[month], calendar)]
        columns = _COLUMNS_1_4 if bill.version == "1.4" else _COLUMNS_1_2
        if bill.format == "parquet":
            _write_parquet(path, columns, rows)
        else:
            _write_csv(path, columns, rows)
        paths.append(path)
    return paths


def _rows(bill: Bill, month: date, charges: Iterable[Charge], calendar: Calendar) -> Iterator[dict[str, Any]]:
    shared = _shared_columns(bill, month, is_closed=calendar.is_closed(month))
    return (_row(bill, charge, shared) for charge in charges)


def _shared_columns(bill: Bill, period: date, *, is_closed: bool) -> dict[str, Any]:
    return {
        "BillingAccountId": bill.account,
        "BillingAccountName": bill.account_name,
        "BillingAccountType": "Billing account",
        "BillingCurrency": bill.currency,
        "InvoiceIssuerName": bill.issuer,
        "InvoiceId": f"{bill.invoice_prefix}{period:%Y%m}" if is_closed else None,
        "BillingPeriodStart": moment(period),
        "BillingPeriodEnd": moment(add_months(period, 1)),
        "PricingCurrency": bill.currency,
    }


def _row(bill: Bill, charge: Charge, shared: Mapping[str, Any]) -> dict[str, Any]:
    item = charge.item
    row: dict[str, Any] = {
        **shared,
        **item.constant_columns,
        "ChargePeriodStart": moment(charge.start),
        "ChargePeriodEnd": moment(charge.end),
        "ChargeCategory": charge.category,
        "ChargeClass": "Correction" if charge.correction_in else None,
        "ChargeDescription": charge.description or f"{item.meter}, {item.service}",
        "ChargeFrequency": charge.frequency,
        "PricingCategory": charge.pricing,
        "PricingCurrencyEffectiveCost": charge.effective,
        "BilledCost": charge.billed,
        "EffectiveCost": charge.effective,
        "ListCost": charge.list_cost,
        "ContractedCost": charge.contracted,
        "ConsumedQuantity": charge.quantity,
        "PricingQuantity": charge.quantity,
        "ListUnitPrice": charge.unit_price,
        "ContractedUnitPrice": charge.contracted_price,
        **_who(bill, item.seller),
    }
    if charge.quantity is None:
        row["ConsumedUnit"] = row["PricingUnit"] = None
    row.update(charge.columns)
    return row


def _who(bill: Bill, seller: str | None) -> dict[str, str]:
    if bill.version == "1.4":
        return {"ServiceProviderName": seller or bill.provider, "HostProviderName": bill.provider}
    return {"ProviderName": bill.provider, "PublisherName": seller or bill.provider}


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    places = {name: place for place, name in enumerate(names)}
    blank = [""] * len(names)
    for row in rows:
        fields = blank.copy()
        for name, value in row.items():
            if value is not None:
                fields[places[name]] = value if isinstance(value, str) else _text(value)
        writer.writerow(fields)
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=3) as packed:
        packed.write(text.getvalue().encode())


def _text(value: Decimal | datetime) -> str:
    return format_plain(value) if isinstance(value, Decimal) else _time_text(value)


@cache
def _time_text(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def _write_parquet(path: Path, names: Sequence[str], rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [pa.array([_exact(row.get(name)) for row in rows], type=_arrow_type(name)) for name in names]
    pq.write_table(pa.table(arrays, names=list(names)), path, compression="zstd", store_schema=False)


def _exact(value: object) -> object:
    return value.quantize(Decimal("1e-12")) if isinstance(value, Decimal) else value


def _arrow_type(name: str) -> pa.DataType:
    import pyarrow as pa

    match _TYPES.get(name, "text"):
        case "money":
            return pa.decimal128(38, 12)
        case "time":
            return pa.timestamp("us", tz="UTC")
        case _:
            return pa.string()
