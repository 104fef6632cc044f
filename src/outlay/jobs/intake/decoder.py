"""Keeps one decoder process alive and talks to it."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
from typing import TYPE_CHECKING, Final, Protocol

from outlay.jobs.intake.model import DecodeAnswer, DecodeRequest
from outlay.jobs.intake.worker import run_decoder

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from outlay.core.settings import Settings

_LOG = logging.getLogger("outlay.intake")
_PATIENCE_SECONDS: Final = 120
"""A decoder that takes longer for one request is taken for hung."""


class DecoderDiedError(Exception):
    """The process ended, or hung and was ended, while it owed an answer."""


class Decoder(Protocol):
    """What the intake needs of a decoder."""

    restarts: int
    pid: int | None

    def ask(self, request: DecodeRequest) -> None:
        """Hand over a request; one at a time."""

    def answer(self) -> DecodeAnswer:
        """Wait for the answer to the request."""

    def stop(self) -> None:
        """End the process."""


class DecoderProcess:
    """A spawned decoder, started when first asked and again after its death."""

    def __init__(self, settings: Settings) -> None:
        self.restarts = 0
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The process that decodes, if one runs."""
        return self._process.pid if self._process is not None and self._process.is_alive() else None

    def start(self) -> None:
        """Start the process, which takes a second or two to be ready."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        # beside the store's own, which the next owner clears away
        spill = self._settings.folder / "scratch"
        self._process = context.Process(
            target=run_decoder, args=(theirs, self._settings, spill, os.getpid()), name="outlay-decoder", daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe = ours

    def ask(self, request: DecodeRequest) -> None:
        """Hand over a request.

        Raises:
            DecoderDiedError: if the process has died; the next request starts another.
        """
        if self._pipe is None:
            self.start()
        assert self._pipe is not None  # noqa: S101 - started above
        try:
            self._pipe.send(request)
        except OSError as error:
            self._bury()
            raise DecoderDiedError from error

    def answer(self) -> DecodeAnswer:
        """Wait for the answer.

        Raises:
            DecoderDiedError: if the process dies or hangs.
        """
        assert self._pipe is not None  # noqa: S101 - ask() comes first
        try:
            if not self._pipe.poll(_PATIENCE_SECONDS):
                self._bury()
                raise DecoderDiedError
            found = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._bury()
            raise DecoderDiedError from error
        if isinstance(found, Exception):
            raise found
        assert isinstance(found, DecodeAnswer)  # noqa: S101 - the only other thing it sends
        return found

    def stop(self) -> None:
        """End the process."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(timeout=5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process = None

    def _bury(self) -> None:
        code = self._process.exitcode if self._process is not None else None
        with contextlib.suppress(OSError):
            self.stop()
        self.restarts += 1
        _LOG.warning("the decoder died (exit code %s) and is started again", code)
