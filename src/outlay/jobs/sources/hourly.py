"""Syncs every source while a server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from outlay.core.errors import OutlayError

if TYPE_CHECKING:
    from outlay.jobs.sources.service import Sources

_LOG = logging.getLogger("outlay.sources")
_FIRST_SECONDS: Final = 30.0


class HourlySync:
    """A thread that syncs soon after the start, then every so many minutes."""

    def __init__(self, sources: Sources, minutes: int, wait: Callable[[float], bool] | None = None) -> None:
        """A thread over sources; `wait` lets seconds pass and says whether to stop."""
        self._sources = sources
        self._minutes = minutes
        self._stopping = threading.Event()
        self._wait = wait or self._stopping.wait
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless it is turned off."""
        if self._minutes:
            self._thread = threading.Thread(target=self._run, name="outlay-sync", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the source that is being synced; its buckets are held."""
        self._stopping.set()
        self._sources.interrupt()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pause = _FIRST_SECONDS
        while not self._wait(pause):
            pause = self._minutes * 60.0
            try:
                self._sources.sync_due()
            except OutlayError as error:
                _LOG.warning("sources could not be synced: %s", error.message)
            except Exception as error:  # noqa: BLE001 - the next round may succeed; the text could hold anything
                _LOG.warning("sources could not be synced: unexpected %s", type(error).__name__)
