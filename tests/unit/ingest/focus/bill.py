"""Writes small bills and imports them into a store of their own."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from outlay.core.settings import Settings
from outlay.ingest.focus import FocusOptions, FocusReport, import_focus
from outlay.store.duckdb import DuckStore

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROW = {
    "BilledCost": "10.00",
    "EffectiveCost": "10.00",
    "ListCost": "12.00",
    "ContractedCost": "11.00",
    "BillingAccountId": "acme-payer",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-10-01T00:00:00Z",
    "BillingPeriodEnd": "2026-11-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeFrequency": "Usage-Based",
    "ChargePeriodStart": "2026-10-05T00:00:00Z",
    "ChargePeriodEnd": "2026-10-06T00:00:00Z",
    "ConsumedQuantity": "3",
    "ConsumedUnit": "Hours",
    "InvoiceIssuerName": "Amazon Web Services, Inc.",
    "PricingCategory": "Standard",
    "ProviderName": "AWS",
    "RegionId": "eu-west-1",
    "ServiceCategory": "Compute",
    "ServiceName": "Amazon EC2",
    "SubAccountId": "111",
    "Tags": '{"team":"search"}',
}


@dataclass(frozen=True, slots=True)
class Rate:
    rate: Decimal
    rate_date: date
    source: str = "test"
    stale: bool = False


def half_rate(pairs, currency):
    """Every foreign unit is worth half a unit of the reporting currency."""
    return {(code, day): Rate(Decimal("0.5"), day, stale=code == "GBP") for code, day in pairs}


def row(**changes: str) -> dict[str, str]:
    return {**ROW, **changes}


def write_bill(path: Path, rows, columns=None, **form) -> Path:
    names = list(columns or (rows[0] if rows else ROW))
    with path.open("w", newline="", encoding=form.pop("encoding", "utf-8")) as stream:
        writer = csv.DictWriter(stream, names, extrasaction="ignore", **form)
        writer.writeheader()
        writer.writerows(rows)
    return path


class World:
    """A store in a folder, and what came into it."""

    def __init__(self, folder: Path, **settings) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder / "data", **settings)
        self.store = DuckStore(self.settings.store_path)

    def take(self, *files: Path, **options) -> FocusReport:
        options.setdefault("now", NOW)
        return import_focus(self.store, self.settings, files, FocusOptions(**options), half_rate)

    def bill(self, name: str, *rows, **form) -> Path:
        return write_bill(self.folder / name, rows, **form)

    def rows(self, sql: str) -> list[dict[str, object]]:
        return self.store.fetch(sql).to_pylist()

    def one(self, sql: str):
        (found,) = self.rows(sql)
        (value,) = found.values()
        return value

    def snapshot(self) -> dict[str, list[dict[str, object]]]:
        order = {"charge": "x_charge_id", "charge_slice": "x_charge_id, day", "delivery": "delivery_id"}
        return {table: self.rows(f"SELECT * FROM {table} ORDER BY {by}") for table, by in order.items()}

    def close(self) -> None:
        self.store.close()
