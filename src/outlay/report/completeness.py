"""Until which day the bills are complete, so that a late bill never looks like a saving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.store import Reader

_QUIET = timedelta(days=14)
"""A payer whose bills ended longer ago than this is taken as gone, not as late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The first day that money is known of."""

    day: date
    is_billed: bool

    @property
    def words(self) -> str:
        """Such as ``no bills before May 2025``."""
        if not self.is_billed:
            return f"no usage before {self.day.day} {self.day:%B %Y}"
        return f"no bills before {'' if self.day.day == 1 else f'{self.day.day} '}{self.day:%B %Y}"


def load_beginning(reader: Reader) -> Beginning | None:
    """The first day that a bill covers; without bills, the first with usage; None without either."""
    row = reader.fetch(
        "SELECT (SELECT count(*) FROM coverage) AS covered, (SELECT min(day) FROM coverage) AS covered_since, "
        "(SELECT count(*) FROM event_hour) AS used, (SELECT min(day) FROM event_hour) AS used_since"
    ).to_pylist()[0]
    if row["covered"]:
        return Beginning(day=row["covered_since"], is_billed=True)
    return Beginning(day=row["used_since"], is_billed=False) if row["used"] else None


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
