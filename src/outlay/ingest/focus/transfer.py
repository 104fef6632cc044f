"""Lets the store's own transaction read what was staged, so that charges go from file to table in one step."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from outlay.ingest.focus.normalising import PACKAGE
from outlay.store.scratch import MONEY_MACROS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outlay.store.engine import Write
    from outlay.store.scratch import Scratch

_TABLES: Final = ("tag_ids", "sku_ids", "keyed", "rates", "repeats", "blocked", "changing")
_MACROS: Final = ("kept", "share", "in_currency")
_VIEWS: Final = ("good", "charged", "sliced", "parts")


class Transfer:
    """Copies staged rows into tables of the store."""

    def __init__(self, tx: Write, scratch: Scratch) -> None:
        self._tx = tx
        self._scratch = scratch

    def copy_charges(self) -> None:
        """Fill the table `charge` with the staged rows of the scopes that change."""
        self._tx.execute(self._scratch.text(PACKAGE, "charge"))

    def copy_slices(self) -> None:
        """Fill the table `charge_slice` with the daily shares of the charges that were copied."""
        self._tx.execute(self._scratch.text(PACKAGE, "charge_slice"))


@contextmanager
def open_transfer(tx: Write, scratch: Scratch, staged: str, variables: Mapping[str, str | bool]) -> Iterator[Transfer]:
    """Show a transaction the staged rows (a select over files) and the small tables of the scratch."""
    for table in _TABLES:
        tx.stage(f"{table}_rows", scratch.fetch(f"SELECT * FROM {table}"))  # noqa: S608 - names of our own tables
        # as a table, because the planner must know that it is small
        tx.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM {table}_rows")
    for name, value in variables.items():
        tx.execute(f"SET VARIABLE {name} = ?", [value])
    for macro in (*MONEY_MACROS, *(scratch.text(PACKAGE, f"macro_{name}") for name in _MACROS)):
        tx.execute(macro)
    tx.execute(f"CREATE OR REPLACE TEMP VIEW staged AS {staged}")
    for view in _VIEWS:
        tx.execute(scratch.text(PACKAGE, view))
    yield Transfer(tx, scratch)
    for view in (*reversed(_VIEWS), "staged"):
        tx.execute(f"DROP VIEW {view}")
    for table in _TABLES:
        tx.execute(f"DROP TABLE temp.{table}")
