"""When a source is due: each time, but one that keeps failing less and less often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final

MOST_COUNTED: Final = 12
_LONGEST: Final = timedelta(hours=24)


def is_due(runs: Sequence[Mapping[str, Any]], pause: timedelta, now: datetime) -> bool:
    """Whether to sync a source now.

    Args:
        runs: Its syncs, newest first.
        pause: Between two rounds: after n failures in a row it is doubled n - 1 times, up to a day.
        now: The present.
    """
    failures = len(list(takewhile(lambda run: run["state"] == "failed", runs)))
    if failures == 0:
        return True
    finished: datetime = runs[0]["finished_at"]
    return bool(now - finished >= min(pause * 2 ** (failures - 1), max(_LONGEST, pause)))
