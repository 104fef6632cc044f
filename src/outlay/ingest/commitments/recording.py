"""Writes commitments and their declared movements: by id, so that the same again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import ConflictError, FileFormatError
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

    An id is one commitment, whatever its case: given again by its biller, it is replaced. Returns how many of both are
    new or differ.

    Raises:
        FileFormatError: for a kind or movement that is not known.
        ConflictError: for an id that stands for two commitments.
    """
    wanted = [_commitment_row(source, _columns(one)) for one in commitments]
    _demand_one_each(wanted, _load(tx, "commitment"))
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


def _demand_one_each(wanted: list[dict[str, Any]], held: list[dict[str, Any]]) -> None:
    """Refuse an id that would stand for two commitments: their movements and charges would be added up."""
    given: dict[str, dict[str, Any]] = {}
    for row in wanted:
        first = given.setdefault(row["commitment_id"].casefold(), row)
        if _content(first) != _content(row):
            raise _conflict(row, first, "is given twice")
    for row in held:
        new = given.get(row["commitment_id"].casefold())
        if new is not None and new["source"] != row["source"] and _what(new) != _what(row):
            raise _conflict(new, row, f"is held already from source {row['source']}")


def _what(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Whose it is, and whether charges are computed from it."""
    return row["biller"], '"declared"' in (row["details"] or "")


def _conflict(new: Mapping[str, Any], other: Mapping[str, Any], how: str) -> ConflictError:
    told = " and as ".join(f"{row['kind']} of {row['biller']}" for row in (other, new))
    message = f"commitment {new['commitment_id']!r} {how}: as {told}"
    hint = f"give one of them an id of its own, such as {new['biller']}/{new['commitment_id']}"
    return ConflictError(message, hint=hint, code="conflict.same_commitment")


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
