"""Writes commitments and their declared movements: by id, so that the same again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError
from outlay.core.ids import canonical_json, stable_id
from outlay.core.money import format_plain, quantize
from outlay.facts.providers import resolve_provider
from outlay.facts.tables import TABLE
from outlay.ingest.commitments.model import KINDS, MOVEMENTS, Commitment, Entry
from outlay.store.arrow import arrow_table

if TYPE_CHECKING:
    from outlay.store import Reader, Write

_NOTED: Final = frozenset({"source"})
"""Columns that tell nothing of the commitment itself."""

Row = Mapping[str, Any]


def record_commitments(
    tx: Write, source: str, commitments: Iterable[Commitment | Row], entries: Iterable[Entry | Row]
) -> int:
    """Write commitments and entries of a source, as dataclasses or as columns of their tables.

    One of an id that is held already is replaced. Returns how many of both are new or differ.

    Raises:
        FileFormatError: for a kind or movement that is not known.
    """
    wanted = [_commitment_row(source, _columns(one)) for one in commitments]
    moved = _entry_rows(source, [_columns(one) for one in entries])
    return _swap(tx, "commitment", ("commitment_id",), wanted) + _swap(
        tx, "commitment_entry", ("commitment_id", "entry_id"), moved
    )


def _columns(one: Commitment | Entry | Row) -> dict[str, Any]:
    return asdict(one) if is_dataclass(one) else dict(one)


def _commitment_row(source: str, found: dict[str, Any]) -> dict[str, Any]:
    if found["kind"] not in KINDS:
        message = f"commitment {found['commitment_id']}: kind {found['kind']!r} is none of {', '.join(KINDS)}"
        raise FileFormatError(message, hint="see docs/how-to/commitments.md")
    details = found.get("details")
    row = {name: found.get(name) for name in TABLE["commitment"].names}
    for name in ("committed_amount", "committed_quantity"):
        given = found.get(name)
        row[name] = None if given is None else quantize(Decimal(given))
    return row | {
        "biller": resolve_provider(str(found["biller"])),
        "source": source,
        "details": details if isinstance(details, str) else canonical_json(details) if details else None,
    }


def _entry_rows(source: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    rows = []
    for entry in entries:
        movement = MOVEMENTS.get(str(entry["movement"]).casefold())
        if movement is None:
            message = f"commitment {entry['commitment_id']}: movement {entry['movement']!r} is not known"
            raise FileFormatError(message, hint=f"known: {', '.join(MOVEMENTS)}")
        amount = quantize(Decimal(entry["amount"]))
        named = entry.get("entry_id") or _entry_id(entry, movement, amount)
        seen[named] += 1
        # the same movement twice on a day is two movements
        entry_id = named if seen[named] == 1 or entry.get("entry_id") else f"{named}-{seen[named]}"
        row = {name: entry.get(name) for name in TABLE["commitment_entry"].names}
        rows.append(row | {"entry_id": entry_id, "movement": movement, "amount": amount, "source": source})
    return rows


def _entry_id(entry: Mapping[str, Any], movement: str, amount: Decimal) -> str:
    day = entry["day"].isoformat() if isinstance(entry["day"], date) else str(entry["day"])
    return stable_id("ce", entry["commitment_id"], day, movement, format_plain(amount), entry.get("note"))


def _swap(tx: Write, table: str, key: tuple[str, ...], rows: list[dict[str, Any]]) -> int:
    """Replace the rows that differ from what is held under their key."""
    held = {tuple(row[name] for name in key): row for row in _load(tx, table)}
    changed: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        name = tuple(row[column] for column in key)
        if name not in held or _content(held[name]) != _content(row):
            changed[name] = row
    for name in changed:
        tx.delete(table, **dict(zip(key, name, strict=True)))
    if changed:
        tx.insert(table, arrow_table(TABLE[table], list(changed.values())))
    return len(changed)


def _load(reader: Reader, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.fetch(f'SELECT * FROM "{table}"').to_pylist()  # noqa: S608 - a name of our own
    return found


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _NOTED}
