"""A store to import runs into."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outlay.core.settings import Settings
from outlay.ingest.fact_files.report import FileContext
from outlay.ingest.mapping import FileImport
from outlay.ingest.runs import import_runs
from outlay.store.duckdb import DuckStore


class Runs:
    """Imports files and reads the table back."""

    def __init__(self, folder):
        self.folder = folder
        settings = Settings(data_dir=folder)
        self.store = DuckStore(settings.store_path)
        now = datetime(2026, 11, 21, tzinfo=UTC)
        self.context = FileContext(store=self.store, settings=settings, now=now, rates=lambda *_: {})

    def load(self, text, *, name="runs.csv", source="runs", **mapping):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return self.load_file(path, source=source, **mapping)

    def load_file(self, path, *, source="runs", **mapping):
        rejects = self.folder / "rejects"
        job = FileImport(files=(path,), source=source, mapping=mapping, reject_dir=rejects)
        return import_runs(self.context, job)

    def rows(self, columns="*"):
        found = self.store.fetch(f"SELECT {columns} FROM run ORDER BY source, run_id").to_pylist()
        return [tuple(row.values()) for row in found]


@pytest.fixture
def runs(tmp_path):
    """Runs in a new store."""
    found = Runs(tmp_path)
    yield found
    found.store.close()
