"""Imports files of other systems' records, all or nothing, a piece at a time so that no file is too large."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, UnknownNameError, UsageError
from outlay.core.money import format_plain
from outlay.ingest.events.letters import Letters
from outlay.ingest.events.model import FILE_SHAPE, EventReport
from outlay.ingest.events.normalising import normalise_rows, rated_batch, refused_rows
from outlay.ingest.events.rows import FIELD, Rows
from outlay.ingest.events.tally import Tally
from outlay.ingest.merging import build_merge
from outlay.ingest.records.files import BadRecord, read_file
from outlay.ingest.records.service import READERS, read_one
from outlay.ingest.rejects import Reject, write_rejects
from outlay.store.events import EventLoader
from outlay.store.keys import register_keys
from outlay.store.telemetry import register_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Pricing
    from outlay.ingest.mapping import FileImport
    from outlay.store.engine import Store, Write
    from outlay.store.scratch import Scratch

_PIECE: Final = 20_000
_SHOWN_REJECTS: Final = 20


class _Reading:
    """Records of one kind as rows, and where each row and each record set aside came from."""

    def __init__(self, kind: str, job: FileImport) -> None:
        self._reader = READERS[kind]
        self._constants = {FIELD[name]: value for name, value in job.constants.items()}
        self._source = job.source
        self.letters = Letters(job.source, kind)
        self.rejects: list[Reject] = []
        self.rows = Rows()
        self.origins: list[tuple[str, int]] = []
        self.read = 0

    def begin(self) -> None:
        """Start a new piece."""
        self.rows = _ConstantRows(self._constants)
        self.rows.begin("", source=self._source)
        self.origins = []

    def take(self, file: str, number: int, record: object) -> None:
        """Read one record."""
        self.read += 1
        if isinstance(record, BadRecord):
            self.letters.add(reason=record.reason)
        else:
            read_one(self._reader, record, self.rows, self.letters)
        self.origins += [(file, number)] * (len(self.rows) - len(self.origins))
        for letter in self.letters.dead:
            self.rejects.append(
                Reject(file=file, row=number, column=letter.field or "", reason=letter.reason, value=letter.record)
            )
        self.letters.dead.clear()

    def refuse(self, found: list[Reject]) -> None:
        """Set aside rows of the piece that normalising refused."""
        for reject in found:
            file, number = self.origins[reject.row - 1]
            self.rejects.append(
                Reject(file=file, row=number, column=reject.column, reason=reject.reason, value=reject.value)
            )


class _ConstantRows(Rows):
    """Rows of which some values are told."""

    __slots__ = ("_constants",)

    def __init__(self, constants: dict[int, str]) -> None:
        super().__init__()
        self._constants = constants

    def add(self, row: list[object]) -> None:
        """Take a row, with what is told of all."""
        for slot, value in self._constants.items():
            row[slot] = value
        super().add(row)


def import_records(store: Store, settings: Settings, kind: str, job: FileImport, pricing: Pricing) -> EventReport:
    """Import the files of a job in one transaction; importing them again changes nothing.

    Raises:
        UnknownNameError: for a kind or a constant that is not known.
        UsageError: for a mapping, which these kinds do not need.
        FileFormatError: for a file that cannot be read, or of which no record can be used.
    """
    _demand_known(kind, job)
    reading, tally = _Reading(kind, job), Tally()
    with store.scratch() as scratch, store.write() as tx:
        loader = EventLoader(tx, merge=build_merge(settings, pricing.rate), is_last_winning=True)
        for piece in _pieces(job):
            reading.begin()
            for file, number, record in piece:
                reading.take(file, number, record)
            _load(tx, scratch, settings, (reading, pricing, loader, tally))
        if reading.rejects and not tally.rows:
            message = f"no record can be used; {reading.rejects[0]}"
            hint = "give what the files do not hold, as --set ts=2026-11-20T00:00:00Z; see docs/how-to"
            raise FileFormatError(message, hint=hint)
        counts = loader.finish()
    return EventReport(
        rows=reading.read,
        loaded=counts.loaded,
        merged=counts.merged,
        changed=counts.changed,
        duplicate=counts.duplicate,
        skipped=reading.letters.without_usage,
        rejected=len(reading.rejects),
        without_price=counts.without_price,
        reject_file=write_rejects(job.reject_dir, reading.rejects),
        rejects=tuple(reading.rejects[:_SHOWN_REJECTS]),
        flags=dict(tally.flags),
        ignored_columns=(),
        since=tally.since,
        until=tally.until,
        priced_cost=None if counts.priced_cost is None else format_plain(counts.priced_cost),
        tokens=tally.tokens,
    )


def _load(tx: Write, scratch: Scratch, settings: Settings, work: tuple[_Reading, Pricing, EventLoader, Tally]) -> None:
    reading, pricing, loader, tally = work
    if not len(reading.rows):
        return
    register_keys(tx, normalise_rows(scratch, reading.rows.table(), pricing.extract), settings)
    reading.refuse(refused_rows(scratch))
    batch = rated_batch(scratch, pricing)
    register_cards(tx, pricing.describe(batch.column("card_id").unique().drop_null().to_pylist()))
    tally.add(batch)
    loader.load(batch)


def _demand_known(kind: str, job: FileImport) -> None:
    if kind not in READERS:
        raise UnknownNameError("kind of records", kind, tuple(READERS))
    if job.mapping:
        message = f"--map does nothing for {kind}: its records go by their own names"
        raise UsageError(message, hint="give what they do not hold with --set NAME=VALUE")
    for name in job.constants:
        if name not in FILE_SHAPE.columns:
            raise UnknownNameError("column to set", name, FILE_SHAPE.columns)


def _pieces(job: FileImport) -> Iterator[list[tuple[str, int, object]]]:
    records = (
        (path.name, number, record) for path in job.files for number, record in enumerate(read_file(path), start=1)
    )
    while piece := list(islice(records, _PIECE)):
        yield piece
