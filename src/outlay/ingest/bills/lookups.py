"""Loads small tables that ship beside a converter."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.store.scratch import Scratch


def load_lookup(scratch: Scratch, package: str, name: str, table: str) -> None:
    """Make a table of a CSV file of a package."""
    import pyarrow.csv

    with (files(package) / name).open("rb") as stream:
        scratch.register(f"{table}_rows", pyarrow.csv.read_csv(stream))
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {table}_rows")  # noqa: S608 - our own tables
