"""Canonical rows: what every reader of a telemetry shape makes, and the table that normalising starts from."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.facts.keys import OWNERSHIP_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

COUNTS: Final = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "reasoning_tokens",
    "total_tokens",
)

FIELDS: Final = (
    "ts",
    "source",
    "source_kind",
    "source_id",
    "version",
    "response_id",
    "trace_id",
    "span_id",
    "parent_span_id",
    "role",
    "provider",
    "model",
    *COUNTS,
    "usage_convention",
    "units",
    "raw_usage",
    "cost",
    "cost_input",
    "cost_output",
    "stated_by",
    "processing",
    "service_tier",
    "speed",
    "region",
    "sampling_probability",
    "status",
    "latency_ms",
    "customer",
    "user",
    "session",
    "billing_account",
    "account",
    "credential",
    "workload_kind",
    *OWNERSHIP_DIMENSIONS,
    "tags",
    "flags",
)
"""The columns of a canonical row, in order. Values are text or numbers as found; None where the record has none."""

FIELD: Final = {name: index for index, name in enumerate(FIELDS)}
WIDTH: Final = len(FIELDS)

_SOURCE: Final = FIELD["source"]
_INT64: Final = range(-(2**63), 2**63)
_LONGEST_NUMBER: Final = 40
_REAL: Final = frozenset({"latency_ms", "sampling_probability"})
"""No money: an amount that came as a double is kept as the shortest text that means the same double."""


class Rows:
    """Canonical rows of one decoding, in the order in which they were read.

    `begin` names the body whose rows follow: `file` becomes their `_file`, and a `source` given there wins over the
    one that the reader sets.
    """

    __slots__ = ("_file", "_files", "_rows", "_source")

    def __init__(self) -> None:
        self._rows: list[list[object]] = []
        self._files: list[str] = []
        self._file = ""
        self._source = ""

    def __len__(self) -> int:
        return len(self._rows)

    def begin(self, file: str, *, source: str = "") -> None:
        """Name the body whose rows follow."""
        self._file = file
        self._source = source

    def new(self) -> list[object]:
        """A row that holds nothing yet; fill it by `FIELD` and give it to `add`."""
        return [None] * WIDTH

    def add(self, row: list[object]) -> None:
        """Take a row of `WIDTH` values."""
        if self._source:
            row[_SOURCE] = self._source
        self._rows.append(row)
        self._files.append(self._file)

    def table(self) -> pa.Table:
        """All rows as a table of `FIELDS`, with `_file` and `_row` (from 1) as the loaders of files add them."""
        import pyarrow as pa

        columns = list(zip(*self._rows, strict=True)) or [()] * WIDTH
        arrays = {name: _array(name, column) for name, column in zip(FIELDS, columns, strict=True)}
        arrays["_file"] = pa.array(self._files, pa.string())
        arrays["_row"] = pa.array(range(1, len(self._rows) + 1), pa.int64())
        return pa.table(arrays)


def _array(name: str, column: Sequence[object]) -> pa.Array:
    """Numbers where all values are of one kind of number, else text; text where there is none."""
    import pyarrow as pa

    first = next((value for value in column if value is not None), None)
    if first is None:
        return pa.nulls(len(column), pa.string())
    if isinstance(first, str):
        # Arrow refuses anything but text here, which is cheaper than asking every value
        with contextlib.suppress(pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
            return pa.array(column, pa.string())
    types = set(map(type, column)) - {type(None)}
    if types == {int} and all(value in _INT64 for value in column if value is not None):
        return pa.array(column, pa.int64())
    if types == {float} and name in _REAL:
        return pa.array(column, pa.float64())
    return pa.array([None if value is None else _text(value) for value in column], pa.string())


def _text(value: object) -> str:
    """The text of a value that SQL reads back without loss."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain(Decimal(repr(value)))
    return _plain(value) if isinstance(value, Decimal) else str(value)


def _plain(number: Decimal) -> str:
    """A number without an exponent, while that is not absurdly long."""
    is_short = number.is_finite() and abs(number.adjusted()) < _LONGEST_NUMBER
    return format(number, "f") if is_short else str(number)
