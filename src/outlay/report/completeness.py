"""Until which day the bills are complete, so that a late bill never looks like a saving."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.store import Reader

_QUIET = timedelta(days=14)
"""A payer whose bills ended longer ago than this is taken as gone, not as late."""


def complete_until(reader: Reader, today: date) -> date:
    """The first day that the bill of some active payer does not cover yet; at most today.

    Payers without a bill (estimates only) do not hold it back.
    """
    found = reader.fetch(
        "SELECT min(covered) AS covered FROM ("
        "SELECT payer_id, max(day) AS covered FROM coverage GROUP BY payer_id) AS payers WHERE covered >= ?",
        [today - _QUIET],
    )
    covered = found.column("covered")[0].as_py()
    return min(covered + timedelta(days=1), today) if covered else today
