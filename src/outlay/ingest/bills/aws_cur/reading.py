"""Reads columns of a report's files as text, whatever their types, and names the files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.ingest.headers import TableFile
    from outlay.store.scratch import ScratchError

_NOTHING: Final = "('', 'NULL', 'null')"
_NESTED: Final = ("MAP(", "STRUCT(", "JSON")


def group_alike(tables: Sequence[TableFile]) -> list[list[TableFile]]:
    """Tables that one statement can read, together."""
    alike: dict[tuple[object, ...], list[TableFile]] = {}
    for table in tables:
        alike.setdefault(table.form, []).append(table)
    return list(alike.values())


def text_sql(table: TableFile, positions: Sequence[int]) -> str:
    """The text of a column, null where it says nothing; of columns of one name the first that says something."""
    texts = [f"CASE WHEN {text} NOT IN {_NOTHING} THEN {text} END" for text in (_text(table, at) for at in positions)]
    if not texts:
        return "CAST(NULL AS VARCHAR)"
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


def tell_file(error: ScratchError, tables: Sequence[TableFile]) -> FileFormatError:
    """The reader's refusal with the names of files instead of their paths."""
    reason = error.message.splitlines()[0]
    for table in tables:
        reason = reason.replace(str(table.path), table.path.name)
    names = ", ".join(table.path.name for table in tables[:3])
    return FileFormatError(f"{names} cannot be read: {reason}", hint=error.hint, code="input.broken_file")


def _text(table: TableFile, position: int) -> str:
    column = f'"c{position}"'
    kind = table.types[position] if table.is_parquet else "VARCHAR"
    if kind == "VARCHAR":
        return column
    if kind.startswith("STRUCT(") and kind.endswith("[]"):
        return f"CAST(to_json(map_from_entries({column})) AS VARCHAR)"
    if any(mark in kind for mark in _NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"
