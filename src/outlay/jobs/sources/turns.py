"""One at a time: who works on a source keeps others out, of this process and of any other with the same data folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from outlay.core.errors import BusyError

if TYPE_CHECKING:
    from pathlib import Path


class Turns:
    """Who is at work on which source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, name: str) -> Iterator[None]:
        """Work on a source alone.

        Raises:
            BusyError: if someone does already.
        """
        with self._lock:
            if name in self._busy:
                raise _busy(name)
            self._busy.add(name)
        try:
            with self._locked_file(name):
                yield
        finally:
            with self._lock:
                self._busy.discard(name)

    @contextmanager
    def _locked_file(self, name: str) -> Iterator[None]:
        """A lock that ends with its process, however that ends."""
        import fcntl

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / f".{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _busy(name) from None
            yield
        finally:
            os.close(descriptor)


def _busy(name: str) -> BusyError:
    message = f"source {name!r} is being synced"
    return BusyError(message, hint="wait until that sync ends: outlay sources list")
