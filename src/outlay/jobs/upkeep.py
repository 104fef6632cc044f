"""Keeps the ledger up with its facts while a server runs: days that telemetry made dirty are computed again."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from outlay.store.events import fold_observations

if TYPE_CHECKING:
    from outlay.jobs.imports import Imports
    from outlay.store import Store

_LOG = logging.getLogger("outlay.upkeep")
INTERVAL_SECONDS: Final = 30
_FOLDING_ROUNDS: Final = 3600 // INTERVAL_SECONDS
"""Observations grow too old by the hour; a transaction each half minute would hold up those who load telemetry."""


class Upkeep:
    """A thread that rebuilds dirty days every half minute, and lets go of old observations every hour."""

    def __init__(self, store: Store, imports: Imports) -> None:
        self._store = store
        self._imports = imports
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._round = 0

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="outlay-upkeep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the round that runs."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(INTERVAL_SECONDS):
            try:
                self.keep_up()
            except Exception:  # noqa: BLE001 - the next round may succeed; the days stay dirty meanwhile
                _LOG.exception("the ledger could not be computed again")

    def keep_up(self) -> None:
        """Compute dirty days again, if there are any, and once an hour let go of observations too old to matter."""
        if self._round % _FOLDING_ROUNDS == 0:
            with self._store.write() as tx:
                fold_observations(tx, self._imports.now())
        self._round += 1
        if self._store.fetch("SELECT count(*) AS n FROM dirty_day").column("n")[0].as_py():
            self._imports.rebuild()
