"""The one exporter of this process and its settings. Nothing happens before the first record or `configure`."""

from __future__ import annotations

import atexit
import itertools
import os
import sys
import threading
from typing import Callable

from outlay_sdk.buffer import Item, Stats
from outlay_sdk.exporter import Exporter
from outlay_sdk.quiet import quietly, reporter
from outlay_sdk.settings import Options, Settings, load_settings, override


class Runtime:
    """What the functions of the package share."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._settings: Settings | None = None
        self._exporter: Exporter | None = None
        self._is_fresh_child = False
        self._begin_ids()

    def _begin_ids(self) -> None:
        self._prefix = os.urandom(9).hex()
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        """An id that no other process gives: it identifies a call however often its record is sent."""
        return f"{self._prefix}-{next(self._numbers)}"

    @property
    def settings(self) -> Settings:
        """The settings in force; read from the environment at first use."""
        if self._settings is None:
            with self._lock:
                if self._settings is None:
                    self._settings = load_settings()
        return self._settings

    def configure(self, options: Options) -> None:
        """Put new settings in force."""
        with self._lock:
            self._settings = override(self.settings, **options)
            if self._exporter is not None:
                self._exporter.settings = self._settings

    def offer(self, item: Item) -> None:
        """Hand a record, or a lazy source of them, to the exporter."""
        exporter = self._exporter
        if exporter is None or self._is_fresh_child:
            exporter = self._start()
        exporter.offer(item)

    def _start(self) -> Exporter:
        with self._lock:
            if self._exporter is None:
                self._exporter = Exporter(self.settings)
                atexit.register(self.flush_at_exit)
                if hasattr(os, "register_at_fork"):
                    os.register_at_fork(after_in_child=self._start_over)
            self._is_fresh_child = False
            _flush_when_worker_ends(self.flush_at_exit)
            return self._exporter

    def _start_over(self) -> None:
        """In a forked child: other ids, an empty queue, no thread yet."""
        reporter.start_over()
        self._lock = threading.RLock()
        self._begin_ids()
        self._is_fresh_child = True
        if self._exporter is not None:
            self._exporter.start_over_after_fork()

    def flush(self, timeout: float, *, is_exit: bool = False) -> bool:
        """Send what has been recorded until now."""
        return self._exporter is None or self._exporter.flush(timeout, is_exit=is_exit)

    def flush_at_exit(self) -> None:
        """The last chance, for a bounded time."""
        quietly(lambda: self.flush(self.settings.shutdown_timeout, is_exit=True))

    def stats(self) -> Stats:
        """The counters of this process."""
        return Stats(0, 0, 0, 0, 0) if self._exporter is None else self._exporter.stats()


def _flush_when_worker_ends(flush: Callable[[], None]) -> None:
    """A process of `multiprocessing` ends without `atexit`."""
    processes = sys.modules.get("multiprocessing.process")
    finalizers = sys.modules.get("multiprocessing.util")
    if processes is not None and finalizers is not None and processes.parent_process() is not None:
        finalizers.Finalize(None, flush, exitpriority=100)


runtime = Runtime()
