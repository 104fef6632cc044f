"""Opens the store that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store.engine import Store


def open_store(settings: Settings) -> Store:
    """Open (and create or migrate) the embedded store in the data folder.

    Raises:
        BusyError: if another process, such as a running server, owns it.
    """
    from outlay.store.duckdb import DuckStore

    return DuckStore(settings.store_path, f"{settings.memory_limit_mb}MB")
