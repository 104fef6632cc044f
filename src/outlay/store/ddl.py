"""Prints the tables of `facts.tables` as DDL of an engine; the numbered migrations are frozen copies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlay.facts.tables import Column, Table

_DUCKDB: Final = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "money": "DECIMAL(38, 12)",
    "real": "DOUBLE",
    "date": "DATE",
    "time": "TIMESTAMP",
    "bool": "BOOLEAN",
}
_CLICKHOUSE: Final = {
    "text": "String",
    "int": "Int64",
    "money": "Decimal(38, 12)",
    "real": "Float64",
    "date": "Date32",
    "time": "DateTime64(6, 'UTC')",
    "bool": "Bool",
}


def render_tables(tables: Iterable[Table], dialect: str) -> str:
    """All tables as CREATE TABLE statements of a dialect, separated by blank lines."""
    render = _clickhouse_table if dialect == "clickhouse" else _duckdb_table
    return "\n\n".join(f"-- {table.name}: {table.row}\n{render(table)};" for table in tables) + "\n"


def _duckdb_table(table: Table) -> str:
    return _create(table, (f'"{c.name}" {_DUCKDB[c.type]}{"" if c.nullable else " NOT NULL"}' for c in table.columns))


def _clickhouse_table(table: Table) -> str:
    body = _create(table, (f'"{c.name}" {_clickhouse_type(c)}' for c in table.columns))
    order = ", ".join(f'"{name}"' for name in table.order_by)
    return f"{body}\nENGINE = MergeTree ORDER BY ({order})"


def _clickhouse_type(column: Column) -> str:
    kind = _CLICKHOUSE[column.type]
    return f"Nullable({kind})" if column.nullable else kind


def _create(table: Table, lines: Iterable[str]) -> str:
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"
