"""The settings say where the store lies."""

from __future__ import annotations

from outlay.core.settings import Settings
from outlay.store import open_store


def test_the_store_lies_in_the_data_folder(tmp_path):
    store = open_store(Settings(data_dir=tmp_path / "a" / "b"))
    assert store.dialect == "duckdb"
    assert (tmp_path / "a" / "b" / "outlay.duckdb").is_file()
    store.close()
