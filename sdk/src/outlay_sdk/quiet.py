"""The promise that the host program never notices: what goes wrong in here is logged, at most once a minute."""

from __future__ import annotations

import logging
import threading
import time
from typing import Callable, TypeVar

LOG = logging.getLogger("outlay_sdk")
SECONDS_BETWEEN_MESSAGES = 60.0

T = TypeVar("T")


class Reporter:
    """Logs the first message of a kind at once, and later ones at most once a minute with how many there were."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.start_over()

    def start_over(self) -> None:
        """Begin anew, as a forked child must: another thread of its parent may have held the lock."""
        self._lock = threading.Lock()
        self._said: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def warn(self, kind: str, message: str, *, is_bug: bool = False) -> None:
        """Log a warning of a kind, unless one was logged within the last minute."""
        with self._lock:
            now = self._clock()
            last = self._said.get(kind)
            if last is not None and now - last < SECONDS_BETWEEN_MESSAGES:
                self._held[kind] = self._held.get(kind, 0) + 1
                return
            self._said[kind] = now
            held = self._held.pop(kind, 0)
        more = f" ({held} more since the last message)" if held else ""
        LOG.warning("outlay: %s%s", message, more, exc_info=is_bug)


reporter = Reporter()


def quietly(work: Callable[..., T], *arguments: object, **named: object) -> T | None:
    """Call `work`; log whatever it raises, and answer None then."""
    try:
        return work(*arguments, **named)
    except Exception as error:  # noqa: BLE001 - the host program must never notice
        reporter.warn("bug", f"{type(error).__name__} in {getattr(work, '__qualname__', work)}", is_bug=True)
        return None
