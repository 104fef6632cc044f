"""Canonical rows and the table that normalising starts from."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from outlay.facts.keys import OWNERSHIP_DIMENSIONS
from outlay.ingest.events.model import SHAPE
from outlay.ingest.events.rows import FIELD, FIELDS, WIDTH, Rows


def table_of(*values, field="cost"):
    rows = Rows()
    for value in values:
        row = rows.new()
        row[FIELD[field]] = value
        rows.add(row)
    return rows.table()


def test_the_fields_are_the_columns_that_normalising_reads():
    assert set(FIELDS) == set(SHAPE.columns)
    assert set(OWNERSHIP_DIMENSIONS) < set(FIELDS)
    assert len(set(FIELDS)) == WIDTH


def test_a_table_has_every_column_in_order_and_where_a_row_came_from():
    rows = Rows()
    rows.begin("0:0")
    rows.add(rows.new())
    rows.begin("0:9", source="mine")
    rows.add(rows.new())
    table = rows.table()
    assert table.column_names == [*FIELDS, "_file", "_row"]
    assert table.column("_file").to_pylist() == ["0:0", "0:9"]
    assert table.column("_row").to_pylist() == [1, 2]
    assert table.column("source").to_pylist() == [None, "mine"]


def test_no_rows_are_a_table_too():
    table = Rows().table()
    assert (table.num_rows, table.num_columns) == (0, WIDTH + 2)
    assert len(Rows()) == 0


@pytest.mark.parametrize(("values", "type_", "read"), [
    ((None, None), pa.string(), [None, None]),
    ((1, None, 2), pa.int64(), [1, None, 2]),
    ((None, "a", ""), pa.string(), [None, "a", ""]),
    (("a", 1, None), pa.string(), ["a", "1", None]),
    ((1, "a"), pa.string(), ["1", "a"]),
    ((1, True), pa.string(), ["1", "true"]),
    ((1, 2**63), pa.string(), ["1", str(2**63)]),
    ((0.1, 1e-9), pa.string(), ["0.1", "0.000000001"]),
    ((1, 0.5), pa.string(), ["1", "0.5"]),
    ((float("nan"), 1e300), pa.string(), ["NaN", "1E+300"]),
    ((Decimal("1E-12"), Decimal(5)), pa.string(), ["0.000000000001", "5"]),
    (("a", "\ud800"), pa.string(), ["a", "?"]),
])  # fmt: skip
def test_a_column_is_whole_numbers_or_text(values, type_, read):
    column = table_of(*values).column("cost")
    assert column.type == type_
    assert column.to_pylist() == read


def test_latency_may_be_a_double():
    assert table_of(1.5, None, field="latency_ms").column("latency_ms").type == pa.float64()
