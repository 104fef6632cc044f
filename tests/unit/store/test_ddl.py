"""Tables are printed for each engine from one description, and the migrations make what it describes."""

from __future__ import annotations

import re

from outlay.facts.tables import TABLES, Column, Table
from outlay.store.ddl import render_tables
from outlay.store.migration import migration_files

DUCKDB_TYPES = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "money": "DECIMAL(38,12)",
    "real": "DOUBLE",
    "date": "DATE",
    "time": "TIMESTAMP",
    "bool": "BOOLEAN",
}
EXAMPLE = Table(
    name="thing",
    row="a thing",
    columns=(
        Column(name="day", type="date", nullable=False),
        Column(name="cost", type="money", nullable=True),
        Column(name="user", type="text", nullable=False),
    ),
    order_by=("day", "user"),
)


def test_a_migrated_store_has_the_columns_of_the_tables(store):
    found = store.fetch(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'main' ORDER BY table_name, ordinal_position"
    ).to_pylist()
    assert {tuple(row.values()) for row in found} == {
        (table.name, column.name, DUCKDB_TYPES[column.type], "YES" if column.nullable else "NO")
        for table in TABLES
        for column in table.columns
    }


def test_clickhouse_migrations_make_the_columns_of_the_tables():
    made = {}
    for _, text in migration_files("clickhouse"):
        for statement in filter(str.strip, text.split(";\n")):
            _apply(made, statement)
    printed = {}
    _apply(printed, render_tables(TABLES, "clickhouse"))
    assert made == printed


def _apply(tables, text):
    """What ClickHouse statements make of the tables: names, columns and types, in order."""
    for name, column, kind in re.findall(r'ALTER TABLE "(\w+)" ADD COLUMN "(\w+)" (.+)', text):
        tables[name].append((column, kind.partition(" DEFAULT ")[0]))
    for name, column in re.findall(r'ALTER TABLE "(\w+)" DROP COLUMN "(\w+)"', text):
        tables[name] = [pair for pair in tables[name] if pair[0] != column]
    for name in re.findall(r'DROP TABLE "(\w+)"', text):
        del tables[name]
    for name, body in re.findall(r'CREATE TABLE "(\w+)" \((.*?)\n\)', text, re.DOTALL):
        tables[name] = re.findall(r'"(\w+)" (.+?),?$', body, re.MULTILINE)


def test_duckdb_keeps_money_exact_and_names_quoted():
    assert render_tables([EXAMPLE], "duckdb") == (
        '-- thing: a thing\nCREATE TABLE "thing" (\n  "day" DATE NOT NULL,\n  "cost" DECIMAL(38, 12),\n'
        '  "user" VARCHAR NOT NULL\n);\n'
    )


def test_clickhouse_orders_its_parts():
    text = render_tables([EXAMPLE], "clickhouse")
    assert '"cost" Nullable(Decimal(38, 12))' in text
    assert text.endswith(')\nENGINE = MergeTree ORDER BY ("day", "user");\n')
