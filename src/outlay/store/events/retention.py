"""Lets go of observations that no longer decide anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from outlay.store.engine import Write

OBSERVATION_AGE: Final = timedelta(hours=72)
"""Observations are kept this long after they were received, before the event alone remains."""


def fold_observations(tx: Write, now: datetime) -> int:
    """Forget old observations; spans that may have children stay, so that a late child still corrects them.

    Returns:
        How many were forgotten.
    """
    return tx.execute(
        "DELETE FROM observation WHERE received_at < ? AND role <> 'aggregate'",
        [now.replace(tzinfo=None) - OBSERVATION_AGE],
    )
