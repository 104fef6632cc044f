"""The decoder process: answers requests on a pipe until the pipe closes, which it does when the owner dies."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.core.errors import SettingsError
from outlay.jobs.intake.model import DecodeAnswer, DecodeRequest
from outlay.store.journal import Mark, read_entries

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Pricing
    from outlay.store.journal import Entry
    from outlay.store.scratch import Scratch

POISON = "OUTLAY_TEST_POISON"
"""For tests of supervision: the decoder dies of a body that contains this variable's text."""
_PR_SET_PDEATHSIG: Final = 1
MEMORY_BYTES = 6 << 30
"""Address space; resident memory stays far below it."""


def run_decoder(pipe: Connection, settings: Settings, spill: Path, owner: int) -> None:
    """Serve requests; the process' entry point."""
    import resource

    from outlay.jobs.rating import CurrentPricing
    from outlay.store.scratch import lend_scratch

    _die_with(owner)
    # a terminal sends Ctrl-C to the whole family: the owner decides when this ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    pricing = CurrentPricing(settings)
    with suppress(SettingsError):  # told with each request until the overlay is mended
        pricing.get()
    # what a request leaves is collected once it is answered, not again and again while its rows grow
    gc.freeze()
    gc.disable()
    with suppress(EOFError, BrokenPipeError), lend_scratch(spill, "300MB") as scratch:
        while True:
            request = pipe.recv()
            try:
                pipe.send(decode_request(request, scratch, pricing.get()))
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:  # noqa: BLE001 - the owner decides what becomes of these records
                pipe.send(error if _is_picklable(error) else RuntimeError(f"{type(error).__name__}: {error}"))
            gc.collect()


def _die_with(owner: int) -> None:
    """End when the owner is killed, even in the middle of a request: the next owner starts a decoder of its own."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:  # it died before this could be asked for
        os._exit(1)


def decode_request(request: DecodeRequest, scratch: Scratch, pricing: Pricing) -> DecodeAnswer:
    """Read and decode the journal's records of a request."""
    from outlay.jobs.intake.decoding import decode_entries

    found = read_entries(
        request.folder,
        request.begin.position,
        until=request.until,
        limit_bytes=request.limit_bytes,
        limit_count=request.limit_count,
        number=request.begin.number,
    )
    _die_of_poison(found.entries)
    decoded = decode_entries(found.entries, scratch, pricing)
    whole = sum(entry.count for entry in found.entries)
    number = found.number if found.number is not None else request.begin.number + whole
    if found.end >= request.until.position:
        # at the journal's end its own count is right, whatever damage could not tell its own
        number = request.until.number
    return DecodeAnswer(
        end=Mark(position=found.end, number=number),
        lost=number - request.begin.number - whole,
        batch=decoded.batch,
        cards=decoded.cards,
        metrics=decoded.metrics,
        keys=decoded.keys,
        letters=decoded.letters,
        without_usage=decoded.without_usage,
        damages=found.damages,
    )


def _die_of_poison(entries: list[Entry]) -> None:
    poison = os.environ.get(POISON, "").encode()
    if poison and any(poison in bytes(entry.body) for entry in entries):
        os._exit(9)


def _is_picklable(error: Exception) -> bool:
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever it is, it cannot cross
        return False
    return True
