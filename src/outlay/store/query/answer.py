"""What a question is answered with: rows, totals, and what qualifies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from outlay.core.money import format_plain
from outlay.core.plain import render_csv

if TYPE_CHECKING:
    import pyarrow as pa

Value = Decimal | int | str | datetime | date | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of an answer."""

    name: str
    label: str
    kind: Literal["time", "dimension", "metric"]
    unit: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """The column as plain JSON."""
        return {"name": self.name, "label": self.label, "kind": self.kind, "unit": self.unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPrice:
    """Usage inside the question whose price is not known; it is in no sum of money."""

    requests: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRun:
    """Consecutive days of a payer in one state; `until` is the day after the last."""

    payer: str
    state: str
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to a query.

    `totals` are over everything asked for, not over the shown rows; `unknown_price` is None where usage cannot be
    told apart by the question's filter; `cost_states` are how sure the money is; `coverage` is which days of each
    payer a bill covers.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Row
    unknown_price: UnknownPrice | None
    coverage: tuple[CoverageRun, ...]
    cost_states: Mapping[str, Decimal]
    truncated: bool
    notes: tuple[str, ...]
    view: str
    since: date
    until: date
    currency: str

    def as_json(self) -> dict[str, object]:
        """Plain JSON: money and ratios as decimal strings, counts as integers, days as ISO text."""
        unknown = self.unknown_price
        return {
            "columns": [column.as_json() for column in self.columns],
            "rows": [{name: as_plain(value) for name, value in row.items()} for row in self.rows],
            "totals": {name: as_plain(value) for name, value in self.totals.items()},
            "unknown_price": {"requests": unknown.requests, "tokens": unknown.tokens} if unknown else None,
            "coverage": [
                {
                    "payer": run.payer,
                    "state": run.state,
                    "from": run.since.isoformat(),
                    "to": (run.until - timedelta(days=1)).isoformat(),
                }
                for run in self.coverage
            ],
            "cost_states": {state: format_plain(amount) for state, amount in self.cost_states.items()},
            "truncated": self.truncated,
            "notes": list(self.notes),
            "view": self.view,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "currency": self.currency,
        }

    def as_csv(self) -> str:
        """The rows as CSV with a header; what is not known is empty."""
        names = [column.name for column in self.columns]
        return render_csv(names, ({name: as_plain(row[name]) for name in names} for row in self.rows))

    @cached_property
    def table(self) -> pa.Table:
        """The rows as an Arrow table: money as DECIMAL(38, 12), counts as integers."""
        import pyarrow as pa

        schema = pa.schema([pa.field(column.name, _arrow_type(column)) for column in self.columns])
        return pa.Table.from_pylist([dict(row) for row in self.rows], schema=schema)


def as_plain(value: Value) -> str | int | None:
    """A value as JSON shows it."""
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def _arrow_type(column: Column) -> pa.DataType:
    import pyarrow as pa

    if column.kind == "time":
        return pa.timestamp("us", tz="UTC") if column.name == "hour" else pa.date32()
    if column.kind == "dimension":
        return pa.string()
    return pa.int64() if column.unit in {"count", "tokens"} else pa.decimal128(38, 12)
