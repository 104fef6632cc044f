"""Today's traffic: the requests of the 24 complete hours before the newest hour with a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from outlay.core.time import TimeRange
from outlay.report.endpoint_model import Traffic
from outlay.store.query.extent import load_usage_days

if TYPE_CHECKING:
    from outlay.report.scene import Scene
    from outlay.store import Reader

HOURS: Final = timedelta(hours=24)


def load_traffic(reader: Reader, wide: Scene, scene: Scene, by: str) -> tuple[Traffic | None, dict[object, int]]:
    """The window, and the requests of each value of a dimension in it; no window where nothing was ever used.

    The newest hour is of any request that the filter leaves, looked for in `wide`: one endpoint looked at alone has
    the window, and so the month, that it has among all. It is itself left out, for it may still go on.
    """
    known = load_usage_days(reader)
    if known is None:
        return None, {}
    last = known.until - timedelta(days=1)
    period = TimeRange(since=last - timedelta(days=1), until=known.until)
    rows = scene.question("requests", f"{by} hour", period, limit=100_000).rows
    every = wide.question("requests", "hour", period).rows
    hours = [hour for row in every if isinstance(hour := row["hour"], datetime)]
    if not hours:
        return None, {}
    window = Traffic(since=max(hours) - HOURS, until=max(hours))
    found: dict[object, int] = {}
    for row in rows:
        hour, requests = row["hour"], row["requests"]
        if isinstance(hour, datetime) and isinstance(requests, int) and window.since <= hour < window.until:
            found[row[by]] = found.get(row[by], 0) + requests
    return window, found
