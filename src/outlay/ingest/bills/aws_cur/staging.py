"""Stages the lines of all files of a bill once, typed and in one form, as a Parquet file in the job's folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.core.errors import ConflictError
from outlay.core.money import format_plain
from outlay.ingest.bills.aws_cur.columns import READ, Header, check_header, read_header
from outlay.ingest.bills.aws_cur.reading import group_alike, tell_file, text_sql
from outlay.ingest.headers import open_header, read_sql
from outlay.store.scratch import ScratchError, file_pattern, literal, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from outlay.ingest.bills.converting import ConversionJob
    from outlay.ingest.headers import TableFile
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.aws_cur"
_NOT_JSON: Final = "name the bill's data files, not their manifest"
_NUMBERS: Final = ("is_plain", "plain", "undecorated", "wide", "rounded", "kept")
_MACROS: Final = ("money", "instant", "tag_keys", "category_keys")
_PRODUCT_KEYS: Final = {
    name: f"$.{name.removeprefix('product_')}" for name in READ if name.startswith("product_")
} | {"product_product_name": "$.product_name"}  # fmt: skip


def stage_lines(scratch: Scratch, job: ConversionJob, constants: Mapping[str, str]) -> dict[str, str]:
    """Make the view `lines`; returns the names of columns that the files have, with what the first one calls them.

    Raises:
        FileFormatError: for a file that is something else or cannot be read.
        MissingColumnError: for a column that no line can do without.
    """
    prepare_macros(scratch)
    tables = [open_header(scratch, path, json_hint=_NOT_JSON) for path in job.files]
    numbers = {table.path: at for at, table in enumerate(tables)}
    present: dict[str, str] = {name: name for name in constants}
    for number, group in enumerate(group_alike(tables)):
        header = read_header(group[0].header)
        check_header(group[0].path.name, group[0].header, header, constants)
        titles = {name: group[0].header[at[0]] for name, at in header.columns.items()}
        present = {**{name: name for name in (*header.maps, *_mapped(header))}, **titles, **present}
        numbered = f"{[numbers[table.path] for table in group]}[CAST(file_index + 1 AS BIGINT)]"
        select = _texts(group, header, constants, numbered)
        _stage(scratch, group, select, job.folder / f"lines-{number:05}.parquet")
    _demand_once(scratch, job)
    _view_lines(scratch, job)
    return present


def _view_lines(scratch: Scratch, job: ConversionJob) -> None:
    """Make the view `lines`, each with its number in its file: lines of a file are together, in its order."""
    found = file_pattern(job.folder) + "/lines-*.parquet"
    rows = scratch.rows(scratch.text(PACKAGE, "first_lines"), {"files": found})
    firsts = {int(str(file)): int(str(first)) for file, first in rows}
    numbers = [firsts.get(number, 0) for number in range(len(job.files))]
    statement = scratch.text(PACKAGE, "view_lines").replace("FILES", literal(found)).replace("FIRSTS", str(numbers))
    scratch.execute(statement)


def _demand_once(scratch: Scratch, job: ConversionJob) -> None:
    """Refuse a bill that is there twice: in two forms, in reports of two names, or in two copies of other bytes.

    AWS gives a line the same id in each version of a report; ids of two reports differ, but not the bill's sums.
    """
    if len(job.files) == 1:
        return
    files: dict[str, object] = {"files": f"{file_pattern(job.folder)}/lines-*.parquet"}
    found = scratch.fetch(scratch.text(PACKAGE, "repeated_lines"), files).to_pylist()
    folders = sorted({path.parent for path in job.files})
    files["folders"] = [folders.index(path.parent) for path in job.files]
    found += scratch.fetch(scratch.text(PACKAGE, "repeated_bills"), files).to_pylist()
    if found:
        bill = found[0]
        first, second = (job.files[bill[name]] for name in ("first", "second"))
        newer = max(first, second, key=lambda path: path.stat().st_mtime)
        message = (
            f"{_told(first, second)} and {_told(second, first)} both hold the bill of {bill['payer']} for "
            f"{bill['month']}: {bill['rows']:,} lines are the same, {format_plain(bill['unblended'])}"
        )
        hint = f"import one of the two reports; the newer is {_told(newer, first if newer == second else second)}"
        raise ConflictError(message, hint=hint, code="conflict.same_bill")


def _told(path: Path, other: Path) -> str:
    return path.name if path.name != other.name else f"{path.parent.name}/{path.name}"


def prepare_macros(scratch: Scratch) -> None:
    """Make what the statements of this folder call."""
    for name in _NUMBERS:
        scratch.run("outlay.ingest.focus", f"macro_{name}")
    for name in _MACROS:
        scratch.run(PACKAGE, f"macro_{name}")


def _mapped(header: Header) -> set[str]:
    return set(_PRODUCT_KEYS) if "product" in header.maps else set()


def _stage(scratch: Scratch, group: Sequence[TableFile], select: str, target: Path) -> None:
    try:
        scratch.execute(f"CREATE OR REPLACE TEMP VIEW texts AS {select}")
        scratch.run(PACKAGE, "lines")
        scratch.execute(
            f"COPY typed_lines TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw, PRESERVE_ORDER true)"
        )
    except ScratchError as error:
        raise tell_file(error, group) from error


def _texts(group: Sequence[TableFile], header: Header, constants: Mapping[str, str], numbered: str) -> str:
    """The columns that are read, as text, from files alike; members of CUR 2.0's maps stand for columns of CUR 1."""
    table = group[0]
    parts = [f"{numbered} AS file_number"]
    for name in READ:
        texts = [text_sql(table, header.columns.get(name, ()))]
        if "product" in header.maps and name in _PRODUCT_KEYS:
            texts.append(f"product_values[{[*_PRODUCT_KEYS].index(name) + 1}]")
        if name in constants:
            texts.append(literal(constants[name]))
        value = texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"
        parts.append(f"{value} AS {quote(name)}")
    parts += [f"{_map(table, header, name)} AS {quote(name)}" for name in ("resource_tags", "cost_category", "tags")]
    members = ", ".join(_member(table, tag, position) for tag, position in header.members)
    parts.append(f"nullif(concat_ws(',', NULL{', ' if members else ''}{members}), '') AS tag_members")
    source = read_sql(group[0], [table.path for table in group])
    if "product" in header.maps:
        paths = ", ".join(literal(path) for path in _PRODUCT_KEYS.values())
        values = f"json_extract_string({_map(table, header, 'product')}, [{paths}])"
        source = f"(SELECT *, file_index, {values} AS product_values FROM {source})"  # noqa: S608 - quoted names
    return f"SELECT {', '.join(parts)} FROM {source}"  # noqa: S608 - quoted names


def _map(table: TableFile, header: Header, name: str) -> str:
    if name not in header.maps:
        return "CAST(NULL AS VARCHAR)"
    text = text_sql(table, (header.maps[name],))
    return f"CASE WHEN json_valid({text}) THEN {text} END"


def _member(table: TableFile, tag: str, position: int) -> str:
    text = text_sql(table, (position,))
    return f"CASE WHEN {text} IS NOT NULL THEN kept({literal(json.dumps(tag, ensure_ascii=False)[1:-1])}, {text}) END"
