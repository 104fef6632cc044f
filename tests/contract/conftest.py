"""The same company in both engines."""

from __future__ import annotations

import sys
import warnings
from datetime import date

import pytest

from outlay.facts.catalog import Catalog
from outlay.store.duckdb import DuckStore
from outlay.store.migration import migration_files
from tests.contract import company

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="session")
def catalog():
    return Catalog.with_values([("signups", False), ("revenue_recognised", True)])


@pytest.fixture(scope="session")
def rows():
    return company.build()


@pytest.fixture(scope="session")
def duck(rows, tmp_path_factory):
    store = DuckStore(tmp_path_factory.mktemp("duck") / "outlay.duckdb")
    with store.write() as tx:
        for name, found in rows.items():
            tx.insert(name, company.arrow(name, found))
    yield store
    store.close()


@pytest.fixture(scope="session")
def click(rows, tmp_path_factory):
    """The embedded ClickHouse: one data folder in a process, so one fixture in a session."""
    if sys.platform == "win32":
        pytest.skip("chDB has no build for Windows")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports
        pytest.importorskip("chdb")
        from outlay.store.clickhouse import ClickHouseStore

        store = ClickHouseStore(f"chdb://{tmp_path_factory.mktemp('click')}/data")
    client = store._client
    for _, text in migration_files("clickhouse"):
        for statement in text.split(";\n"):
            if statement.strip():
                client.command(statement)
    for name, found in rows.items():
        client.insert_arrow(name, company.arrow(name, found))
    yield store
    store.close()
