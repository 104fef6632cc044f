"""Reads the files of one export as texts under chosen names, and says what a file is when it is another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, MissingColumnError, UnknownNameError
from outlay.ingest.bill_kind import find_known, plain_title
from outlay.ingest.tabular import detect_format, open_table
from outlay.store.scratch import literal, quote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch

FOCUS_PACKAGE: Final = "outlay.ingest.focus"
_NUMBERS: Final = ("is_plain", "plain", "undecorated", "wide", "rounded")
_NESTED: Final = ("STRUCT(", "MAP(", "[]", "JSON")
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The columns of a kind of export: what this project calls each, and what files call it."""

    kind: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    mandatory: tuple[str, ...]
    setting: str
    """Where the export is made, for who lacks a column."""
    focus: Mapping[str, str] = field(default_factory=dict)
    """Which of the columns a FOCUS column is made of."""

    def titles(self, found: Mapping[str, str]) -> dict[str, str]:
        """What the files call the columns that FOCUS columns are made of."""
        return {name: found[ours] for name, ours in self.focus.items() if ours in found}


def load_export(scratch: Scratch, job: ConversionJob, export: Export) -> dict[str, str]:
    """Make the view `texts`: a text column for each name, `x_` columns for the rest, `_file` and `_row`.

    Returns the names that the files have, with what they call them.

    Raises:
        FileFormatError: for a file that is another kind of export, saying which.
        MissingColumnError: naming the column, its spellings, and the setting that adds it.
        UnknownNameError: for a constant that is no column.
    """
    for name in job.constants:
        if name not in export.columns:
            raise UnknownNameError("column", name, export.columns)
    found: dict[str, str] = {}
    tables = []
    for number, path in enumerate(job.files):
        table = f"part_{number}"
        titles = open_table(scratch, [detect_format(path)], table)
        matched = _match(titles, export)
        _check(path.name, titles, matched, export, job.constants)
        found = matched | found
        tables.append((number, table, titles, matched))
    extras = sorted({_extra(title) for _, _, titles, matched in tables for title in _rest(titles, matched)})
    selects = [_select(scratch, table, job.constants, export, extras) for table in tables]
    scratch.execute(f"CREATE OR REPLACE TEMP VIEW texts AS {' UNION ALL '.join(selects)}")
    return found


def select_extras(scratch: Scratch, unread_cost: str, *, without: Collection[str] = ()) -> str:
    """The end of a list of columns: those of `texts` that were given no name, then where the line comes from.

    Args:
        scratch: Where `texts` is.
        unread_cost: SQL for the text of a cost that is no number.
        without: Columns that are read otherwise.
    """
    names = [name for name in scratch.columns("texts") if name.startswith("x_") and name not in without]
    origin = f', _file AS "_origin_file", _row AS "_origin_row", {unread_cost} AS "_origin_cost"'
    return "".join(f", {quote(name)}" for name in names) + origin


def prepare_numbers(scratch: Scratch) -> None:
    """Make the macro `amount`: the exact value of a number's text, half-even at twelve decimals."""
    for macro in _NUMBERS:
        scratch.run(FOCUS_PACKAGE, f"macro_{macro}")
    scratch.execute(
        "CREATE OR REPLACE TEMP MACRO amount(x) AS CASE WHEN is_plain(x) THEN plain(x) ELSE rounded(wide(x), x) END"
    )


def _match(titles: Sequence[str], export: Export) -> dict[str, str]:
    by_name: dict[str, str] = {}
    for title in titles:
        by_name.setdefault(plain_title(title), title)
    found = {
        name: [by_name[text] for text in spellings if text in by_name] for name, spellings in export.columns.items()
    }
    return {name: named[0] for name, named in found.items() if named}


def _check(
    file: str, titles: Sequence[str], matched: Mapping[str, str], export: Export, constants: Mapping[str, str]
) -> None:
    missing = [name for name in export.mandatory if name not in matched and name not in constants]
    if not missing:
        return
    other = find_known(titles)
    if other is not None and not (other.kind == export.kind and other.is_taken):
        raise FileFormatError(f"{file} is {other.name}, not {export.title}", hint=other.hint or export.setting)
    if len(missing) > len(export.mandatory) // 2:
        shown = ", ".join(title[:30] for title in titles[:_SHOWN])
        message = f"{file} is not {export.title}: it lacks {', '.join(missing)} and names {shown} …"
        raise FileFormatError(message, hint=export.setting)
    spelled = ", ".join(f"{name} (also accepted: {', '.join(export.columns[name])})" for name in missing)
    settable = " ".join(f"--set {name}=…" for name in missing)
    message = f"{file} lacks {spelled}; it looks like {export.title}"
    raise MissingColumnError(message, hint=f"{export.setting}; or give one value for every row: {settable}")


def _rest(titles: Sequence[str], matched: Mapping[str, str]) -> list[str]:
    return [title for title in titles if title not in set(matched.values())]


def _extra(title: str) -> str:
    return title if title.startswith("x_") else f"x_{title[0].upper()}{title[1:]}"


def _select(
    scratch: Scratch,
    table: tuple[int, str, list[str], dict[str, str]],
    constants: Mapping[str, str],
    export: Export,
    extras: Sequence[str],
) -> str:
    number, source, titles, matched = table
    types = {
        str(name): str(kind)
        for name, kind in scratch.rows(f"SELECT column_name, column_type FROM (DESCRIBE {quote(source)})")  # noqa: S608 - our own table
    }
    parts = [f"{number} AS _file", "_row"]
    for name in export.columns:
        text = _text(matched.get(name), types)
        if name in constants:
            text = f"coalesce({text}, {literal(constants[name])})"
        parts.append(f"{text} AS {quote(name)}")
    rest = {_extra(title): title for title in _rest(titles, matched)}
    parts += [f"{_text(rest.get(name), types)} AS {quote(name)}" for name in extras]
    return f"SELECT {', '.join(parts)} FROM {quote(source)}"  # noqa: S608 - quoted names


def _text(title: str | None, types: Mapping[str, str]) -> str:
    if title is None:
        return "CAST(NULL AS VARCHAR)"
    column = quote(title)
    if any(mark in types[title] for mark in _NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"nullif(trim(CAST({column} AS VARCHAR)), '')"
