"""Lets go of observations that no longer decide anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from outlay.store.events.model import PACKAGE
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.store.engine import Write

OBSERVATION_AGE: Final = timedelta(hours=72)
"""Observations are kept this long after they were received, before the event alone remains."""


def fold_observations(tx: Write, now: datetime) -> int:
    """Forget old observations; traces stay that have a span which repeats its children's usage.

    A late child still corrects that span, and what is sent again does not make it count beside its children.

    Returns:
        How many were forgotten.
    """
    return tx.execute(load_sql(PACKAGE, "observation_fold"), {"until": now.replace(tzinfo=None) - OBSERVATION_AGE})
