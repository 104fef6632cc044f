"""Reads the cells of statements that people export: dates and amounts as banks and tools write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_PARTS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ].*)?$")
_NAMED: Final = ("%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%d %B %Y", "%Y%m%d")
_CURRENCY: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_LARGEST_EXPONENT: Final = 15


class CellError(ValueError):
    """A cell that cannot be read; the message says what was expected."""


def parse_day(text: str, *, is_day_first: bool = False) -> date:
    """A day from ISO or common forms; `is_day_first` decides 03/04/2026, dots always put the day first.

    Raises:
        CellError: if it is no day.
    """
    cleaned = text.strip()
    try:
        if found := _ISO.match(cleaned):
            return date(*map(int, found.groups()))
        if found := _PARTS.match(cleaned):
            first, second, year = map(int, found.groups())
            day_first = is_day_first or "." in cleaned or first > 12  # noqa: PLR2004 - months
            day, month = (first, second) if day_first else (second, first)
            return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - two digits
    except ValueError as error:
        message = "no such day"
        raise CellError(message) from error
    for form in _NAMED:
        try:
            return datetime.strptime(cleaned, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    message = "expected a day such as 2026-10-05"
    raise CellError(message)


def parse_amount(text: str) -> Decimal:
    """An amount with or without currency sign, thousands separators, brackets or a trailing minus.

    Raises:
        CellError: if it is no number, or its separators are ambiguous.
    """
    cleaned = text.strip().replace("−", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    is_negative = cleaned.startswith("(") and cleaned.endswith(")")
    cleaned = re.sub(r"^[A-Z]{3}|[A-Z]{3}$|[$€£¥₹()]", "", cleaned)
    if cleaned.endswith(("-", "CR")):
        cleaned = f"-{cleaned.removesuffix('CR').removesuffix('-')}"
    try:
        amount = Decimal(_plain(cleaned))
    except InvalidOperation as error:
        message = "expected an amount such as 1,234.50"
        raise CellError(message) from error
    if not amount.is_finite():
        message = "expected an amount such as 1,234.50"
        raise CellError(message)
    if amount.adjusted() > _LARGEST_EXPONENT:
        message = "is larger than any amount of money"
        raise CellError(message)
    return -amount if is_negative else amount


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
