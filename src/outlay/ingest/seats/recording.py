"""Writes snapshots of seats: those of a source, product and day replace each other whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import UsageError
from outlay.facts.tables import TABLE
from outlay.ingest.seats.employees import load_employees

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from outlay.store.engine import Write

_SNAPSHOT: Final = ("biller", "product", "as_of")
_NAMES: Final = tuple(name for name in TABLE["seat"].names if name != "source")
_NEEDED: Final = ("biller", "product", "seat_id", "as_of")

Seat = dict[str, Any]


def record_seats(tx: Write, source: str, rows: Iterable[Mapping[str, Any]], employees: Path | None = None) -> int:
    """Replace the snapshots that the rows make up; returns how many seats were written.

    Rows hold the columns of the table `seat` without `source`; biller, product, seat_id and as_of are needed. A seat
    named twice in a snapshot is one seat: the last row counts. One without a team gets its
    holder's from the list of employees. Days that are paid per person become dirty.

    Raises:
        UsageError: if a row lacks what identifies it.
        SettingsError: if the list of employees cannot be read.
    """
    people = load_employees(employees) if employees else None
    seats: dict[tuple[Any, ...], Seat] = {}
    for row in rows:
        missing = [name for name in _NEEDED if not row.get(name)]
        if missing:
            message = f"a seat of source {source!r} lacks {', '.join(missing)}"
            raise UsageError(message, hint="every seat needs biller, product, seat_id and as_of")
        seat = {"state": "active", **_known(row)}
        if people is not None and "team" not in seat and (team := people.team_of(seat.get("employee", ""))):
            seat["team"] = team
        seats[tuple(row[name] for name in _NEEDED)] = seat
    snapshots = sorted({tuple(seat[name] for name in _SNAPSHOT) for seat in seats.values()})
    written = 0
    for biller, product, as_of in snapshots:
        chosen = [seat for seat in seats.values() if tuple(seat[n] for n in _SNAPSHOT) == (biller, product, as_of)]
        written += _record_snapshot(tx, source, chosen)
    return written


def _record_snapshot(tx: Write, source: str, seats: list[Seat]) -> int:
    where = {"source": source, **{name: seats[0][name] for name in _SNAPSHOT}}
    table = _table(source, sorted(seats, key=lambda seat: str(seat["seat_id"])))
    sql = "SELECT * FROM seat WHERE source = ? AND biller = ? AND product = ? AND as_of = ? ORDER BY seat_id"
    if tx.fetch(sql, list(where.values())).to_pylist() == table.to_pylist():
        return 0
    tx.delete("seat", **where)
    tx.insert("seat", table)
    # which snapshot is nearest changes for days on both sides of it
    tx.execute(
        "INSERT INTO dirty_day SELECT DISTINCT s.day, 'seats' FROM charge_slice AS s JOIN key AS k USING (key_id) "
        "WHERE s.payer_id LIKE '%/seat' AND (k.provider = $biller OR k.biller = $biller)",
        {"biller": seats[0]["biller"]},
    )
    return len(seats)


def _known(row: Mapping[str, Any]) -> Seat:
    return {name: row[name] for name in _NAMES if row.get(name) not in {None, ""}}


def _table(source: str, seats: list[Seat]) -> pa.Table:
    import pyarrow as pa

    types = {"text": pa.string(), "date": pa.date32(), "money": pa.decimal128(38, 12)}
    columns = TABLE["seat"].columns
    schema = pa.schema([(column.name, types[column.type]) for column in columns])
    rows = [{column.name: seat.get(column.name) for column in columns} | {"source": source} for seat in seats]
    return pa.Table.from_pylist(rows, schema=schema)
