"""Migrations run once, in order, and refuse a store of the future."""

from __future__ import annotations

import duckdb
import pytest

from outlay.core.errors import SettingsError
from outlay.facts.tables import TABLES
from outlay.store import migration
from outlay.store.duckdb import DuckStore
from outlay.store.migration import migrate, migration_files

NEWEST = migration_files("duckdb")[-1][0]


def set_version(store, version):
    with store.write() as tx:
        tx.execute("UPDATE meta SET value = ? WHERE name = 'schema_version'", [version])


def test_a_new_store_has_the_newest_version(store):
    assert store.fetch("SELECT * FROM meta").to_pylist() == [{"name": "schema_version", "value": str(NEWEST)}]


def test_an_empty_file_gets_every_table(tmp_path):
    file = tmp_path / "outlay.duckdb"
    duckdb.connect(str(file)).close()
    store = DuckStore(file)
    found = store.fetch("SELECT table_name FROM duckdb_tables()").column("table_name").to_pylist()
    assert sorted(found) == sorted(table.name for table in TABLES)
    assert store.fetch("SELECT value FROM meta").to_pylist() == [{"value": str(NEWEST)}]
    store.close()


def test_an_older_store_is_brought_up_to_date(tmp_path, monkeypatch):
    file = tmp_path / "outlay.duckdb"
    steps = migration_files("duckdb")
    duckdb.connect(str(file)).close()
    with monkeypatch.context() as patch:
        patch.setattr(migration, "migration_files", lambda _: steps[:1])
        DuckStore(file).close()
    store = DuckStore(file)
    assert store.fetch("SELECT value FROM meta").to_pylist() == [{"value": str(NEWEST)}]
    store.close()


def test_migrating_again_changes_nothing(store):
    with store.write() as tx:
        tx.execute("INSERT INTO dirty_day VALUES ('2026-11-01', 'kept')")
        assert migrate(tx) == NEWEST
    assert store.fetch("SELECT count(*) AS n FROM dirty_day").to_pylist() == [{"n": 1}]
    assert store.fetch("SELECT count(*) AS n FROM meta").to_pylist() == [{"n": 1}]


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    store = DuckStore(tmp_path / "outlay.duckdb")
    set_version(store, "999")
    store.close()
    with pytest.raises(SettingsError, match="schema version 999") as caught:
        DuckStore(tmp_path / "outlay.duckdb")
    assert "upgrade Outlay" in caught.value.hint


def test_the_store_has_the_declared_columns(store):
    found = store.fetch(
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns ORDER BY ordinal_position"
    ).to_pylist()
    for table in TABLES:
        here = [(row["column_name"], row["is_nullable"] == "YES") for row in found if row["table_name"] == table.name]
        assert here == [(column.name, column.nullable) for column in table.columns]


@pytest.mark.parametrize("dialect", ["duckdb", "clickhouse"])
def test_versions_count_from_one_without_gaps(dialect):
    numbers = [number for number, _ in migration_files(dialect)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_engines_have_the_same_versions():
    duck, click = migration_files("duckdb"), migration_files("clickhouse")
    assert [number for number, _ in duck] == [number for number, _ in click]
