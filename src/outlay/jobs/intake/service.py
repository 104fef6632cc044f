"""The owner's side of the intake: records go into the journal, and one thread has them decoded and loads them."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from outlay.core.errors import BusyError, SettingsError
from outlay.ingest.merging import build_merge
from outlay.jobs.intake.decoder import Decoder, DecoderDiedError, DecoderProcess
from outlay.jobs.intake.loading import load_answer, load_quarantined
from outlay.jobs.intake.model import DecodeAnswer, DecodeRequest
from outlay.jobs.rating import CurrentPricing
from outlay.store.intake import IntakeStatus, load_intake
from outlay.store.journal import Damage, Journal, Mark, read_entries, set_aside

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store

_LOG = logging.getLogger("outlay.intake")

BATCH_BYTES: Final = 8 << 20
"""What the decoder takes at once: some twenty thousand spans."""
_PLENTY: Final = BATCH_BYTES // 2
"""With more than this waiting there is no rest."""
_EVERYTHING: Final = 1 << 20
_GATHER_SECONDS: Final = (0.25, 2.0)
"""The shortest and longest rest after a load, while little waits: each load has a cost of its own."""
_REST: Final = 3
"""How many times longer than the load before the rest should be."""
_ATTEMPTS: Final = 5
"""How often a single record may kill the decoder, or fail to load, before it is set aside."""
_STOP_SECONDS: Final = 10
_ROOM_SECONDS: Final = 1
"""How long to wait for disk or memory before trying again."""
_MEGABYTE: Final = 1 << 20


class SlowDownError(BusyError):
    """More telemetry waits than the server likes; senders should hold back for a while."""

    code = "busy.slow_down"
    http_status = 429


class Intake:
    """Accepts telemetry and brings it into the store, each record exactly once."""

    def __init__(self, store: Store, settings: Settings, *, decoder: Decoder | None = None) -> None:
        self._store = store
        self._settings = settings
        state = load_intake(store)
        self._loaded = Mark(position=state.position, number=state.number)
        self._journal = Journal(settings.journal_dir, loaded=self._loaded)
        self._decoder = decoder or DecoderProcess(settings)
        self._merge = build_merge(settings, CurrentPricing(settings).rate)
        self._in_flight: DecodeRequest | None = None
        self._limit = _EVERYTHING
        self._failures = 0
        self._is_loading = False
        self._rest_from = 0.0
        self._load_seconds = 0.0
        self._last_error: str | None = None
        self._stopping = threading.Event()
        self._advanced = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to load in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="outlay-intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop loading and close the journal; what is not loaded yet waits in it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
            self._decoder.stop()  # ends the wait for one that hangs
            self._thread.join()
        self._decoder.stop()
        self._journal.close()

    @property
    def is_running(self) -> bool:
        """Whether a thread loads what is accepted."""
        return self._thread is not None and self._thread.is_alive()

    def append(self, kind: str, body: bytes, *, count: int, source: str = "") -> Future[None]:
        """Take a body of records; the future is done when it is on disk.

        Raises:
            SlowDownError: while too much waits to be loaded.
            BusyError: while the disk is nearly full, or far too much waits.
        """
        self._demand_room()
        return self._journal.append(kind, body, count=count, source=source)

    def drain(self, timeout: float) -> bool:
        """Wait until everything accepted so far is loaded. Returns whether it is."""
        goal = self._journal.durable
        with self._advanced:
            return self._advanced.wait_for(lambda: self._loaded.position >= goal, timeout)

    def status(self) -> IntakeStatus:
        """What became of every record, and how the workers are."""
        state = load_intake(self._store)
        return IntakeStatus(
            accepted=self._journal.accepted,
            outcomes=dict(state.outcomes),
            pending=self._journal.accepted - state.number,
            pending_bytes=self._journal.pending_bytes(state.position),
            is_conserved=state.is_conserved,
            decoder_restarts=self._decoder.restarts,
            is_decoder_running=self._decoder.pid is not None,
            last_error=self._last_error,
        )

    def _demand_room(self) -> None:
        pending = self._journal.pending_bytes(self._loaded.position)
        limit = self._settings.journal_limit_mb * _MEGABYTE
        if pending > 2 * limit:
            message = f"{pending >> 20} MB of telemetry wait to be loaded, twice the limit journal_limit_mb"
            raise BusyError(message, hint="send again later; `outlay doctor` says what holds the loading up")
        if shutil.disk_usage(self._settings.folder).free < self._settings.disk_reserve_mb * _MEGABYTE:
            message = f"less than {self._settings.disk_reserve_mb} MB of disk are free in {self._settings.folder}"
            raise BusyError(message, hint="free some space, or lower disk_reserve_mb", code="busy.disk_full")
        if pending > limit:
            message = f"{pending >> 20} MB of telemetry wait to be loaded, the limit journal_limit_mb"
            raise SlowDownError(message, hint="send again after the time in Retry-After")

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - the loop must outlive whatever a record does
                self._last_error = f"{type(error).__name__}: {error}"
                _LOG.exception("telemetry could not be loaded; trying again")
                self._survive(error)

    def _step(self) -> None:
        if self._in_flight is None:
            if not self._journal.wait_for(self._loaded.position, timeout=0.5):
                return
            self._gather()
            self._ask(self._loaded)
        answer = self._take_answer()
        if self._journal.pending_bytes(answer.end.position) >= _PLENTY:
            self._ask(answer.end)  # decoded while this one is loaded
        self._load(answer)

    def _gather(self) -> None:
        """Let small bodies collect, while little waits."""
        shortest, longest = _GATHER_SECONDS
        rest = self._rest_from + min(max(shortest, _REST * self._load_seconds), longest) - time.monotonic()
        if rest > 0 and self._journal.pending_bytes(self._loaded.position) < _PLENTY:
            self._stopping.wait(rest)

    def _ask(self, begin: Mark) -> None:
        request = DecodeRequest(
            folder=self._settings.journal_dir,
            begin=begin,
            until=self._journal.mark,
            limit_bytes=BATCH_BYTES,
            limit_count=self._limit,
        )
        self._decoder.ask(request)
        self._in_flight = request

    def _take_answer(self) -> DecodeAnswer:
        self._in_flight = None
        self._is_loading = False
        return self._decoder.answer()

    def _load(self, answer: DecodeAnswer) -> None:
        for damage in answer.damages:
            _LOG.error("the journal is damaged: %s", damage)
            set_aside(self._settings.journal_dir, damage)
        begun = time.monotonic()
        self._is_loading = True
        load_answer(self._store, self._settings, answer, self._merge)
        self._load_seconds = time.monotonic() - begun
        self._advance(answer.end)
        self._limit = min(self._limit * 64, _EVERYTHING)
        self._failures = 0
        self._last_error = None

    def _advance(self, end: Mark) -> None:
        with self._advanced:
            self._loaded = end
            self._rest_from = time.monotonic()
            self._advanced.notify_all()
        self._journal.release(end.position)

    def _survive(self, error: Exception) -> None:
        """Recover, also where not even setting aside works, such as on a disk that cannot be written."""
        try:
            self._recover(error)
        except Exception as again:  # noqa: BLE001 - the thread must not end
            self._last_error = f"{type(again).__name__}: {again}"
            _LOG.exception("nothing could be set aside either; trying again")
            self._stopping.wait(_ROOM_SECONDS)

    def _recover(self, error: Exception) -> None:
        """Go on one record at a time; one that fails again and again is set aside, and the rest goes on."""
        if self._in_flight is not None:
            with suppress(Exception):
                self._take_answer()
            self._in_flight = None
        is_single = self._limit == 1
        self._limit = 1
        if self._is_no_records_fault(error):
            self._stopping.wait(_ROOM_SECONDS)
            return
        self._failures += is_single
        if self._failures >= _ATTEMPTS:
            self._failures = 0
            self._set_aside_next(error)

    def _is_no_records_fault(self, error: Exception) -> bool:
        """Want of disk or memory, and prices that cannot be read: what waits is tried again, however long it takes.

        A record that by itself needs more memory than the decoder may use is at fault.
        """
        if self._is_loading:
            return self._store.is_out_of_room(error)
        return isinstance(error, (OSError, SettingsError))

    def _set_aside_next(self, error: Exception) -> None:
        found = read_entries(
            self._settings.journal_dir,
            self._loaded.position,
            until=self._journal.mark,
            limit_bytes=1,
            limit_count=1,
            number=self._loaded.number,
        )
        if not found.entries:
            return
        entry = found.entries[-1]
        reason = "killed the decoder" if isinstance(error, DecoderDiedError) else f"{type(error).__name__}: {error}"
        damage = Damage(position=entry.position, end=entry.end, count=entry.count, reason=reason)
        _LOG.error("%s records are set aside: %s", entry.count, reason)
        set_aside(self._settings.journal_dir, damage)
        end = Mark(position=entry.end, number=entry.number + entry.count)
        for earlier in found.damages:
            set_aside(self._settings.journal_dir, earlier)
        load_quarantined(self._store, end, end.number - self._loaded.number)
        self._advance(end)
