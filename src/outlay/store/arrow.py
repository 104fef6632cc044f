"""Rows of a table of `facts.tables` as Arrow, with the types that the table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.facts.tables import Table


def arrow_table(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as Arrow; columns that a row lacks are null."""
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "int": pa.int64(),
        "money": pa.decimal128(38, 12),
        "real": pa.float64(),
        "date": pa.date32(),
        "time": pa.timestamp("us"),
        "bool": pa.bool_(),
    }
    schema = pa.schema([(column.name, kinds[column.type]) for column in table.columns])
    return pa.Table.from_pylist(list(rows), schema=schema)
