"""Turns frozen answers into plain JSON values: decimals as plain digits, days and times as ISO text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from outlay.core.money import format_plain


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON is any of several types
    """A value as JSON shows it; dataclasses become objects, tuples and sets lists, money decimal strings."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Decimal):
        return format_plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def render_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Plain rows as CSV with a header; what is not known is empty.

    A text that a spreadsheet would run as a formula gets an apostrophe before it: names of customers and tags come
    from outside.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    text = str(value)
    is_formula = text[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{text}" if is_formula and not _is_number(text) else value


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True
