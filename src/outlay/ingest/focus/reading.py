"""Finds out what a bill's file is: its format, its header, and which FOCUS columns that header means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.ingest.focus.columns import NAMES, ORIGINS, check_mandatory, detect_version, match_header
from outlay.ingest.focus.kinds import check_kind
from outlay.ingest.headers import TableFile, open_header

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outlay.store.scratch import Scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile(TableFile):
    """A file of a delivery, and the position of each FOCUS column in its header."""

    columns: Mapping[str, int]
    version: str

    @property
    def unknown(self) -> tuple[tuple[int, str], ...]:
        """Positions and names of columns that FOCUS does not have; they are kept as they are."""
        is_upgraded = "ServiceProviderName" not in self.columns
        read = {
            position
            for name, position in self.columns.items()
            if name in NAMES or (name == "ProviderName" and is_upgraded)
        }
        return tuple(
            (position, title)
            for position, title in enumerate(self.header)
            if position not in read and title and title not in ORIGINS
        )


def open_bill(scratch: Scratch, path: Path, defaults: Mapping[str, str]) -> BillFile:
    """Read a file's header and check that it is FOCUS with every mandatory column.

    Raises:
        FileFormatError: naming what the file is instead.
        MissingColumnError: naming the columns that it lacks.
    """
    table = open_header(scratch, path, json_hint="export the bill as FOCUS in CSV or Parquet")
    columns = match_header(table.header)
    check_kind(path.name, table.header, list(columns))
    version = detect_version(columns)
    check_mandatory(path.name, columns, defaults, version)
    return BillFile(
        path=path,
        is_parquet=table.is_parquet,
        header=table.header,
        types=table.types,
        delimiter=table.delimiter,
        blank_lines=table.blank_lines,
        packing=table.packing,
        columns=columns,
        version=version,
    )
