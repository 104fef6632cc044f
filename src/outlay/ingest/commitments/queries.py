"""Reads declared commitments and their movements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.ingest.commitments.model import Commitment, Entry, commitment_of_row

if TYPE_CHECKING:
    from outlay.store import Reader


def load_commitments(reader: Reader) -> list[Commitment]:
    """Every declared commitment, by id."""
    return [commitment_of_row(row) for row in reader.fetch("SELECT * FROM commitment ORDER BY 1").to_pylist()]


def load_entries(reader: Reader) -> dict[str, list[Entry]]:
    """The declared movements of each commitment, oldest first."""
    sql = (
        "SELECT commitment_id, entry_id, day, movement, amount, currency, note FROM commitment_entry "
        "ORDER BY commitment_id, day, entry_id"
    )
    found: dict[str, list[Entry]] = {}
    for row in reader.fetch(sql).to_pylist():
        found.setdefault(row["commitment_id"], []).append(Entry(**row))
    return found
