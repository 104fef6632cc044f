"""Numbered, forward-only migrations: one file per change and engine under `migrations/`."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from outlay.core.errors import SettingsError

if TYPE_CHECKING:
    from outlay.store.engine import Reader, Write

VERSION = "schema_version"


def migration_files(dialect: str) -> list[tuple[int, str]]:
    """Numbers and texts of an engine's migrations, in order."""
    folder = files("outlay.store") / "migrations"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(f".{dialect}.sql")]
    return sorted((int(entry.name[:4]), entry.read_text(encoding="utf-8")) for entry in found)


def is_newest(store: Reader) -> bool:
    """Whether a store that has its tables needs no migration; looking for tables would load all of them."""
    return _stored_version(store) == migration_files(store.dialect)[-1][0]


def migrate(tx: Write, dialect: str = "duckdb") -> int:
    """Bring the schema to the newest version; returns that version.

    Raises:
        SettingsError: if the store was written by a newer Outlay.
    """
    steps = migration_files(dialect)
    newest = steps[-1][0]
    current = _current_version(tx)
    if current > newest:
        message = f"the store has schema version {current}, this Outlay knows {newest}"
        raise SettingsError(message, hint="upgrade Outlay, or use the data folder of this version")
    for number, text in steps:
        if number > current:
            for statement in filter(str.strip, text.split(";\n")):
                tx.execute(statement)
            tx.execute("DELETE FROM meta WHERE name = ?", [VERSION])
            tx.execute("INSERT INTO meta (name, value) VALUES (?, ?)", [VERSION, str(number)])
    return newest


def _current_version(tx: Write) -> int:
    exists = tx.fetch("SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 'meta'")
    return _stored_version(tx) if exists.column("n")[0].as_py() else 0


def _stored_version(store: Reader) -> int:
    found = store.fetch("SELECT value FROM meta WHERE name = 'schema_version'").to_pylist()
    return int(found[0]["value"]) if found else 0
