"""How a row of the ledger is named to people: `lg_` and its number in hexadecimal."""

from __future__ import annotations

import re
from typing import Final

from outlay.core.errors import UsageError

LEDGER_ROW: Final = "ledger_row"
_NAME: Final = re.compile(r"lg_[0-9a-f]{1,16}")


def format_ledger_row(row: int) -> str:
    """The name of a ledger row."""
    return f"lg_{row:x}"


def parse_ledger_row(text: str) -> int:
    """The number of a named ledger row.

    Raises:
        UsageError: if the text is not such a name.
    """
    if not _NAME.fullmatch(text):
        message = f"{text!r} is not a ledger row"
        raise UsageError(message, hint="ledger rows are named lg_ and hexadecimal digits, as `--by ledger_row` shows")
    return int(text[3:], 16)
