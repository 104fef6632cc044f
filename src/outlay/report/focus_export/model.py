"""What to export, and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from outlay.core.time import TimeRange

Version = Literal["1.2", "1.4"]
Format = Literal["csv", "parquet"]
Subject = Literal["charges", "ledger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusExport:
    """Charges, or rows of the ledger, whose charge period begins in a range."""

    period: TimeRange
    subject: Subject = "ledger"
    version: Version = "1.4"
    format: Format = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusExportReport:
    """Rows and sums of a file, by currency: they are those of the store."""

    version: str
    rows: int
    billed: dict[str, Decimal]
    effective: dict[str, Decimal]
