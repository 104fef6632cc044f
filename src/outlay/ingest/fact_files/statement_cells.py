"""Takes days and amounts from the cells of statements, as banks and tools write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from outlay.ingest.fact_files.lines import BadCellError

if TYPE_CHECKING:
    from outlay.ingest.fact_files.lines import Line

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_PARTS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ].*)?$")
_NAMED: Final = ("%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%d %B %Y", "%Y%m%d")
_CURRENCY: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_LARGEST_EXPONENT: Final = 15
_NO_AMOUNT: Final = "expected an amount such as 1,234.50"


def read_written_day(line: Line, column: str, *, is_day_first: bool = False) -> date | None:
    """A day in ISO or common forms; `is_day_first` decides 03/04/2026, dots always put the day first."""
    text = line.get(column)
    if text is None:
        return None
    try:
        found = _day(text.strip(), is_day_first=is_day_first)
    except ValueError as error:
        raise BadCellError(column, "no such day", text) from error
    if found is None:
        raise BadCellError(column, "expected a day such as 2026-10-05", text)
    return found


def read_written_amount(line: Line, column: str) -> Decimal | None:
    """An amount with or without currency sign, thousands separators, brackets or a trailing minus."""
    text = line.get(column)
    if text is None:
        return None
    cleaned = text.strip().replace("−", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    is_negative = cleaned.startswith("(") and cleaned.endswith(")")
    cleaned = re.sub(r"^[A-Z]{3}|[A-Z]{3}$|[$€£¥₹()]", "", cleaned)
    if cleaned.endswith(("-", "CR")):
        cleaned = f"-{cleaned.removesuffix('CR').removesuffix('-')}"
    try:
        amount = Decimal(_plain(cleaned))
    except InvalidOperation as error:
        raise BadCellError(column, _NO_AMOUNT, text) from error
    if not amount.is_finite():
        raise BadCellError(column, _NO_AMOUNT, text)
    if amount.adjusted() > _LARGEST_EXPONENT:
        raise BadCellError(column, "is larger than any amount of money", text)
    return -amount if is_negative else amount


def _day(text: str, *, is_day_first: bool) -> date | None:
    if found := _ISO.match(text):
        return date(*map(int, found.groups()))
    if found := _PARTS.match(text):
        first, second, year = map(int, found.groups())
        day_first = is_day_first or "." in text or first > 12  # noqa: PLR2004 - months
        day, month = (first, second) if day_first else (second, first)
        return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - two digits
    for form in _NAMED:
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    return None


def currency_sign(text: str) -> str | None:
    """The currency that an amount's own sign or code names."""
    if found := re.search(r"\b([A-Z]{3})\b", text):
        return found[1] if found[1] != "CR" else None
    return next((code for sign, code in _CURRENCY.items() if sign in text), None)


def _plain(text: str) -> str:
    """Separators to a plain decimal point: the last of two kinds is the point; a single comma before two digits too."""
    if "," in text and "." in text:
        point = max(text.rfind(","), text.rfind("."))
        return re.sub(r"[.,]", "", text[:point]) + "." + text[point + 1 :]
    if "," in text:
        return text.replace(",", ".") if re.search(r"^[^,]*,\d{1,2}$", text) else text.replace(",", "")
    return text
