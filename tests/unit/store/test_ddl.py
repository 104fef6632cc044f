"""Tables are printed for each engine from one description, and the baseline is that print."""

from __future__ import annotations

import pytest

from outlay.facts.tables import TABLES, Column, Table
from outlay.store.ddl import render_tables
from outlay.store.migration import migration_files

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


@pytest.mark.parametrize("dialect", ["duckdb", "clickhouse"])
def test_the_baseline_is_the_print_of_the_tables(dialect):
    assert migration_files(dialect)[0][1] == render_tables(TABLES, dialect)


def test_duckdb_keeps_money_exact_and_names_quoted():
    assert render_tables([EXAMPLE], "duckdb") == (
        '-- thing: a thing\nCREATE TABLE "thing" (\n  "day" DATE NOT NULL,\n  "cost" DECIMAL(38, 12),\n'
        '  "user" VARCHAR NOT NULL\n);\n'
    )


def test_clickhouse_orders_its_parts():
    text = render_tables([EXAMPLE], "clickhouse")
    assert '"cost" Nullable(Decimal(38, 12))' in text
    assert text.endswith(')\nENGINE = MergeTree ORDER BY ("day", "user");\n')
