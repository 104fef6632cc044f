"""Recognises bills that are not FOCUS, so that the answer names what a file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.bill_kind import find_known

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONVERT: Final = "export the bill as FOCUS from the provider's console"
_FEW: Final = 5


def check_kind(path: str, header: Sequence[str], found: Sequence[str]) -> None:
    """Stop if a header is not that of CostAndUsage.

    Raises:
        FileFormatError: naming what the file is, where that is known.
    """
    if "BilledCost" in found:
        return
    known = find_known(header)
    if known is not None:
        message = f"{path} is {known.name}, not FOCUS CostAndUsage"
        raise FileFormatError(message, hint=known.hint or _CONVERT, code="input.not_focus")
    if len(found) < _FEW:
        shown = ", ".join(title[:30] for title in header[:6])
        message = f"{path} is not FOCUS: its first line names {len(header)} columns ({shown} …)"
        raise FileFormatError(
            message, hint="the first line must hold FOCUS column names such as BilledCost", code="input.not_focus"
        )
