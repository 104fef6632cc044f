"""Chooses which column of a file holds which canonical column: told by the user, or by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from outlay.core.errors import MissingColumnError, UnknownNameError
from outlay.ingest.tabular import detect_format, open_table

if TYPE_CHECKING:
    from outlay.store.scratch import Scratch

_LISTED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImport:
    """Files to import: `mapping` names the file's column of a canonical one, `constants` sets one for all rows."""

    files: tuple[Path, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    source: str = "file"
    reject_dir: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The canonical columns of a kind of file, with their other names."""

    columns: Sequence[str]
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    needed: Sequence[str] = ()


def choose_columns(job: FileImport, shape: Shape, columns: Sequence[str]) -> dict[str, str | None]:
    """The file's column of each canonical one, or None where it has none; names compare without case.

    Raises:
        UnknownNameError: for a mapping or constant to an unknown canonical column, or from an absent one.
        MissingColumnError: for a needed one that neither a column nor a constant gives.
    """
    for target in (*job.mapping, *job.constants):
        if target not in shape.columns:
            raise UnknownNameError("column to set or map", target, shape.columns)
    by_name = {column.casefold(): column for column in columns}
    found: dict[str, str | None] = {}
    for target in shape.columns:
        if target in job.mapping:
            if job.mapping[target] not in columns:
                raise UnknownNameError(f"column for {target}", job.mapping[target], columns)
            found[target] = job.mapping[target]
        else:
            names = (target, *shape.aliases.get(target, ()))
            found[target] = next((by_name[name] for name in names if name in by_name), None)
    for name in shape.needed:
        if found[name] is None and name not in job.constants:
            message = f"no column holds {name}"
            hint = f"add --map {name}=COLUMN or --set {name}=…; the file has {', '.join(columns[:_LISTED])}"
            raise MissingColumnError(message, hint=hint)
    return found


def open_mapped(
    scratch: Scratch, job: FileImport, shape: Shape, told: Mapping[str, str | None] = MappingProxyType({})
) -> tuple[list[str], dict[str, str | None]]:
    """Open a job's files as the view `mapped` of canonical columns, and of those that `told` says for all rows.

    Returns:
        The files' columns, and which of them holds each canonical one.
    """
    columns = open_table(scratch, [detect_format(path) for path in job.files], "raw")
    found = choose_columns(job, shape, columns)
    constants = {**job.constants, **{name: value for name, value in told.items() if value is not None}}
    scratch.project("mapped", "raw", {**found, **dict.fromkeys(told)}, constants)
    return columns, found
