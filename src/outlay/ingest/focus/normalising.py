"""The statement that normalises the rows of files alike: texts, then typed, ruled, judged, in FOCUS 1.4's shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.facts.tables import FOCUS_COLUMNS
from outlay.ingest.focus.columns import NAMES, READ
from outlay.ingest.headers import WIDE_LINES, read_sql
from outlay.store.scratch import literal, load_sql

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from outlay.ingest.focus.reading import BillFile

PACKAGE: Final = "outlay.ingest.focus"
MACROS: Final = (
    "is_plain", "plain", "undecorated", "wide", "rounded", "is_decorated", "moment", "lacks_zone", "canonical", "fault",
    "kept", "in_currency", "azure_id", "azure_account", "token_block", "digits",
)  # fmt: skip
_STEPS: Final = ("plains", "numbers", "typed", "ruled", "judged", "clean")
_MOMENTS: Final = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
_NULLS: Final = "('', 'NULL', 'null')"
_NULL_WORDS: Final = "('NULL', 'null')"
_NESTED: Final = ("MAP(", "STRUCT(", "[]", "JSON")
# short buffers let several threads read one file and keep its order; longer lines are read the second time
_SHORT_LINES: Final = "max_line_size = 2097152, buffer_size = 8388608"
_LENIENT: Final = f"{WIDE_LINES}, ignore_errors = true, store_rejects = true"

Group = tuple[tuple[int, "BillFile"], ...]
"""Files that one statement can read, with their numbers."""


def raw_sql(group: Group, defaults: Mapping[str, str], *, lenient: bool, piece: Path | range | None = None) -> str:
    """A select of the texts of the columns that are read, of whole files or of a piece: a file cut from it, or rows."""
    file = group[0][1]
    paths = [bill.path for _, bill in group] if piece is None or isinstance(piece, range) else [piece]
    reader = read_sql(file, paths, _LENIENT if lenient else _SHORT_LINES)
    rows = f" WHERE file_row_number BETWEEN {piece[0]} AND {piece[-1]}" if isinstance(piece, range) else ""
    columns = ", ".join(_raw_columns(file, defaults))
    return f"SELECT {_file_id(group)} AS file_id, {columns} FROM {reader}{rows}"  # noqa: S608 - numbers, quoted names


def normalised_sql(raw: str, present: Collection[str]) -> str:
    """A select of the normalised rows of `raw`, a select of texts; `present` are the columns that may hold any."""
    steps = [f"raw AS NOT MATERIALIZED ({raw})"]
    steps += [f"{step} AS NOT MATERIALIZED ({load_sql(PACKAGE, step)})" for step in _STEPS]
    staged = load_sql(PACKAGE, "staged").replace("TEXTS", _texts(present))
    return f"WITH {', '.join(steps)} {staged}"


def _raw_columns(file: BillFile, defaults: Mapping[str, str]) -> list[str]:
    present = {name: _text(file, position) for name, position in file.columns.items()}
    columns = []
    for name in READ:
        value = f"{_nothing(file, present[name])} ELSE {present[name]} END" if name in present else "NULL"
        if name in defaults:
            value = f"coalesce({value}, {literal(defaults[name])})"
        columns.append(f'CAST({value} AS VARCHAR) AS "{name}"')
    words = " OR ".join(f"{text} IN {_NULL_WORDS}" for text in present.values())
    columns.append(f"CASE WHEN {words or 'false'} THEN true ELSE false END AS x_null_words")
    columns.append(
        f"concat_ws(',', NULL, {', '.join(_member(file, *unknown) for unknown in file.unknown)}) AS x_unknown"
        if file.unknown
        else "CAST(NULL AS VARCHAR) AS x_unknown"
    )
    is_text = not file.is_parquet or all(_is_text(file, name) for name in _MOMENTS)
    columns.append(f"{'true' if is_text else 'false'} AS x_text_moments")
    return columns


def _file_id(group: Group) -> str:
    numbers = [number for number, _ in group]
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers}[CAST(file_index + 1 AS BIGINT)]"


def _nothing(file: BillFile, text: str) -> str:
    # the reader of CSV takes an empty field as null itself
    return f"CASE WHEN {text} IN {_NULLS if file.is_parquet else _NULL_WORDS} THEN NULL"


def _text(file: BillFile, position: int) -> str:
    column = f'"c{position}"'
    if not file.is_parquet or file.types[position] == "VARCHAR":
        return column
    if any(mark in file.types[position] for mark in _NESTED):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _is_text(file: BillFile, name: str) -> bool:
    return name in file.columns and file.types[file.columns[name]] == "VARCHAR"


def _member(file: BillFile, position: int, title: str) -> str:
    text = _text(file, position)
    return f"CASE WHEN {text} NOT IN {_NULLS} THEN kept({literal(json.dumps(title)[1:-1])}, {text}) END"


_DERIVED: Final = {
    "EffectiveCost", "BillingPeriodEnd", "InvoiceIssuerName", "ServiceName", "HostProviderName", "ServiceProviderName",
    "SkuMeter", "x_extra",
}  # fmt: skip
"""Columns that may hold something although the file lacks them."""

_AMOUNTS: Final = {column.name for column in FOCUS_COLUMNS if column.type == "money"}
_OFTEN_EQUAL: Final = {
    "EffectiveCost": "BilledCost",
    "ListCost": "BilledCost",
    "ContractedCost": "BilledCost",
    "PricingQuantity": "ConsumedQuantity",
}
"""Numbers told by a mark where they equal another, because writing 38 digits out is what takes the time."""


def _texts(present: Collection[str]) -> str:
    """The texts that identify a row's content, the same ones whether a column is absent or empty."""
    texts: list[str] = []
    absent = 0
    for name in (*NAMES, "x_extra"):
        if name not in present and name not in _DERIVED:
            absent += 1
            continue
        texts += _blanks(absent)
        absent = 0
        text = f"coalesce({f'digits({name})' if name in _AMOUNTS else f'CAST({name} AS VARCHAR)'}, '')"
        if name in _OFTEN_EQUAL:
            text = f"CASE WHEN {name} = {_OFTEN_EQUAL[name]} THEN '=' ELSE {text} END"
        texts.append(text)
    return ", ".join([*texts, *_blanks(absent)])


def _blanks(count: int) -> list[str]:
    return [f"repeat(chr(31), {count - 1})"] if count else []
